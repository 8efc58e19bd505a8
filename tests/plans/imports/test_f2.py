"""Records as people fill them in by hand, in Word and in Excel; what is wrong with one is named by its cell and stores nothing."""

import copy
import io
import struct
import zipfile
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import docx
import openpyxl
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from core.errors import BadFile
from plans.actions import importing
from plans.domain import boxes
from plans.domain.record import Closing
from plans.enums import PlanState, ProblemState
from plans.exports.execution import paper_of, sheet_of
from plans.imports.f2 import read_record
from plans.models import Plan, StageProblem
from tests.factories.execution_records import DOING, DONE, METRICS, OPEN, SOURCE, metric
from tests.support.hand_made_forms import (
    AT,
    BASICS,
    METRIC_HEADER,
    STAGE_HEADER,
    bad,
    field,
    hand_made,
    line,
    saved,
    sheet,
)

pytestmark = pytest.mark.usefixtures("in_english")


PERIOD = (date(2024, 7, 1), date(2024, 9, 30))
W14 = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'


def paper(*parts):
    """A Word document of paragraphs and tables (lists of rows)."""
    document = docx.Document()
    for part in parts:
        if isinstance(part, str):
            document.add_paragraph(part)
            continue
        table = document.add_table(rows=0, cols=max(map(len, part)))
        for row in part:
            for cell, value in zip(table.add_row().cells, row, strict=False):
                fill(cell, value)
    return saved(document)


def fill(cell, value):
    """A text, or a piece of XML that goes into the cell's paragraph."""
    if isinstance(value, str):
        cell.text = value
    else:
        for element in value:
            cell.paragraphs[0]._p.append(element)


def good(data, *, warnings=None):
    """The record of a file without faults."""
    found = read_record("form", data)
    assert [str(fault) for fault in found.faults] == []
    if warnings is not None:
        assert [(one.column, one.reason) for one in found.warnings] == warnings
    return found.record


def test_a_sloppy_workbook(cast):
    basics = [
        ["方案名称：", "2024年Q3线上投诉处理流程优化", None, "方案编号", "af-202407-001"],
        ["执行周期", "2024/7/1—9/30"],
        [],
        ["总负责人 ", "  陈强 "],
        ["参与部门", "客服部，技术支持部;外部顾问"],
        ["方案\n核心目标", "48小时缩短至24小时"],
    ]
    header = [
        " 阶段编号",
        "阶段 任务",
        "负责人",
        "计划完成\n时间",
        "实际完成时间",
        "执行情况描述（可附页）",
        "问题记录（问题描述、影响、应对措施）",
        "解决措施",
        "完成状态（□未开始□进行中□已完成□延期）",
    ]
    stages = [
        line(1.1, planned=datetime(2024, 7, 15), actual=datetime(2024, 7, 14), status="已完成"),  # noqa: DTZ001 — a spreadsheet's date
        [],
        line(
            "1．2",
            planned="2024年7月25日",
            actual="7月29日",
            status="√ 已完成",
            problems="问题：环境不足\n影响：顺延两天\n措施：借用",
            measures="已新增",
        ),
        line(
            "2.1",
            planned="2024.8.5",
            told_="已完成80%，待测试",
            status="□未开始 ✔进行中 □已完成 □延期",
            owner="外聘讲师",
        ),
        header,
        line("2.2", planned=45519, status=None),
        ["", "", "", "", "", "", "", "", "□未开始□进行中□已完成□延期"],
        ["注：附页见附件一"],
    ]
    metrics = [
        ["平均处理时长（小时）", "48小时", "约20", "-58.3%", "√达标"],
        ["投诉一次性解决率（%）", "72%", 91, "", "达标"],
        ["客户满意度评分(分)", 3.8, "", "—", ""],
    ]
    closing = [
        ["执行经验总结", "先小范围试用"],
        ["改进建议（后续优化方向）", "推广到电话渠道"],
        ["填写人", "陈强", "填写日期", datetime(2024, 9, 20)],  # noqa: DTZ001
    ]
    record = good(
        hand_made(*stages, basics=basics, metrics=metrics, closing=closing, header=header)
    )
    assert (
        record.basics.name,
        record.basics.number,
        record.basics.start,
        record.basics.end,
        record.basics.owner,
    ) == (
        "2024年Q3线上投诉处理流程优化",
        "AF-202407-001",
        *PERIOD,
        "陈强",
    )
    assert record.basics.departments == tuple(sorted(("客服部", "技术支持部", "外部顾问")))
    assert [(one.code, one.planned, one.actual, one.status) for one in record.stages] == [
        ("1.1", date(2024, 7, 15), date(2024, 7, 14), DONE),
        ("1.2", date(2024, 7, 25), date(2024, 7, 29), DONE),
        ("2.1", date(2024, 8, 5), None, DOING),
        ("2.2", date(2024, 8, 15), None, OPEN),
    ]
    assert record.metrics == (
        metric("平均处理时长(小时)", 48, 20, None, True),
        metric("投诉一次性解决率(%)", 72, 91, None, True),
        metric("客户满意度评分(分)", "3.8", None),
    )
    assert record.closing == Closing("先小范围试用", "推广到电话渠道", "陈强", date(2024, 9, 20))
    plan = importing.import_record(record, by=cast.staff["manager"], at=AT)
    assert plan.stages.get(code="2.1").percent == 80
    problem = StageProblem.objects.get()
    assert (problem.description, problem.impact, problem.countermeasure, problem.resolution) == (
        "环境不足",
        "顺延两天",
        "借用",
        "已新增",
    )


