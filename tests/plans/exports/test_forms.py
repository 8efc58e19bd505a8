"""What leaves and comes back is the same: form F2 as workbook and as Word document; and the other forms of a plan."""

import io
import random
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import docx
import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from core.models import AuditEntry
from documents.imports import tables
from plans import exports
from plans.actions import importing
from plans.domain import stage_cells
from plans.domain.record import Closing, Record, Section, label_of, split_label, tidy_text
from plans.enums import ReviewKind
from plans.exports.execution import paper_of, sheet_of
from plans.imports.f2 import read_record
from plans.models import (
    Plan,
    PlanMetric,
    Responsibility,
    ReviewAction,
    ReviewMeeting,
    Stage,
    StageProblem,
    StageProgress,
    SubProject,
)
from plans.queries.record import record_of
from tests.factories.execution_records import (
    DOING,
    DONE,
    FINISHED,
    LATE,
    NASTY,
    SOURCE,
    STAGES,
    metric,
    stage,
)
from tests.fixtures import moment, reported
from tests.support.list_forms import printed_rows

AT = moment("2024-08-10 10:00")
FORMS = pytest.mark.parametrize(
    "make", [pytest.param(sheet_of, id="xlsx"), pytest.param(paper_of, id="docx")]
)


def entered(cast, record, at=AT):
    return importing.import_record(record, by=cast.staff["manager"], at=at)


def sheet_rows(file):
    return [
        tuple("" if cell is None else cell for cell in row)
        for row in openpyxl.load_workbook(file).active.iter_rows(values_only=True)
    ]


def table_rows(file):
    return [tuple("" if value is None else value for value in row) for row in printed_rows(file)]


def paper_rows(file):
    return [
        [[cell.text for cell in row.cells] for row in table.rows]
        for table in docx.Document(file).tables
    ]


def read_back(file, number_is_free=True):
    reading = read_record("f2", file.read())
    assert [str(fault) for fault in reading.faults] == []
    return reading.record


def test_the_sheet_is_the_sources_own():
    rows = sheet_rows(sheet_of(SOURCE))
    first = [row[0] for row in rows]
    assert first[:9] == [
        "售后服务流程优化方案执行记录表",
        "一、基础信息",
        "项目",
        "方案名称",
        "方案编号",
        "执行周期",
        "总负责人",
        "参与部门",
        "方案核心目标",
    ]
    assert rows[5][1] == "从2024年07月01日至2024年09月30日"
    assert first[9] == "二、执行阶段记录"
    assert rows[10] == (
        "阶段编号",
        "阶段任务",
        "负责人",
        "计划完成时间",
        "实际完成时间",
        "执行情况描述(可附页)",
        "问题记录(问题描述、影响、应对措施)",
        "解决措施",
        "完成状态(□未开始□进行中□已完成□延期)",
    )
    assert rows[12] == (
        "1.2",
        "客服系统新增工单分类功能开发",
        "刘洋",
        "2024-07-25",
        "2024-07-29",
        "2024-07-20 80% 开发完成，待测试\n2024-07-29 100% 已上线",
        "问题：测试环境不足；影响：培训顺延两天；措施：借用预发布环境",
        "新增一套测试环境",
        "□未开始□进行中☑已完成□延期",
    )
    effect = first.index("三、效果评估")
    assert [cell for cell in rows[effect + 1] if cell] == [
        "评估指标",
        "优化前数值",
        "优化后数值",
        "变化幅度",
        "目标达成率(□达标□未达标)",
    ]
    assert first[effect + 5 :] == [
        "总结与改进建议",
        "执行经验总结",
        "改进建议(后续优化方向)",
        "填写人",
        "填写日期",
        "归档编号",
    ]


