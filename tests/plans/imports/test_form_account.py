"""What of a form F2 is not simply taken is told; a section that comes out empty is refused."""

import io

import docx
import openpyxl
import pytest

from plans.imports.f2 import read_record
from tests.support.hand_made_forms import (
    BASICS,
    METRIC_HEADER,
    STAGE_HEADER,
    hand_made,
    line,
    saved,
)

pytestmark = pytest.mark.usefixtures("in_english")


def renamed(**headings):
    return [headings.get(heading, heading) for heading in STAGE_HEADER]


def read(data):
    reading = read_record("form", data)
    assert [str(fault) for fault in reading.faults] == []
    return reading


def remarks(reading, kind):
    return [
        (remark.place, remark.value, remark.becomes)
        for remark in reading.remarks
        if remark.kind == kind
    ]


# --- renamed headings -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "other"),
    [
        ("阶段编号", "序号"),
        ("阶段编号", "*阶段\n编号"),
        ("阶段任务", "工作内容"),
        ("阶段任务", "任务名称"),
        ("负责人", "执行人"),
        ("负责人", "★责任人"),
        ("计划完成时间", "完成时限"),
        ("实际完成时间", "完成时间"),
        ("解决措施", "处理措施"),
    ],
)
def test_a_heading_of_the_same_meaning_loses_nothing(cast, heading, other):
    stage = line("1.1", actual="2024-07-14", status="已完成", measures="已新增")
    reading = read(hand_made(stage, header=renamed(**{heading: other})))
    (read_stage,) = reading.record.stages
    assert (read_stage.code, read_stage.task, read_stage.owner) == ("1.1", "制定SOP", "王芳")
    assert (str(read_stage.planned), str(read_stage.actual)) == ("2024-07-15", "2024-07-14")
    assert read_stage.measures == "已新增"


def test_a_heading_that_is_understood_is_told(cast):
    reading = read(hand_made(line(), header=renamed(负责人="执行人")))
    assert ("C11", "执行人", "负责人") in remarks(reading, "changed") or [
        value for _place, value, _becomes in remarks(reading, "changed")
    ] == ["执行人"]


@pytest.mark.parametrize(
    ("heading", "other"),
    [("阶段编号", "里程碑"), ("阶段任务", "干什么"), ("负责人", "谁来做"), ("完成状态", "怎样了")],
)
def test_a_strange_heading_is_taken_by_its_place_and_asked_about(cast, heading, other):
    reading = read(hand_made(line("1.1"), header=renamed(**{heading: other})))
    (stage,) = reading.record.stages
    assert (stage.code, stage.task, stage.owner) == ("1.1", "制定SOP", "王芳")
    asked = [warning for warning in reading.warnings if "by its place" in warning.reason]
    assert [warning.value for warning in asked] == [other]


def test_a_running_number_beside_the_code_is_a_column_of_its_own(cast):
    header = ["序号", *STAGE_HEADER]
    reading = read(hand_made(["1", *line("1.1")], ["2", *line("1.2")], header=header))
    assert [stage.code for stage in reading.record.stages] == ["1.1", "1.2"]
    left = [remark for remark in reading.remarks if remark.value == "序号"]
    assert [remark.count for remark in left] == [2]


# --- sections that come out empty -------------------------------------------------------------


def test_a_section_that_cannot_be_read_is_refused(cast):
    header = ["甲", "乙", "丙"]
    reading = read_record("form", hand_made(["1.1", "制定SOP", "王芳"], header=header))
    assert reading.record is None
    assert any("阶段编号、阶段任务" in fault.reason for fault in reading.faults)


def test_metrics_that_cannot_be_read_are_refused(cast):
    book = openpyxl.load_workbook(io.BytesIO(hand_made(line(), metrics=[["处理时长", 48, 20]])))
    for row in book.active.iter_rows():
        for cell in row:
            if cell.value in METRIC_HEADER:
                cell.value = "？"
    reading = read_record("form", saved(book))
    assert reading.record is None
    assert any("评估指标、优化前数值" in fault.reason for fault in reading.faults)