def test_one_point_ten_typed_as_a_number(cast):
    rows = [line(code) for code in (1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7, 1.8, 1.9, 1.1, 1.11)]
    found = read_record("form", hand_made(*rows))
    assert [one.code for one in found.record.stages] == [f"1.{n}" for n in range(1, 12)]
    assert [(one.place, one.reason) for one in found.warnings if one.column == "阶段编号"] == [
        ("A22", "is read as 1.10, which follows the line above")
    ]
    assert bad(hand_made(line(1.1), line(1.2), line(1.1))) == [
        ("A15", "阶段编号", "stands in A13 already")
    ]
    as_texts = [line(code) for code in ("1.1", "1.10", "1.9")]
    assert [one.code for one in good(hand_made(*as_texts)).stages] == ["1.1", "1.9", "1.10"]


def test_shares_that_excel_keeps_below_one(cast):
    record = good(
        hand_made(
            line(),
            metrics=[
                ["投诉一次性解决率(%)", 0.72, 0.91, "", ""],
                ["投诉率(%)", 0.5, 0.4, "", ""],
                ["回访率(%)", "0.5%", "1%", "", ""],
            ],
        )
    )
    assert [(one.before, one.after) for one in record.metrics] == [
        (Decimal(72), Decimal(91)),
        (Decimal("0.5"), Decimal("0.4")),
        (Decimal("0.5"), Decimal(1)),
    ]
    assert [str(one.before) for one in record.metrics] == ["72", "0.5", "0.5"]


def test_sub_projects_with_bare_names_and_in_sheets(cast):
    book = openpyxl.load_workbook(io.BytesIO(hand_made(line("1.1"))))
    for name, code in (("(一) 智能客服分流", "2.1"), ("子项目二：工单流转规则", "3.1")):
        extra = book.create_sheet()
        for row in (["二、执行阶段记录"], [name], STAGE_HEADER, line(code)):
            extra.append(row)
    record = good(saved(book))
    assert [(part.name, [one.code for one in part.stages]) for part in record.sections] == [
        ("", ["1.1"]),
        ("智能客服分流", ["2.1"]),
        ("工单流转规则", ["3.1"]),
    ]


def test_sections_that_are_missing(cast):
    bare = good(sheet(*BASICS))
    assert (bare.sections, bare.metrics, bare.closing) == ((), (), Closing())
    assert importing.import_record(bare, by=cast.staff["manager"], at=AT).state == PlanState.DRAFT


