"""The source's own plan AF-202407-001 (vectors.md E3), with the figures of E4.

Replayed day by day from kick-off to archive.
"""

from datetime import date, datetime, time
from decimal import Decimal

from django.utils import timezone

from accounts.models import User
from demo.people import Cast
from plans.actions import (
    closing,
    drafting,
    effects,
    evaluations,
    meetings,
    moves,
    problems,
    replanning,
    responsibilities,
    stage_moves,
    stages,
    watching,
)
from plans.enums import PlanKind
from plans.exports import package
from plans.models import Plan, Stage
from tickets.record.enums import Nature

NUMBER = "AF-202407-001"

# Code, task, owner, planned finish, acceptance.
STAGES = (
    (
        "1.1",
        "制定新投诉处理流程SOP",
        "supervisor",
        date(2024, 7, 15),
        "SOP 经售后、技术、产品三方会签",
    ),
    ("1.2", "客服系统新增工单分类功能开发", "engineer", date(2024, 7, 25), "分类功能通过验收测试"),
    ("2.1", "一线客服新流程培训(3场)", "trainer", date(2024, 8, 5), "三场培训全员通过考核"),
    ("2.2", "新流程试运行(线上渠道)", "supervisor", date(2024, 8, 15), "试运行两周，无重大投诉"),
    ("3.1", "收集试运行数据并分析", "analyst", date(2024, 8, 25), "试运行数据分析报告"),
    ("3.2", "全面推广新流程", "manager", date(2024, 9, 1), "所有线上渠道启用新流程"),
)

GUIDE = (
    "## 适用范围\n\n线上投诉渠道（在线客服、公众号、官网）。\n\n"
    "## 步骤\n\n"
    "1. 受理时选择投诉分类\n2. 按分类自动流转到责任部门\n3. 24小时内给出处理结果并回访"
)


def desk_moment(day: date | str, hour: int = 10, minute: int = 0) -> datetime:
    """A moment of the desk's zone."""
    found = date.fromisoformat(day) if isinstance(day, str) else day
    return timezone.make_aware(datetime.combine(found, time(hour, minute)))


def load_source_plan(cast: Cast) -> Plan:
    """The whole story."""
    plan = draft_plan(cast)
    start_plan(plan, cast)
    until_the_tenth_of_august(plan, cast)
    until_the_roll_out(plan, cast)
    close_plan(plan, cast)
    return Plan.objects.get(pk=plan.pk)


def draft_plan(cast: Cast) -> Plan:
    """The first page, stages, metrics and responsibilities."""
    manager, day = cast.staff["manager"], desk_moment("2024-07-01", 9)
    plan = drafting.create_plan(
        by=manager,
        at=day,
        name="2024年Q3线上投诉处理流程优化",
        start_date=date(2024, 7, 1),
        end_date=date(2024, 9, 15),
        kind=PlanKind.ITERATION,
        departments=[member.department for member in _leading_members(cast)],
        core_goal="线上投诉平均处理时长由48小时缩短至24小时以内，投诉一次性解决率提升至90%",
        background="线上投诉分散在多个渠道，缺少统一分类与流转规则，平均处理时长48小时。",
        natures=[Nature.COMPLAINT],
        channels=[
            cast.channels[name] for name in ("在线客服", "公众号", "官网") if name in cast.channels
        ],
        scope_text="线上投诉渠道",
    )
    for code, task, owner, planned, acceptance in STAGES:
        stages.add_stage(
            plan,
            by=manager,
            at=day,
            code=code,
            task=task,
            owner=cast.staff[owner],
            planned_date=planned,
            acceptance=acceptance,
            is_rollout=code == "3.2",
        )
    for name, unit, direction, before, target in (
        ("平均处理时长", "小时", "lower", "48", "24"),
        ("投诉一次性解决率", "%", "higher", "72", "90"),
    ):
        effects.add_metric(
            plan,
            by=manager,
            at=day,
            name=name,
            unit=unit,
            direction=direction,
            before=Decimal(before),
            target=Decimal(target),
            before_evidence="2024年第二季度售后数据分析报告",
            evaluator=cast.staff["analyst"],
        )
    _add_responsibilities(plan, cast, day)
    return plan


