"""Registers with one oddity each, as public bug reports tell of them: taken, told, or refused."""

import csv
import io

import openpyxl
import pytest

from tests.support.register_sheets import SAMPLE, line, register, run
from tests.tickets.world import local
from tickets.record.models import Ticket
from tickets.transfer.domain.register_columns import COLUMNS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

ODD = SAMPLE.parent / "odd"


def counts(report):
    return {name: report[name] for name in ("created", "warned", "refused")}


def remarks(report, kind):
    return [
        (remark["place"], remark["value"], remark["becomes"])
        for remark in report["remarks"]
        if remark["kind"] == kind
    ]


def faults(report):
    return [(problem["column"], problem["code"]) for problem in report["problems"]]


def warnings(report):
    return [(problem["column"], problem["code"]) for problem in report["warnings"]]


def only_ticket():
    return Ticket.objects.select_related("customer", "contact").get()


def test_of_a_heading_that_stands_twice_both_columns_are_named():
    report = run(ODD / "duplicate_header.xlsx", "--commit")
    assert counts(report) == {"created": 1, "warned": 0, "refused": 0}
    assert ("column M", "处理状态", "") in remarks(report, "left")
    assert only_ticket().status == "processing", "the first one counts"


def test_columns_that_are_not_known_are_named_and_counted():
    report = run(ODD / "unknown_columns.xlsx")
    assert counts(report) == {"created": 1, "warned": 0, "refused": 0}
    assert remarks(report, "left") == [("column M", "备注", ""), ("column N", "处理结果", "")]
    assert report["left"] == 2


def test_a_number_of_which_a_spreadsheet_kept_the_first_digits_is_no_phone():
    report = run(ODD / "sci_phone.csv", "--commit")
    assert warnings(report) == [("联系方式", "not_plausible")]
    assert only_ticket().contact.phone == ""


def test_excels_way_of_writing_a_text_is_read_as_the_text():
    run(ODD / "excel_eq_text.csv", "--commit")
    assert only_ticket().contact.phone == "013800000001"


def test_a_formula_without_its_result_is_nobodys_name():
    report = run(ODD / "formula_no_value.xlsx", "--commit")
    assert faults(report) == [("客户名称", "no_result")]
    assert not Ticket.objects.exists()


def test_of_broken_references_the_first_refuses_its_row_and_the_second_is_left():
    report = run(ODD / "error_cells.xlsx", "--commit")
    assert [(problem["row"], problem["value"]) for problem in report["problems"]] == [(2, "#N/A")]
    assert [(problem["row"], problem["value"]) for problem in report["warnings"]] == [(3, "#REF!")]
    assert (only_ticket().customer.name, only_ticket().number) == ("甲公司", "202405-90016")
    assert only_ticket().contact.name == "甲公司", "a phone belongs to somebody of the customer"


def test_values_of_another_type_are_named_as_what_they_are():
    report = run(ODD / "typed_cells.xlsx")
    assert faults(report) == [("客户名称", "no_text")]
    assert warnings(report) == [("联系人", "not_plausible")]


def test_a_header_of_two_merged_rows_is_a_header():
    report = run(ODD / "merged_two_row_header.xlsx", "--commit")
    assert counts(report) == {"created": 1, "warned": 0, "refused": 0}
    assert only_ticket().contact.name == "某人"


def test_one_customer_merged_over_three_rows_is_the_customer_of_three():
    report = run(ODD / "merged_customer_cells.xlsx", "--commit")
    assert set(Ticket.objects.values_list("customer__name", flat=True)) == {"甲公司"}
    assert Ticket.objects.count() == 3
    assert ("客户名称, rows 3, 4", "甲公司", "甲公司") in remarks(report, "changed")


@pytest.mark.parametrize("name", ["gbk_title_semicolon.csv", "gbk_title_tab.csv"])
def test_a_title_above_a_text_table_does_not_tell_its_separator(name):
    report = run(ODD / name, "--commit")
    assert counts(report) == {"created": 1, "warned": 0, "refused": 0}
    assert [place for place, _value, _becomes in remarks(report, "form")] == ["row 1"]