def control(is_checked):
    """A check box of Word: its sign is a font's matter, its state counts."""
    inner = f'<w14:checkbox {W14}><w14:checked w14:val="{int(is_checked)}"/></w14:checkbox>'
    return parse_xml(
        f"<w:sdt {nsdecls('w')}><w:sdtPr>{inner}</w:sdtPr><w:sdtContent><w:r><w:t>?</w:t></w:r></w:sdtContent></w:sdt>"
    )


def run(text, properties=""):
    return parse_xml(f"<w:r {nsdecls('w')}>{properties}<w:t>{text}</w:t></w:r>")


def sign(char, font="Wingdings"):
    return parse_xml(f'<w:r {nsdecls("w")}><w:sym w:font="{font}" w:char="{char}"/></w:r>')


def ticked(make, chosen="进行中"):
    return [piece for word in boxes.STATUSES for piece in (make(word == chosen), run(word))]


@pytest.mark.parametrize(
    "status",
    [
        pytest.param(ticked(control), id="content controls"),
        pytest.param(ticked(lambda on: sign("F0FE" if on else "F0A8")), id="Wingdings"),
        pytest.param(
            ticked(lambda on: sign("F052" if on else "F0A3", "Wingdings 2")), id="Wingdings 2"
        ),
        pytest.param(
            ticked(
                lambda on: run(
                    "þ" if on else "¨",
                    '<w:rPr><w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/></w:rPr>',
                )
            ),
            id="letters in a symbol font",
        ),
        pytest.param(ticked(field), id="old form fields"),
        pytest.param(
            [
                parse_xml(
                    f"<w:del {nsdecls('w')}><w:r><w:delText>已完成</w:delText></w:r></w:del>"
                ),
                run("进行中"),
            ],
            id="a tracked change",
        ),
    ],
)
def test_boxes_of_word(cast, status):
    data = paper(
        "一、基础信息",
        BASICS,
        "二、执行阶段记录",
        [STAGE_HEADER, line(status=copy.deepcopy(status))],
    )
    assert [one.status for one in good(data).stages] == [DOING]


def test_a_sloppy_document(cast):
    basics = [
        ["方案名称", "流程优化", "方案编号", ""],
        ["执行周期", "2024年7月1日至9月30日", "总负责人", "陈强"],
    ]
    document = docx.Document(
        io.BytesIO(
            paper(
                "附件三",
                "售后服务流程优化方案执行记录表",
                "一、 基础信息：",
                basics,
                "参与部门：客服部、技术支持部",
                "方案核心目标：",
                "第一，缩短时长。",
                "第二，提高解决率。",
                "二、执行阶段记录（可附页）",
                "说明：每周更新。",
                [STAGE_HEADER, line("1.1"), line("1.2")],
                "续表",
                [STAGE_HEADER, line("1.3")],
                "（二）智能客服分流",
                [STAGE_HEADER, line("2.1", owner="")],
                "三、效果评估",
                [
                    [*METRIC_HEADER, "目标值", "达成率(%)"],
                    ["平均处理时长(小时)", "48", "30", "", "□达标☑未达标", "24小时", "75"],
                ],
                "四、总结与改进建议",
                "执行经验总结：",
                "试用先行。",
                "改进建议：推广",
                "填写人：陈强　填写日期：2024年9月20日",
            )
        )
    )
    table = document.tables[1]
    table.cell(1, 2).merge(table.cell(2, 2))
    found = read_record("x.docx", saved(document))
    assert [str(fault) for fault in found.faults] == []
    record = found.record
    assert (record.basics.number, record.basics.departments, record.basics.core_goal) == (
        "",
        ("客服部", "技术支持部"),
        "第一，缩短时长。\n第二，提高解决率。",
    )
    assert [(part.name, [one.code for one in part.stages]) for part in record.sections] == [
        ("", ["1.1", "1.2", "1.3"]),
        ("智能客服分流", ["2.1"]),
    ]
    assert [one.owner.split("\n")[0] for one in record.stages] == ["王芳", "王芳", "王芳", ""]
    assert record.metrics == (metric("平均处理时长(小时)", 48, 30, 24, False),)
    assert record.closing == Closing("试用先行。", "推广", "陈强", date(2024, 9, 20))