def _leading_members(cast: Cast) -> list[User]:
    return [cast.staff[name] for name in ("supervisor", "engineer", "trainer")]


def _add_responsibilities(plan: Plan, cast: Cast, day: datetime) -> None:
    manager = cast.staff["manager"]
    for code, name, start_on, resources in (
        ("1.1", "supervisor", date(2024, 7, 1), ["流程专家评审 2 次"]),
        ("1.2", "engineer", date(2024, 7, 8), ["开发工时 80 小时"]),
        ("2.1", "trainer", date(2024, 7, 26), ["培训预算 5000 元", "培训教室 3 场"]),
    ):
        stage = plan.stages.get(code=code)
        responsibilities.add_responsibility(
            plan,
            by=manager,
            at=day,
            task=stage.task,
            department=cast.staff[name].department,
            person=cast.staff[name],
            stage=stage,
            start=start_on,
            end=stage.planned_date,
            resources=resources,
            acceptance=stage.acceptance,
        )


def start_plan(plan: Plan, cast: Cast) -> None:
    """Kick-off, distribution with receipt, start."""
    manager, day = cast.staff["manager"], desk_moment("2024-07-01", 15)
    meetings.record_kick_off(
        plan,
        by=manager,
        at=day,
        held_at=desk_moment("2024-07-01", 14),
        attendees="售后部、客服部、技术支持部、产品部、培训部",
        goals=plan.core_goal,
        scope="线上投诉渠道（在线客服、公众号、官网）",
        nodes="培训 08-05、试运行 08-15、全面推广 09-01",
    )
    moves.start_plan(plan, by=manager, at=day)
    lines = plan.responsibilities.select_related("department__head")
    if any(line.department.head is None for line in lines):
        return
    responsibilities.distribute_responsibilities(plan, by=manager, at=day)
    for department in {line.department for line in lines}:
        responsibilities.acknowledge_responsibilities(
            plan, by=department.head, at=desk_moment("2024-07-02"), department=department
        )


def stage_of_code(plan: Plan, code: str) -> Stage:
    """The stage as it is now, of the plan as it is now."""
    return Stage.objects.select_related("plan", "owner").get(plan=plan, code=code)


def report_progress(plan: Plan, code: str, day: str, percent: int, text: str) -> None:
    one = stage_of_code(plan, code)
    stages.report_progress(one, by=one.owner, at=desk_moment(day, 17), percent=percent, text=text)


def finish_stage(plan: Plan, code: str, day: str, text: str = "", resolution: str = "") -> None:
    one = stage_of_code(plan, code)
    stage_moves.finish_stage(
        one, by=one.owner, at=desk_moment(day, 18), text=text, resolution=resolution
    )


def until_the_tenth_of_august(plan: Plan, cast: Cast) -> None:
    """As E3 finds it on 2024-08-10: 1.1, 1.2 and 2.1 done, 1.2 late by four days, 2.2 at 60 %."""
    report_progress(plan, "1.1", "2024-07-08", 60, "SOP 初稿完成，待技术、产品会签")
    finish_stage(plan, "1.1", "2024-07-14", "SOP 会签完成并发布")
    report_progress(plan, "1.2", "2024-07-19", 80, "已完成80%，剩余测试")
    watching.mark_late_stages(at=desk_moment("2024-07-26", 1))
    late = stage_of_code(plan, "1.2")
    problems.describe_problem(
        late.problems.get(),
        by=late.owner,
        at=desk_moment("2024-07-26", 9),
        description="分类接口与旧工单系统不兼容，联调返工",
        impact="2.1 培训材料推迟两天，试运行时间不受影响",
        countermeasure="增派一名开发，优先完成线上渠道的分类",
    )
    _hold_review(plan, cast)
    finish_stage(plan, "1.2", "2024-07-29", "分类功能上线", "改用新接口并补充回归测试")
    report_progress(plan, "2.1", "2024-08-01", 66, "已完成2场，剩余1场")
    finish_stage(plan, "2.1", "2024-08-05", "三场培训完成，全员通过考核")
    report_progress(plan, "2.2", "2024-08-09", 60, "线上渠道试运行一周，流转正常")


