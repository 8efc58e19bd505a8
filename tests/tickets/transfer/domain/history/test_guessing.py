"""A first draft of a mapping, as a person would read the file."""

from zoneinfo import ZoneInfo

import pytest

from tickets.transfer.domain.history import mapping_of
from tickets.transfer.domain.history.foreign_moments import WRITTEN
from tickets.transfer.domain.history.guessing import (
    DAY_FIRST,
    MONTH_FIRST,
    guess_mapping,
    missing_columns,
)
from tickets.transfer.domain.history.survey import survey_table

ZONE = ZoneInfo("Asia/Shanghai")


def guessed(header, *rows, known=()):
    return guess_mapping(survey_table(header, rows), known, ZONE)


def test_a_list_of_a_chinese_team():
    draft = guessed(
        ["单号", "报修时间", "客户名称", "联系电话", "故障描述", "紧急程度", "状态", "处理人"],
        ["W001", "2025年3月1日 9:05", "华启制造", "13800000000", "卡纸", "紧急", "已办结", "李工"],
        ["W002", "2025/3/2 14:30", "远帆科技", "无", "漏墨", "普通", "维修中", "王工"],
    )
    assert draft["columns"] == {
        "number": "单号",
        "state": "状态",
        "reported_at": "报修时间",
        "customer": "客户名称",
        "phone": "联系电话",
        "assignee": "处理人",
        "priority": "紧急程度",
    }
    assert draft["states"] == {"已办结": "closed", "维修中": "processing"}
    assert draft["words"]["priority"] == {"紧急": "high", "普通": "medium"}
    assert draft["file"] == {"unknown": ["无"], "time": [WRITTEN]}
    assert draft["texts"] == {"summary": ["故障描述"], "original_text": ["故障描述"]}
    assert mapping_of(draft).required_columns


def test_an_export_of_an_english_help_desk():
    draft = guessed(
        ["Ticket ID", "Subject", "Status", "Priority", "Created at", "Solved at", "Requester"],
        ["7", "No power", "On-hold", "P1", "2025-03-01T09:05:00Z", "", "Ann"],
        ["8", "Leak", "Pending", "1 - Critical", "2025-03-01T10:05:00Z", "", "Bob"],
    )
    assert draft["columns"]["number"] == "Ticket ID"
    assert draft["columns"]["contact"] == "Requester"
    assert draft["states"] == {
        "On-hold": "waiting_internal/third_party",
        "Pending": "waiting_customer/customer",
    }
    assert draft["words"]["tier"] == {"P1": "urgent", "1 - Critical": "urgent"}
    assert draft["texts"] == {"summary": ["Subject"], "original_text": ["Subject"]}
    assert draft["file"]["time"] == ["iso"]


@pytest.mark.parametrize(
    ("last", "form"), [("13/05/2025 09:00", DAY_FIRST), ("05/13/2025 09:00", MONTH_FIRST)]
)
def test_days_and_months_are_told_by_the_first_that_can_only_be_one(last, form):
    header = ["id", "status", "created"]
    plain = [[str(n), "open", f"0{n}/05/2025 09:00"] for n in range(1, 10)]
    draft = guessed(header, *plain, ["10", "open", last])
    assert draft["file"]["time"] == list(form)


def test_a_file_of_months_whose_first_rows_fit_both_is_read_by_the_row_that_does_not():
    header = ["id", "status", "created"]
    plain = [[str(n), "open", f"01/0{1 + n % 4}/2024 {n % 24:02}:00"] for n in range(200)]
    draft = guessed(header, *plain, ["201", "open", "01/28/2024 10:00"])
    assert draft["file"]["time"] == list(MONTH_FIRST)


def test_only_where_numbers_come_again_has_each_line_a_time_of_its_own():
    header = ["number", "state", "opened", "updated"]
    once = guessed(header, ["1", "new", "x", "y"], ["2", "new", "x", "y"])
    again = guessed(header, ["1", "new", "x", "y"], ["1", "closed", "x", "y"])
    assert "at" not in once["columns"]
    assert again["columns"]["at"] == "updated"


def test_a_word_that_nobody_can_know_is_left():
    draft = guessed(["id", "status"], ["1", "new"], ["2", "流转中"])
    assert draft["states"] == {"new": "new"}


def test_a_known_mapping_that_fits_is_taken_the_one_with_most_columns():
    small = {"columns": {"number": "id", "state": "status"}}
    large = {"columns": {**small["columns"], "customer": "firm"}, "texts": {"remark": ["memo"]}}
    foreign = {"columns": {"number": "ref"}}
    row = ["1", "new", "Huaqi", "x"]
    found = guessed(["ｉｄ", "status ", "firm", "memo"], row, known=[small, foreign, large])
    assert found == large
    survey = survey_table(["id", "status"], [])
    assert missing_columns(large, survey) == ["firm", "memo"]