def test_the_document_is_the_same_form_on_a4_landscape():
    document = docx.Document(paper_of(FINISHED, "陈强 2024-09-20 10:00"))
    section = document.sections[0]
    assert (section.page_width.mm, section.page_height.mm) == (
        pytest.approx(297, abs=0.1),
        pytest.approx(210, abs=0.1),
    )
    assert "陈强 2024-09-20 10:00" in section.footer.paragraphs[0].text
    assert [paragraph.text for paragraph in document.paragraphs if paragraph.text] == [
        "售后服务流程优化方案执行记录表",
        "一、基础信息",
        "二、执行阶段记录",
        "子项目：新增智能客服分流功能",
        "子项目：优化投诉工单流转规则",
        "三、效果评估",
        "总结与改进建议",
    ]
    assert len(document.tables) == 6
    for table in document.tables:
        assert sum(column.width.mm for column in table.columns) == pytest.approx(267, abs=1)
        assert table.rows[0]._tr.trPr.find(docx.oxml.ns.qn("w:tblHeader")) is not None
        assert all(
            len(row._tr.trPr.findall(docx.oxml.ns.qn("w:cantSplit"))) == 1 for row in table.rows
        )
        assert all(run.bold for cell in table.rows[0].cells for run in cell.paragraphs[0].runs)
    fonts = document.styles["Normal"].element.rPr.rFonts
    assert fonts.get(docx.oxml.ns.qn("w:eastAsia")) == "宋体"


def test_no_day_of_the_document_wraps():
    """In the columns of days, within a text, and beside a moment; other hyphens stay what they are."""
    progress = "AF-202407-001：2024-07-20 80%，2024-07-29 10:00 上线，电话 010-2024-07"
    record = replace(
        SOURCE, sections=(Section("", (stage("1.1", "甲", "", "2024-07-15", progress=progress),)),)
    )
    table = docx.Document(paper_of(record)).tables[1]
    cells = table.rows[1].cells
    assert (cells[3].text, cells[5].text) == ("2024-07-15", progress)
    hyphens = docx.oxml.ns.qn("w:noBreakHyphen")
    assert [len(list(cells[place]._tc.iter(hyphens))) for place in (0, 3, 4, 5)] == [0, 2, 0, 4]
    assert table.columns[3].width.mm == table.columns[4].width.mm == pytest.approx(26, abs=0.1)
    assert read_back(paper_of(record)).sections == record.sections


@FORMS
@pytest.mark.django_db
def test_texts_never_run_and_nothing_says_none(make):
    nasty = tuple(
        stage(f"1.{n}", text[:200], "", "2024-07-15", progress=tidy_text(text))
        for n, text in enumerate(NASTY, 1)
    )
    file = make(
        replace(SOURCE, sections=(Section("", nasty),), closing=Closing()),
        "=1+1 & Co",
        is_extended=True,
    )
    if make is sheet_of:
        cells = [
            cell
            for row in openpyxl.load_workbook(file).active.iter_rows()
            for cell in row
            if cell.value is not None
        ]
        assert {cell.data_type for cell in cells} == {"s"}
        assert sum(cell.quotePrefix for cell in cells) >= 10
        texts = [cell.value for cell in cells]
    else:
        texts = [text for table in paper_rows(file) for row in table for text in row]
    assert not {"None", "nan"} & set(texts)


