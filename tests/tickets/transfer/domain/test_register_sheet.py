"""Rows of the register (form F1): what they say, and every cell that is wrong, without a database."""

import pytest

from tests.support.calendars import SHANGHAI, at
from tickets.record.enums import Status, Tier
from tickets.transfer.domain import register_sheet as sheet

NOW = at("2024-05-10 09:00")
CHANNELS = {"电话": 7}
GOOD = {
    "工单号": "202405-00501",
    "客户名称": "甲公司",
    "联系人": "李四",
    "联系方式": "138 0000 0000",
    "反馈时间": "2024-05-01 09:30",
    "反馈渠道": "电话",
    "问题描述(摘要)": "打不开",
    "问题分级": "一般",
}


def judged(row=2, seen=None, **cells):
    return sheet.judge_row(
        row,
        {**GOOD, **cells},
        zone=SHANGHAI,
        now=NOW,
        channels=CHANNELS,
        seen={} if seen is None else seen,
    )


def problems(one):
    return [(problem.column, problem.reason) for problem in one.refused]


def test_a_good_row_says_what_it_says():
    one = judged(首次响应时间="09:40", 处理状态="处理中")
    assert (one.refused, one.warned, one.number) == ([], [], "202405-00501")
    assert (one.fields["customer"], one.fields["channel"]) == ("甲公司", 7)
    assert (one.fields["tier"], one.fields["status"]) == (Tier.GENERAL, Status.PROCESSING)
    assert one.fields["reported_at"] == at("2024-05-01 09:30")
    assert one.fields["first_responded_at"] == at("2024-05-01 09:40"), "on the day of the report"
    assert one.fields["promised_at"] is None


@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        ({"工单号": ""}, "工单号", "missing"),
        ({"工单号": "202413-00001"}, "工单号", "number"),
        ({"客户名称": ""}, "客户名称", "missing"),
        ({"客户名称": "甲" * 121}, "客户名称", "too_long"),
        ({"问题描述(摘要)": " "}, "问题描述(摘要)", "missing"),
        ({"反馈渠道": "电报"}, "反馈渠道", "unknown_channel"),
        ({"问题分级": "特急"}, "问题分级", "unknown_tier"),
        ({"处理状态": "不明"}, "处理状态", "unknown_status"),
        ({"反馈时间": ""}, "反馈时间", "missing"),
        ({"反馈时间": "昨天"}, "反馈时间", "moment"),
        ({"反馈时间": "2024-05-10 09:06"}, "反馈时间", "future"),
        ({"首次响应时间": "09:20"}, "首次响应时间", "before_report"),
        ({"预计解决时间": "2024-04-30"}, "预计解决时间", "before_report"),
    ],
)
def test_one_wrong_cell_is_named(cells, column, reason):
    assert problems(judged(**cells)) == [(column, reason)]


def test_a_clock_may_run_ahead_by_five_minutes():
    assert not judged(反馈时间="2024-05-10 09:05").refused


def test_all_that_is_wrong_is_named_at_once():
    one = judged(客户名称="", 反馈渠道="电报", 反馈时间="昨天", 首次响应时间="09:20")
    assert problems(one) == [
        ("客户名称", "missing"),
        ("反馈渠道", "unknown_channel"),
        ("反馈时间", "moment"),
    ], "a bare time is not blamed for the day that could not be read"


def test_an_urgent_ticket_without_a_promise_is_warned_of():
    assert [one.reason for one in judged(问题分级="紧急").warned] == ["urgent_without_promise"]
    assert not judged(问题分级="紧急", 预计解决时间="12:00").warned


def test_a_number_stands_once_and_a_refused_row_does_not_hold_it():
    seen = {}
    assert judged(2, seen, 客户名称="").refused
    assert not judged(3, seen).refused
    again = judged(4, seen)
    assert [(one.reason, one.about) for one in again.refused] == [("repeated", "3")]


def test_the_header_is_found_below_a_title_and_by_other_names():
    rows = [["服务工单登记表"], [], ["状态", "工 单 号", "客户名称", "备注", "联系电话"]]
    index, places = sheet.find_header(rows)
    assert (index, places) == (2, {"处理状态": 0, "工单号": 1, "客户名称": 2, "联系方式": 4})
    assert sheet.missing_columns(places) == ["反馈时间", "反馈渠道", "问题描述(摘要)", "问题分级"]
    assert sheet.find_header([["工单号", "备注"]]) is None
    assert sheet.cells_of(["已受理"], places)["工单号"] == ""


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ([], True),
        (["", " "], True),
        (["", "以上数据仅供参考"], True),
        (["202405-00501", ""], False),
        (["a", "b"], False),
    ],
)
def test_what_stands_under_the_table_is_a_note(row, expected):
    assert sheet.is_note(row) is expected