def test_faults_name_their_cells_in_a_workbook(cast):
    data = hand_made(
        line("一", planned="昨天"),
        line("1.2", task="", planned=""),
        line("1.3", status="□未开始□进行中☑已完成□延期"),
        line("1.4", actual="2024-07-14"),
        line("1.5", status="☑未开始☑进行中"),
        line("1.6", task="长" * 201, planned="2024-02-30"),
        basics=[["方案名称", "甲" * 121], ["执行周期", "2024-09-30 至 2024-07-01"], *BASICS[4:]],
        metrics=[
            ["平均处理时长(小时)", "很多", 20, "", "☑达标☑未达标"],
            ["平均处理时长(小时)", 1, 1, "", ""],
        ],
        closing=[["填写日期", "去年"]],
    )
    assert set(bad(data)) == {
        ("B3", "方案名称", "is longer than 120 characters"),
        ("B4", "执行周期", "ends before it begins"),
        ("A11", "阶段编号", "is no stage code such as 1.1 or 2.10"),
        ("D11", "计划完成时间", "is no date"),
        ("B12", "阶段任务", "is missing"),
        ("D12", "计划完成时间", "is missing"),
        ("E13", "实际完成时间", "is missing, although the stage is done"),
        ("E14", "实际完成时间", "is there, although the stage is not done"),
        ("I15", "完成状态(□未开始□进行中□已完成□延期)", "does not say which of the four it is"),
        ("B16", "阶段任务", "is longer than 200 characters"),
        ("D16", "计划完成时间", "is no date"),
        ("B20", "优化前数值", "is no figure"),
        ("E20", "目标达成率(□达标□未达标)", "does not say whether the target was met"),
        ("A21", "评估指标", "stands here a second time"),
        ("B23", "填写日期", "is no date"),
    }
    assert not Plan.objects.exists()


def test_faults_name_table_and_row_in_a_document(cast):
    data = paper(
        "一、基础信息",
        BASICS[:3],
        "执行周期：不详",
        "二、执行阶段记录",
        [STAGE_HEADER, line(), line("1.2", planned="某天")],
    )
    assert bad(data) == [
        ("paragraph 2", "执行周期", "is no period"),
        ("table 2, row 3", "计划完成时间", "is no date"),
    ]


@pytest.mark.parametrize(
    ("basics", "places"),
    [
        (
            [["方案名称", "甲"], ["方案编号", ""], ["总负责人", "陈强"]],
            [("", "执行周期", "is missing")],
        ),
        ([["方案名称", ""], *BASICS[2:]], [("B3", "方案名称", "is missing")]),
        (
            [["方案名称", "甲"], ["执行周期", "从____年__月__日至____年__月__日"], *BASICS[4:]],
            [("B4", "执行周期", "is missing")],
        ),
    ],
)
def test_what_every_plan_needs(cast, basics, places):
    assert bad(hand_made(line(), basics=basics)) == places


def test_two_records_in_one_file(cast):
    assert bad(sheet(*BASICS, *BASICS[:1], ["方案名称", "另一个方案"])) == [
        ("B9", "方案名称", "stands here a second time; hand in one record per file")
    ]