E4 = [
    ("平均处理时长(小时)", "lower", 48, 20, 24, "-58.3%(-28)", "116.7", "☑达标□未达标"),
    ("平均处理时长(小时)", "lower", 48, 24, 24, "-50.0%(-24)", "100.0", "☑达标□未达标"),
    ("平均处理时长(小时)", "lower", 48, 30, 24, "-37.5%(-18)", "75.0", "□达标☑未达标"),
    ("平均处理时长(小时)", "lower", 48, 30, 36, "-37.5%(-18)", "150.0", "☑达标□未达标"),
    ("一次性解决率(%)", "higher", 72, 91, 90, "+26.4%(+19个百分点)", "105.6", "☑达标□未达标"),
    ("满意度(分)", "higher", "3.8", "4.5", "4.5", "+18.4%(+0.7)", "100.0", "☑达标□未达标"),
    ("平均响应(小时)", "lower", 24, 8, 12, "-66.7%(-16)", "133.3", "☑达标□未达标"),
    ("基准等于目标", "lower", 24, 20, 24, "-16.7%(-4)", "—", "☑达标□未达标"),
    ("此前为零", "higher", 0, 3, 2, "—(+3)", "150.0", "☑达标□未达标"),
    ("尚无数值", "lower", 48, None, 24, "—", "—", "□达标□未达标"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("label", "wanted", "before", "after", "target", "change", "attainment", "tick"), E4
)
def test_the_effect_prints_as_the_vectors_say(
    cast, label, wanted, before, after, target, change, attainment, tick
):
    plan = entered(cast, replace(SOURCE, metrics=()))
    name, unit = split_label(label)
    figures = {
        "before": Decimal(str(before)),
        "after": None if after is None else Decimal(str(after)),
        "target": Decimal(str(target)),
    }
    PlanMetric.objects.create(
        plan=plan, source="manual", name=name, unit=unit, direction=wanted, **figures
    )
    plan.refresh_from_db()
    rows = sheet_rows(exports.f2_xlsx(plan, is_extended=True))
    line = [cell for cell in rows[[row[0] for row in rows].index(label)] if cell]
    shown = [
        f"{figure.normalize():f}"
        for figure in (figures["before"], figures["after"])
        if figure is not None
    ]
    assert line == [label, *shown, change, tick, f"{figures['target'].normalize():f}", attainment]
    strict = sheet_rows(exports.f2_xlsx(plan))
    assert [cell for cell in strict[[row[0] for row in strict].index(label)] if cell] == [
        label,
        *shown,
        change,
        tick,
    ]


def long_record(count=60):
    lines = tuple(
        stage(
            f"{n // 12 + 1}.{n % 12 + 1}",
            f"任务{n}",
            "刘洋",
            "2024-07-20",
            DONE if n < 40 else DOING,
            "2024-07-19" if n < 40 else None,
            f"完成 {n}%",
        )
        for n in range(count)
    )
    return replace(SOURCE, sections=(Section("", lines),))


def nasty_record():
    texts = [tidy_text(text) for text in NASTY]
    lines = tuple(
        replace(
            stage(
                f"{n}.1",
                text[:200],
                text[:60],
                "2024-07-15",
                LATE if n % 2 else DOING,
                progress=text,
            ),
            **dict(
                zip(
                    ("problems", "measures"),
                    stage_cells.problem_cells(
                        [
                            stage_cells.ProblemEntry(text, text, text, text),
                            stage_cells.ProblemEntry(text),
                        ]
                    ),
                    strict=True,
                )
            ),
        )
        for n, text in enumerate(texts, 1)
    )
    parts = tuple(
        Section(text[:80].strip(), (stage(f"50.{n}", "x", "", "2024-07-15"),))
        for n, text in enumerate(texts, 1)
    )
    basics = replace(
        SOURCE.basics,
        name="".join(texts)[:120].strip(),
        core_goal="\n".join(texts),
        owner=texts[0][:40],
        departments=("甲 <乙>", "🎉部"),
    )
    return Record(
        basics,
        (Section("", lines), *parts),
        (metric("=1+1(%)", 1, None), metric("甲" * 78, 0, 0, 0, True)),
        Closing(*texts[4:7], date(2024, 9, 1)),
    )


RECORDS = pytest.mark.parametrize(
    "record",
    [
        pytest.param(SOURCE, id="source"),
        pytest.param(FINISHED, id="sub-projects"),
        pytest.param(long_record(), id="60 stages"),
        pytest.param(nasty_record(), id="nasty"),
        pytest.param(replace(SOURCE, sections=(), metrics=()), id="nothing begun"),
        pytest.param(
            replace(SOURCE, sections=(Section("空的子项目", ()), Section("子项目二", STAGES))),
            id="empty part",
        ),
    ],
)


@RECORDS
@FORMS
@pytest.mark.parametrize("extended", [False, True], ids=["strict", "extended"])
@pytest.mark.django_db
def test_what_is_printed_is_read_again(record, make, extended):
    assert read_back(make(record, is_extended=extended)) == (
        record if extended else record.without_targets()
    )


@RECORDS
@FORMS
def test_a_plan_leaves_comes_in_as_another_and_leaves_the_same(cast, record, make):
    first = entered(cast, record)
    record_of_first = record_of(Plan.objects.get(pk=first.pk))
    assert record_of_first == record
    again = read_back(
        make(
            replace(record_of_first, basics=replace(record_of_first.basics, number="")),
            is_extended=True,
        )
    )
    second = entered(cast, again)
    assert second.number != first.number
    assert record_of(Plan.objects.get(pk=second.pk)) == record_of_first.with_number(second.number)


WORDS_OF_THE_FORM = [
    "子项目",
    "：",
    "一、",
    "基础信息",
    "三、效果评估",
    "方案名称",
    "阶段编号",
    "阶段任务",
    "1.1",
    "☑已完成",
    "\n",
    " ",
    "甲",
    "(小时)",
    "注：",
    "执行经验总结",
    "=1",
]
LOOKALIKES = (
    st.lists(st.sampled_from(WORDS_OF_THE_FORM), min_size=1, max_size=5)
    .map("".join)
    .map(tidy_text)
    .filter(bool)
)


@pytest.mark.django_db
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example("子项目", "子项目", "阶段编号", "阶段任务", sheet_of)
@example("子项目", "子项目", "阶段编号", "阶段任务", paper_of)
@given(LOOKALIKES, LOOKALIKES, LOOKALIKES, LOOKALIKES, st.sampled_from([sheet_of, paper_of]))
def test_texts_that_look_like_the_form_itself_stay_texts(name, goal, task, part, make):
    basics = replace(SOURCE.basics, name=name, core_goal=goal, owner=task)
    sections = (
        Section("", (stage("1.1", task, part, "2024-07-15", DONE, "2024-07-15", goal),)),
        Section(part, (stage("2.1", name, "", "2024-07-15"),)),
    )
    record = Record(
        basics, sections, (metric(label_of(name, ""), 1, 2),), Closing(goal, name, task)
    )
    assert read_back(make(record)) == record.without_targets()


def test_ten_comes_after_nine(cast):
    codes = [f"1.{n}" for n in range(1, 13)]
    shuffled = random.Random(4).sample(codes, len(codes))
    plan = entered(
        cast,
        replace(
            SOURCE,
            sections=(Section("", tuple(stage(code, "x", "", "2024-07-15") for code in shuffled)),),
        ),
    )
    assert [one.code for one in record_of(plan).stages] == codes
    assert [
        one.code for one in read_back(exports.f2_docx(plan_without_number(plan))).stages
    ] == codes


def plan_without_number(plan):
    plan.number = ""
    return plan


def test_the_record_is_what_the_rows_say(cast):
    plan = entered(cast, replace(SOURCE, sections=(), metrics=()))
    part = SubProject.objects.create(plan=plan, name="流转规则", order=1)
    common = {
        "plan": plan,
        "phase": 1,
        "baseline_planned_date": date(2024, 7, 15),
        "planned_date": date(2024, 7, 15),
    }
    kept = Stage.objects.create(
        **common, code="1.1", sequence=1, task="甲", owner=cast.staff["engineer"], owner_text=""
    )
    Stage.objects.create(
        **common, code="1.2", sequence=2, task="不做了", dropped_at=AT, dropped_reason="并入 1.1"
    )
    Stage.objects.create(
        **common,
        code="1.3",
        sequence=3,
        task="乙",
        owner=cast.staff["engineer"],
        owner_text="外部顾问",
        subproject=part,
    )
    for day, percent, text in ((date(2024, 7, 9), 60, "后记"), (date(2024, 7, 5), 30, "先记")):
        StageProgress.objects.create(
            stage=kept, date=day, percent=percent, text=text, at=AT, by=cast.staff["engineer"]
        )
    StageProblem.objects.create(
        stage=kept, is_automatic=True, missed_date=date(2024, 7, 15), raised_at=AT
    )
    record = record_of(Plan.objects.get(pk=plan.pk))
    assert [
        (section.name, [(one.code, one.owner) for one in section.stages])
        for section in record.sections
    ] == [
        ("", [("1.1", "刘洋")]),
        ("流转规则", [("1.3", "外部顾问")]),
    ]
    (line,) = record.sections[0].stages
    assert line.progress == "2024-07-05 30% 先记\n2024-07-09 60% 后记"
    assert line.problems == "计划完成时间2024-07-15已过，未完成"


def test_the_statements_do_not_grow_with_the_plan(cast):
    taken = []
    for record in (SOURCE, long_record(), nasty_record()):
        number = f"AF-202407-{len(taken) + 10:03d}"
        plan = Plan.objects.select_related("owner").get(
            pk=entered(cast, replace(record, basics=replace(record.basics, number=number))).pk
        )
        with CaptureQueriesContext(connection) as captured:
            record_of(plan)
        taken.append(len(captured))
    assert taken == [10, 10, 10]


def test_a_form_is_chinese_whatever_its_reader_reads(cast):
    plan = entered(cast, SOURCE)
    PlanMetric.objects.create(
        plan=plan,
        order=9,
        source="ticket_query",
        key="avg_handling",
        name="Mean handling time",
        unit="hours",
        target=24,
        before="27.727273",
    )
    with translation.override("en"):
        first = [row[0] for row in sheet_rows(exports.f2_xlsx(plan))]
        file = exports.f2_docx(plan)
    assert "平均处理时长(小时)" in first
    assert not [
        row
        for table in paper_rows(file)
        for row in table
        for text in row
        if text.isascii() and text.isalpha()
    ]


def meeting_of(cast, plan, **told_):
    given_ = {
        "held_at": AT,
        "chair": cast.staff["manager"],
        "attendees": "全体",
        "recorded_at": AT,
        "by": cast.staff["manager"],
        **told_,
    }
    return ReviewMeeting.objects.create(plan=plan, **given_)


def action_of(cast, meeting, task, **told_):
    return ReviewAction.objects.create(
        meeting=meeting, task=task, owner=cast.staff["engineer"], due=date(2024, 8, 20), **told_
    )


def test_responsibilities(cast):
    plan = entered(cast, SOURCE)
    Responsibility.objects.create(
        plan=plan,
        stage=plan.stages.get(code="2.1"),
        task="组织培训",
        department=cast.staff["engineer"].department,
        person=cast.staff["engineer"],
        start=date(2024, 8, 1),
        end=date(2024, 8, 5),
        resources=["预算 5000元", {"kind": "people", "amount": 10, "unit": "人天"}],
        acceptance="=通过率",
        acknowledged_at=AT,
        acknowledged_by=cast.staff["supervisor"],
    )
    Responsibility.objects.create(
        plan=plan, order=1, task="其他", department=cast.staff["engineer"].department
    )
    header, line, bare = table_rows(exports.f10_responsibilities(plan))
    assert header == (
        "序号",
        "阶段编号",
        "任务",
        "责任部门",
        "负责人",
        "开始时间",
        "结束时间",
        "所需资源",
        "验收标准",
        "部门负责人确认",
        "备注",
    )
    assert line == (
        1,
        "2.1",
        "组织培训",
        "技术支持部",
        "刘洋",
        "2024-08-01",
        "2024-08-05",
        "预算 5000元；人力 10人天",
        "=通过率",
        "王芳 2024-08-10",
        "",
    )
    assert bare == (2, "", "其他", "技术支持部", "", "", "", "", "", "", "")


def test_minutes_have_a_line_for_each_decision(cast):
    plan = entered(cast, SOURCE)
    stages = [
        {"code": "1.1", "task": "甲", "status": "done", "percent": 100},
        {"code": "2.2", "task": "乙", "status": "in_progress", "percent": 60, "note": "等数据"},
    ]
    meeting = meeting_of(cast, plan, notes="协调测试环境", stages=stages)
    action_of(cast, meeting, "借用预发布环境")
    action_of(cast, meeting, "增加一场培训")
    empty = meeting_of(cast, plan, held_at=moment("2024-08-17 10:00"))
    header, first, second, last = table_rows(exports.f24_minutes(plan))
    assert header == (
        "方案编号",
        "会议时间",
        "主持人",
        "参会人",
        "各阶段进展",
        "问题与协调事项",
        "决议",
        "责任人",
        "完成时限",
    )
    assert first == (
        "AF-202407-001",
        "2024-08-10 10:00",
        "陈强",
        "全体",
        "1.1 甲 已完成\n2.2 乙 进行中 60%：等数据",
        "协调测试环境",
        "借用预发布环境",
        "刘洋",
        "2024-08-20",
    )
    assert second == (
        "AF-202407-001",
        "2024-08-10 10:00",
        "",
        "",
        "",
        "",
        "增加一场培训",
        "刘洋",
        "2024-08-20",
    )
    assert last[:4] == ("AF-202407-001", "2024-08-17 10:00", "陈强", "全体")
    assert table_rows(exports.f24_minutes_of_meeting(empty))[1:] == [last]


def test_measures_come_from_plans_their_parts_and_reviews(cast):
    whole = entered(cast, SOURCE)
    parted = entered(
        cast, replace(FINISHED, basics=replace(FINISHED.basics, number="AF-202407-002"))
    )
    Plan.objects.filter(pk=whole.pk).update(rollout_date=date(2024, 9, 1))
    action_of(
        cast,
        meeting_of(cast, whole),
        "借用预发布环境",
        state="done",
        result="已借用",
        done_at=moment("2024-08-12 09:00"),
    )
    looked_back = meeting_of(
        cast,
        None,
        kind=ReviewKind.RETROSPECTIVE,
        period_from=date(2024, 7, 1),
        period_to=date(2024, 7, 31),
    )
    action_of(cast, looked_back, "电话话术更新")
    rows = table_rows(
        exports.f19_measures(
            Plan.objects.order_by("number"),
            retrospectives=ReviewMeeting.objects.filter(pk=looked_back.pk),
        )
    )
    assert rows[0] == (
        "序号",
        "优化措施",
        "来源",
        "责任部门",
        "责任人",
        "计划完成时间",
        "优化生效日期",
        "跟踪效果",
        "状态",
    )
    assert [row[:3] for row in rows[1:]] == [
        (1, "2024年Q3线上投诉处理流程优化", "优化方案 AF-202407-001"),
        (2, "借用预发布环境", "进度复盘 AF-202407-001 2024-08-10"),
        (3, "2024年Q3线上投诉处理流程优化：新增智能客服分流功能", "优化方案 AF-202407-002"),
        (4, "2024年Q3线上投诉处理流程优化：优化投诉工单流转规则", "优化方案 AF-202407-002"),
        (5, "电话话术更新", "流程复盘 2024-08-10"),
    ]
    assert rows[1][4:] == (
        "陈强",
        "2024-09-30",
        "2024-09-01",
        "平均处理时长 48→20 达标；投诉一次性解决率 72→91 达标",
        "执行中",
    )
    assert rows[2][3:] == ("技术支持部", "刘洋", "2024-08-20", "2024-08-12", "已借用", "已完成")
    assert rows[3][5:] == ("2024-08-20", "", "平均处理时长 48→20 达标", "已完成")
    assert len(table_rows(exports.f19_measures(Plan.objects.filter(pk=parted.pk)))) == 3


def test_the_statements_of_the_list_do_not_grow_with_the_plans(cast):
    taken = []
    for number in range(1, 4):
        plan = entered(
            cast,
            replace(
                FINISHED if number % 2 else SOURCE,
                basics=replace(SOURCE.basics, number=f"AF-202407-{number:03d}"),
            ),
        )
        action_of(cast, meeting_of(cast, plan), "借用")
        if number != 2:
            with CaptureQueriesContext(connection) as captured:
                exports.f19_measures(Plan.objects.all())
            taken.append(len(captured))
    assert taken == [7, 7]


def test_a_retrospective_tells_the_figures_of_its_period(cast):
    for day, kind in (
        ("2024-07-02 09:00", "硬件故障"),
        ("2024-07-03 09:00", "硬件故障"),
        ("2024-07-31 23:30", "操作咨询"),
        ("2024-08-01 00:00", "操作咨询"),
    ):
        reported(cast, moment(day), issue_type=cast.types[kind])
    meeting = meeting_of(
        cast,
        None,
        kind=ReviewKind.RETROSPECTIVE,
        period_from=date(2024, 7, 1),
        period_to=date(2024, 7, 31),
        bottleneck="备件慢",
        departments="客服部、物流部",
    )
    header, line = table_rows(exports.f18_retrospective(meeting))
    assert header == (
        "复盘周期",
        "需求总量",
        "高频问题类型",
        "平均处理时长",
        "客户满意度",
        "流程瓶颈",
        "优化建议",
        "参会部门",
        "复盘人",
        "日期",
    )
    assert line == (
        "2024-07-01 至 2024-07-31",
        3,
        "硬件故障（2）、操作咨询（1）",
        "",
        "",
        "备件慢",
        "",
        "客服部、物流部",
        "陈强",
        "2024-08-10",
    )


def test_tables_of_plans_hold_days_and_numbers_and_what_looks_escaped(cast, tmp_path):
    plan = entered(cast, SOURCE)
    Responsibility.objects.create(
        plan=plan,
        task="_x0041_ 工单",
        department=cast.staff["engineer"].department,
        start=date(2024, 8, 1),
        acceptance="很长的验收标准" * 8,
    )
    meeting_of(cast, plan)
    sheet = openpyxl.load_workbook(exports.f10_responsibilities(plan)).active
    assert (sheet["A1"].value, sheet["A3"].value, sheet["F3"].value) == (
        "优化方案责任分工表",
        1,
        datetime(2024, 8, 1),  # noqa: DTZ001  # cells know no zone
    )
    assert (sheet["F3"].number_format, sheet["F3"].border.left.style) == ("yyyy-mm-dd", "thin")
    assert sheet.row_dimensions[3].height == 5 * 14.5
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("A3", "$1:$2")
    assert sheet.page_setup.orientation == "landscape"

    path = tmp_path / "f10.xlsx"
    path.write_bytes(exports.f10_responsibilities(plan).read())
    assert tables.read_tables(path, path.name).sheets[0].rows[2][2] == "_x0041_ 工单"

    minutes = openpyxl.load_workbook(exports.f24_minutes(plan)).active
    assert (minutes["B3"].value, minutes["B3"].number_format) == (
        datetime(2024, 8, 10, 10, 0),  # noqa: DTZ001  # cells know no zone
        "yyyy-mm-dd hh:mm",
    )


@pytest.mark.parametrize("code", exports.KNOWN)
def test_every_form_leaves_by_command_and_is_noted(cast, tmp_path, code):
    entered(cast, SOURCE)
    arguments = ["--month", "2024-08"] if code == "F18" else ["--plan", "AF-202407-001"]
    told_ = io.StringIO()
    call_command(
        "export_form", code, *arguments, "--out", str(tmp_path), "--reason", "归档", stdout=told_
    )
    (path,) = tmp_path.iterdir()
    assert path.name.startswith(f"{exports.TITLES[code]}_{arguments[1]}_")
    assert sheet_rows(path)
    entry = AuditEntry.objects.get(action=f"export_{code.lower()}")
    assert (entry.reason, entry.data["form"]) == ("归档", "xlsx")


def test_the_ending_or_the_switch_makes_a_document(cast, tmp_path):
    entered(cast, SOURCE)
    for name, switch in (("a.docx", []), ("b", ["--docx"])):
        path = tmp_path / name
        call_command(
            "export_form",
            "f2",
            "--plan",
            "AF-202407-001",
            "--extended",
            *switch,
            "--out",
            str(path),
            stdout=io.StringIO(),
        )
        assert paper_rows(path)[2][0][-2:] == ["目标值", "达成率(%)"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["F2"], "F2 is the form of one plan: name it with --plan."),
        (["F24", "--plan", "AF-209901-001"], "There is no plan AF-209901-001."),
        (["F10", "--ticket", "202405-00123"], "F10 is a form of plans: name one with --plan."),
        (["F2", "--month", "2024-08"], "--month is for F18; F2 takes --plan."),
        (["F19", "--docx"], "Only F2 leaves as Word document or extended; F19 is a workbook."),
        (["F1", "--plan", "AF-202407-001"], "F1 is a form of tickets"),
        (["F99"], "Of plans: F2, F10, F18, F19, F24."),
    ],
)
def test_what_cannot_be_exported_is_said(db, tmp_path, arguments, message):
    with pytest.raises(CommandError, match=message):
        call_command("export_form", *arguments, "--out", str(tmp_path / "x.xlsx"))
    assert list(tmp_path.iterdir()) == []
    assert not AuditEntry.objects.filter(action__startswith="export_").exists()
