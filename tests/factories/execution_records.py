"""Records to print and to read: the source's own plan (vectors.md E3), and one that is as nasty as texts can be."""

from datetime import date
from decimal import Decimal

from plans.domain.record import Basics, Closing, MetricLine, Record, Section, StageLine
from plans.enums import StageStatus

DONE, DOING, OPEN, LATE = (
    StageStatus.DONE,
    StageStatus.IN_PROGRESS,
    StageStatus.NOT_STARTED,
    StageStatus.DELAYED,
)
NASTY = (
    '=HYPERLINK("http://example.invalid","点我")',
    "+86 10",
    "-3 天",
    "@陈强",
    "第一行\n第二行\n\n第四行",
    "他说：\"好\"，<b>&amp;</b> 和 '单引号'",
    "🎉👍🏽 完成",
    "长" * 500,
    "1. 甲\n2. 乙",
    "问题：像标签；影响：的文字",
    "2024-07-01 60% 像进度",
    "_x0041_",
    "☑已完成",
    "a\tb",
    "＝SUM(A1)",
)


def stage(
    code, task, owner, planned, status=OPEN, actual=None, progress="", problems="", measures=""
):
    day = date.fromisoformat
    return StageLine(
        code,
        task,
        owner,
        day(planned),
        day(actual) if actual else None,
        progress,
        problems,
        measures,
        status,
    )


def metric(label, before, after, target=None, is_met=None):
    figures = [
        None if figure is None else Decimal(str(figure)) for figure in (before, after, target)
    ]
    return MetricLine(label, *figures, is_met)


STAGES = (
    stage(
        "1.1", "制定新投诉处理流程SOP", "王芳", "2024-07-15", DONE, "2024-07-14", "SOP 已评审通过"
    ),
    stage(
        "1.2",
        "客服系统新增工单分类功能开发",
        "刘洋",
        "2024-07-25",
        DONE,
        "2024-07-29",
        "2024-07-20 80% 开发完成，待测试\n2024-07-29 100% 已上线",
        "问题：测试环境不足；影响：培训顺延两天；措施：借用预发布环境",
        "新增一套测试环境",
    ),
    stage(
        "2.1",
        "一线客服新流程培训(3场)",
        "培训专员",
        "2024-08-05",
        DONE,
        "2024-08-05",
        "三场培训完成，考核通过率 96%",
    ),
    stage(
        "2.2", "新流程试运行(线上渠道)", "王芳", "2024-08-15", DOING, None, "完成 60%，数据采集中"
    ),
    stage("3.1", "收集试运行数据并分析", "赵敏", "2024-08-25"),
    stage("3.2", "全面推广新流程", "陈强", "2024-09-01"),
)
BASICS = Basics(
    "2024年Q3线上投诉处理流程优化",
    "AF-202407-001",
    date(2024, 7, 1),
    date(2024, 9, 30),
    "陈强",
    tuple(sorted(("客服部", "技术支持部", "外部顾问"))),
    "平均处理时长由48小时缩短至24小时；投诉一次性解决率提高到90%",
)
METRICS = (
    metric("平均处理时长(小时)", 48, 20, 24, True),
    metric("投诉一次性解决率(%)", 72, 91, 90, True),
    metric("客户满意度评分(分)", "3.8", None, "4.5"),
)
SOURCE = Record(BASICS, (Section("", STAGES),), METRICS, Closing())
FINISHED = Record(
    BASICS,
    (
        Section("", STAGES[:1]),
        Section(
            "新增智能客服分流功能",
            (
                stage("2.1", "需求梳理", "刘洋", "2024-07-20", DONE, "2024-07-20"),
                stage("2.10", "上线", "何俊", "2024-08-20", DONE, "2024-08-21"),
            ),
        ),
        Section(
            "优化投诉工单流转规则",
            (stage("3.1", "规则评审", "", "2024-08-25", DONE, "2024-08-25"),),
        ),
    ),
    (metric("平均处理时长(小时)", 48, 20, 24, True),),
    Closing("分流规则要先小范围试用", "推广到电话渠道", "陈强", date(2024, 9, 20)),
)