def test_what_is_doubtful_is_told_and_taken_over(cast):
    basics = [
        ["方案名称", "甲"],
        ["方案编号", "2024-方案-1"],
        BASICS[3],
        ["总负责人", "张三丰"],
        ["参与部门", "客服部、火星部"],
    ]
    stages = [
        line("1.1", planned="2024-08-25"),
        line("1.2", told_="做了一半", status=""),
        line("1.3", status="延期", owner=""),
    ]
    data = hand_made(
        *stages,
        basics=basics,
        metrics=[["神秘指数", 1, 2, "", ""], ["平均处理时长(小时)", 48, 30, "", "√达标"]],
        closing=[["归档编号", "DA-1"]],
    )
    found = read_record("form", data)
    assert {(one.place, one.column, one.reason) for one in found.warnings} == {
        ("B4", "方案编号", "is no number such as AF-202407-001; a new one is issued"),
        ("", "总负责人", "is not a person of the desk; kept as words"),
        ("", "参与部门", "is no department of the desk; kept as words"),
        ("I12", "完成状态(□未开始□进行中□已完成□延期)", "is not ticked; read as In progress"),
        (
            "G13",
            "问题记录(问题描述、影响、应对措施)",
            "is missing, although the stage is delayed; it has to be described later",
        ),
        ("A17", "评估指标", "does not tell which way is better; taken as: Lower is better"),
        ("B20", "归档编号", "is not taken over: the desk gives its own when the plan is archived"),
    }
    plan = importing.import_record(found.record, by=cast.staff["manager"], at=AT)
    assert (plan.number, plan.owner, plan.owner_text, plan.departments_text) == (
        "AF-202408-001",
        cast.staff["manager"],
        "张三丰",
        "火星部",
    )
    assert [one.name for one in plan.departments.all()] == ["客服部"]
    assert plan.owner_name == "张三丰"
    problem = StageProblem.objects.get()
    assert (problem.is_automatic, problem.missed_date, problem.state) == (
        True,
        date(2024, 7, 15),
        ProblemState.OPEN,
    )


def zipped(**members):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), body)
    return file.getvalue()


XML_BOMB = '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><w:document xmlns:w="x"><w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>'


@pytest.mark.parametrize(
    ("data", "message"),
    [
        pytest.param(b"", "The file is empty", id="empty"),
        pytest.param(b"hello", "Only docx and xlsx files", id="text"),
        pytest.param(b"\xd0\xcf\x11\xe0" + b"\0" * 100, "old file", id="doc"),
        pytest.param(b"PK\x03\x04" + b"\0" * 40, "cannot be read", id="half a zip"),
        pytest.param(zipped(a_xml="x"), "neither a Word document nor a workbook", id="zip"),
        pytest.param(zipped(word__document_xml="<w>"), "cannot be read", id="broken xml"),
        pytest.param(zipped(word__document_xml=XML_BOMB), "cannot be read", id="entities"),
        pytest.param(zipped(word__document_xml="<x/>"), "cannot be read", id="no body"),
        pytest.param(
            zipped(word__document_xml=b"<w>" + b" " * (30 << 20)),
            "far more than a form",
            id="zip bomb, docx",
        ),
        pytest.param(
            zipped(xl__workbook_xml=b" " * (30 << 20)), "far more than a form", id="zip bomb, xlsx"
        ),
        pytest.param(paper("Hello", [["a", "b"]]), "No execution record", id="another document"),
        pytest.param(
            sheet(["工单号", "客户名称"], ["202405-00123", "甲"]),
            "No execution record",
            id="another workbook",
        ),
    ],
)
def test_files_that_are_no_record(db, data, message):
    with pytest.raises(BadFile, match=message):
        read_record("form.docx", data)


def test_a_file_that_is_too_large(db, settings):
    settings.IMPORT_MAX_BYTES = 1000
    with pytest.raises(BadFile, match="larger than"):
        read_record("form", paper_of(SOURCE).read())


def test_the_directory_of_the_archive_may_lie(cast):
    """A size that is declared smaller than it is does not get more through than the process may hold."""
    data = bytearray(zipped(word__document_xml=b"<w>" + b" " * (30 << 20)))
    at = data.rindex(b"PK\x01\x02") + 24
    data[at : at + 4] = struct.pack("<I", 100)
    with pytest.raises(BadFile):
        read_record("form", bytes(data))


def test_the_metrics_of_the_source_read_strict_and_extended(cast):
    assert good(sheet_of(SOURCE).read()).metrics == tuple(
        replace(one, target=None) for one in METRICS
    )
    assert good(sheet_of(SOURCE, is_extended=True).read()).metrics == METRICS