def test_a_table_without_owners_is_refused_and_names_the_column(cast):
    header = [heading for heading in STAGE_HEADER if heading != "负责人"]
    stage = [cell for cell in line() if cell != "王芳"]
    reading = read_record("form", hand_made(stage, header=header))
    assert [(fault.column, fault.reason) for fault in reading.faults] == [
        ("负责人", "is missing: the table has no such column")
    ]


def test_a_section_that_is_still_blank_is_no_fault(cast):
    assert list(read(hand_made()).record.stages) == []


# --- what is left -----------------------------------------------------------------------------


def test_every_cell_that_belongs_to_no_part_is_named(cast):
    basics = [*BASICS, ["预算", "5万元"]]
    reading = read(
        hand_made(
            [*line("1.1"), "高"],
            ["注：附页见附件一"],
            basics=basics,
            header=[*STAGE_HEADER, "优先级"],
            closing=[["审核人", "李总"]],
        )
    )
    left = [value for _place, value, _becomes in remarks(reading, "left")]
    assert left == ["优先级", "预算", "5万元", "注：附页见附件一", "审核人", "李总"]
    assert reading.left_count == 6
    assert remarks(reading, "form") == [("A1", "售后服务流程优化方案执行记录表", "")]


def test_an_owner_merged_over_three_stages_owns_all_of_them(cast):
    book = openpyxl.load_workbook(
        io.BytesIO(hand_made(line("1.1"), line("1.2", owner=None), line("1.3", owner=None)))
    )
    sheet = book.active
    (first,) = [row[0].row for row in sheet.iter_rows() if row[0].value == "1.1"]
    sheet.merge_cells(f"C{first}:C{first + 2}")
    reading = read(saved(book))
    assert [stage.owner for stage in reading.record.stages] == ["王芳"] * 3
    assert (f"C{first}:C{first + 2}", "王芳", "王芳") in remarks(reading, "changed")


def test_per_cent_are_read_as_the_cell_shows_them(cast):
    book = openpyxl.load_workbook(
        io.BytesIO(hand_made(line(), metrics=[["重复投诉比例", 0.72, 0.905, "", ""]]))
    )
    for row in book.active.iter_rows():
        for cell in row:
            if isinstance(cell.value, float):
                cell.number_format = "0.0%"
    (metric,) = read(saved(book)).record.metrics
    assert (str(metric.before), str(metric.after)) == ("72", "90.5")


def test_codes_are_read_as_the_cell_shows_them(cast):
    book = openpyxl.load_workbook(io.BytesIO(hand_made(line(1.1), line(1.2))))
    for row in book.active.iter_rows():
        if row[0].value == 1.2:
            row[0].value, row[0].number_format = 1.2, "0.00"
    assert [stage.code for stage in read(saved(book)).record.stages] == ["1.1", "1.20"]


def test_a_code_that_excel_shortened_goes_on_from_the_table_above(cast):
    rows = [line(f"1.{number}") for number in range(1, 10)]
    book = openpyxl.load_workbook(io.BytesIO(hand_made(*rows)))
    extra = book.create_sheet("续")
    for row in (["二、执行阶段记录"], ["子项目：分流"], STAGE_HEADER, line(1.1)):
        extra.append(row)
    assert list(read(saved(book)).record.stages)[-1].code == "1.10"


def test_a_broken_reference_is_a_fault_of_its_cell(cast):
    reading = read_record("form", hand_made(line("1.1", owner="=Sheet9!A1")))
    assert [(fault.column, fault.reason) for fault in reading.faults] == [
        ("负责人", "is a broken reference or a formula without a result")
    ]


def test_comments_and_pictures_of_a_document_are_counted(cast):
    document = docx.Document()
    for part in (["一、基础信息"], BASICS):
        if isinstance(part[0], str):
            document.add_paragraph(part[0])
            continue
        table = document.add_table(rows=0, cols=2)
        for row in part:
            for cell, value in zip(table.add_row().cells, row, strict=True):
                cell.text = value
    paragraph = document.add_paragraph("二、执行阶段记录")
    document.add_comment(paragraph.runs, text="日期待定", author="陈强")
    left = remarks(read(saved(document)), "left")
    assert left == [("", "", "")]