def test_seventeen_ways_to_write_a_moment():
    report = run(ODD / "moments.xlsx", "--commit")
    refused = {problem["row"]: problem["value"] for problem in report["problems"]}
    assert refused == {12: "06/05/2024 15:20", 13: "5月6日 15:20", 16: "24-5-6 15:20"}
    assert all("2024年5月1日9时30分" in problem["reason"] for problem in report["problems"])
    moments = {
        number[-3:]: local(moment)
        for number, moment in Ticket.objects.values_list("number", "reported_at")
    }
    at_noon = dict.fromkeys(
        ("100", "101", "102", "103", "104", "105", "106", "112", "113", "116"), "2024-05-06 15:20"
    )
    assert moments == {
        **at_noon,
        "107": "2024-05-06 00:00",
        "108": "2024-05-06 15:20:30",
        "109": "2024-05-06 00:00",
        "115": "2024-05-07 00:00",
    }


# --- further kinds of our own -----------------------------------------------------------------


def workbook(tmp_path, sheets, change=None):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    if change:
        change(book)
    path = tmp_path / "book.xlsx"
    book.save(path)
    return path


def test_every_sheet_with_a_register_is_read_and_every_other_one_named(tmp_path):
    path = workbook(
        tmp_path,
        {
            "4月": [COLUMNS, line(工单号="202404-00001", 反馈时间="2024-04-01 09:00")],
            "5月": [COLUMNS, line(工单号="202405-00001"), line(工单号="202404-00001")],
            "统计": [["月份", "数量"], ["4月", 1]],
            "空": [],
        },
    )
    report = run(path, "--commit")
    assert counts(report) == {"created": 2, "warned": 0, "refused": 1}
    assert "4月!2" in report["problems"][0]["reason"]
    assert remarks(report, "left") == [("统计", "2 rows are not read", "")]


def test_what_nobody_sees_is_read_and_told(tmp_path):
    def hide(book):
        sheet = book["登记表"]
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["C"].hidden = True
        book["旧"].sheet_state = "hidden"

    rows = [COLUMNS, line(工单号="202405-00001"), line(工单号="202405-00002")]
    path = workbook(tmp_path, {"登记表": rows, "旧": [COLUMNS, line(工单号="202405-00009")]}, hide)
    report = run(path, "--commit")
    assert report["created"] == 2
    assert [place for place, _value, _becomes in remarks(report, "hidden")] == ["row 3", "column C"]
    assert ("旧", "2 rows are not read", "") in remarks(report, "left")


def test_notes_comments_and_cells_without_a_heading_are_counted(tmp_path):
    def note(book):
        book["登记表"]["B2"].comment = openpyxl.comments.Comment("老客户", "李娜")

    row = [*line(工单号="202405-00001"), None, "急"]
    rows = [["售后服务工单登记表"], COLUMNS, row, ["以上由李娜填写"]]
    report = run(workbook(tmp_path, {"登记表": rows}, note))
    left = {place: value for place, value, _becomes in remarks(report, "left")}
    assert left == {"": "", "column N": "", "row 4": "以上由李娜填写"}
    assert report["left"] == 3


def test_numbers_are_read_as_their_format_shows_them(tmp_path):
    def pad(book):
        book["登记表"]["D2"].number_format = "00000000000"

    row = line(工单号="202405-00001", 联系方式=2168880000)
    run(workbook(tmp_path, {"登记表": [COLUMNS, row]}, pad), "--commit")
    assert only_ticket().contact.phone == "02168880000"


def test_people_whom_the_desk_does_not_know_are_named_once(tmp_path):
    rows = [line(工单号=f"202405-{n:05d}", 受理人="李离职") for n in range(1, 4)]
    report = run(register(tmp_path, *rows), "--commit")
    changed = [remark for remark in report["remarks"] if remark["value"] == "李离职"]
    assert [(remark["place"], remark["count"]) for remark in changed] == [("受理人", 3)]
    assert set(Ticket.objects.values_list("accepted_name", flat=True)) == {"李离职"}


def test_a_table_with_a_named_separator_keeps_its_row_numbers(tmp_path):
    out = io.StringIO()
    writer = csv.writer(out, delimiter="|")
    writer.writerow(COLUMNS)
    writer.writerow(line(工单号="x"))
    path = tmp_path / "named.csv"
    path.write_text(f"sep=|\n{out.getvalue()}")
    assert [problem["row"] for problem in run(path)["problems"]] == [3]