def _hold_review(plan: Plan, cast: Cast) -> None:
    engineer = cast.staff["engineer"]
    meeting = meetings.record_review(
        plan,
        by=cast.staff["manager"],
        at=desk_moment("2024-07-26", 16),
        held_at=desk_moment("2024-07-26", 15),
        attendees="陈强、王芳、刘洋、吴静",
        notes="1.2 延期，协调产品部提供接口文档",
        stage_notes={"1.2": "接口不兼容，预计延期4天"},
        decisions=[
            meetings.Decision(
                "提供新接口文档并完成联调", engineer, date(2024, 7, 29), stage_of_code(plan, "1.2")
            )
        ],
    )
    meetings.finish_action(
        meeting.actions.get(),
        by=engineer,
        at=desk_moment("2024-07-29", 17),
        result="文档已提供，联调通过",
    )


def until_the_roll_out(plan: Plan, cast: Cast) -> None:
    """2.2 misses its date by a day, gets a new one, and the rest follows."""
    watching.mark_late_stages(at=desk_moment("2024-08-16", 1))
    late = stage_of_code(plan, "2.2")
    problems.describe_problem(
        late.problems.get(),
        by=late.owner,
        at=desk_moment("2024-08-16", 9),
        description="公众号渠道流转规则遗漏",
        impact="公众号投诉需人工转派",
        countermeasure="临时由客服主管人工分派",
    )
    asked = replanning.ask_for_new_date(
        stage_of_code(plan, "2.2"),
        by=late.owner,
        at=desk_moment("2024-08-16", 10),
        to_date=date(2024, 8, 20),
        reason="补充公众号规则并再观察三天",
    )
    replanning.decide_new_date(
        asked,
        by=cast.staff["manager"],
        at=desk_moment("2024-08-16", 11),
        is_approved=True,
        comment="同意，不影响推广日期",
    )
    finish_stage(plan, "2.2", "2024-08-19", "试运行结束，规则补齐", "补充公众号流转规则")
    report_progress(plan, "3.1", "2024-08-22", 70, "数据已收集，正在分析")
    finish_stage(plan, "3.1", "2024-08-25", "试运行数据分析完成")
    report_progress(plan, "3.2", "2024-08-29", 80, "推广通知已发出")
    finish_stage(plan, "3.2", "2024-09-01", "所有线上渠道启用新流程")


def close_plan(plan: Plan, cast: Cast) -> None:
    """Evaluation 2024-09-08 to 09-15, summary, archive."""
    manager, analyst = cast.staff["manager"], cast.staff["analyst"]
    moves.start_evaluation(plan, by=manager, at=desk_moment("2024-09-02"))
    for metric, after in zip(plan.metrics.all(), ("20", "91"), strict=True):
        evaluations.evaluate_metric(
            metric,
            by=analyst,
            at=desk_moment("2024-09-16"),
            after=Decimal(after),
            evidence="2024-09-08 至 09-15 线上投诉工单统计",
        )
    closing.write_summary(
        plan,
        by=manager,
        at=desk_moment("2024-09-18"),
        experience="先统一分类再缩短流转环节；培训与试运行并行，问题在试运行期暴露并解决。",
        suggestions="将新流程扩展到电话渠道；每月复核分类规则。",
        next_actions=["将投诉分类规则扩展到电话渠道"],
    )
    moves.summarize_plan(plan, by=manager, at=desk_moment("2024-09-19"))
    closing.make_guide(
        plan,
        by=manager,
        at=desk_moment("2024-09-19", 11),
        title="线上投诉处理标准操作指南",
        body=GUIDE,
    )
    day = desk_moment("2024-09-20")
    archive_plan(Plan.objects.get(pk=plan.pk), by=manager, day=day)


def archive_plan(plan: Plan, *, by: User, day: datetime) -> None:
    packed = package.archive_package(plan, file_no=closing.next_file_no(day), at=day)
    closing.archive_plan(plan, by=by, at=day, package=packed)
