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


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (["", "以上数据仅供参考"], True),
        (["202405-00501", ""], False),
        (["a", "b"], False),
    ],
)
def test_what_stands_under_the_table_is_a_note(row, expected):
    assert sheet.is_note(row) is expected


# --- cells that say nothing plausible ---------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("客户名称", {"broken": "#N/A"}, "broken"),
        ("客户名称", {"formula": "=VLOOKUP(1,Z:Z,1,0)"}, "no_result"),
        ("客户名称", {"flag": "TRUE"}, "no_text"),
        ("客户名称", {"moment": "2024-05-01T00:00:00"}, "no_text"),
        ("问题描述(摘要)", {"broken": "#REF!"}, "broken"),
        ("处理状态", {"broken": "#REF!"}, "unknown_status"),
        ("反馈时间", {"broken": "#VALUE!"}, "moment"),
        ("首次响应时间", {"flag": "TRUE"}, "moment"),
    ],
)
def test_a_cell_that_a_ticket_needs_is_refused(column, value, reason):
    assert problems(judged(**{column: value})) == [(column, reason)]


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("联系人", {"broken": "#REF!"}, "broken"),
        ("联系人", "12.5", "not_plausible"),
        ("联系人", {"flag": "FALSE"}, "not_plausible"),
        ("联系方式", "1.38E+10", "not_plausible"),
        ("联系方式", "１．３８Ｅ＋１０", "not_plausible"),
        ("联系方式", "12.5", "not_plausible"),
        ("联系方式", "123", "not_plausible"),
        ("联系方式", {"moment": "2024-05-01T00:00:00"}, "not_plausible"),
        ("受理人", {"formula": "=A1"}, "no_result"),
        ("受理人", "45413", "not_plausible"),
    ],
)
def test_a_ticket_is_taken_without_a_cell_that_it_does_not_need(column, value, reason):
    one = judged(**{column: value})
    name = {"联系人": "contact", "联系方式": "phone", "受理人": "accepted_name"}[column]
    assert [(problem.column, problem.reason) for problem in one.warned] == [(column, reason)]
    assert (one.refused, one.fields[name]) == ([], "")
    assert list(one.left_cells) == [column], "and can be kept in the remark"


@pytest.mark.parametrize(
    "phone",
    ["13800000001", "021-6888 0000 转 12", "+86 138 0000 0001", "wx_zhang01", "z@example.com"],
)
def test_what_somebody_can_be_reached_by_is_plausible(phone):
    one = judged(联系方式=phone)
    assert (one.warned, one.fields["phone"]) == ([], phone)


@pytest.mark.parametrize("written", ["无", "-", "N/A", "／", "暂无"])
def test_words_for_nothing_are_read_as_empty_and_told(written):
    one = judged(联系人=written)
    assert (one.refused, one.warned, one.fields["contact"]) == ([], [], "")
    assert [(change.value, change.becomes) for change in one.changed] == [(written, "")]


def test_a_moment_in_other_words_is_told_with_what_it_is_read_as():
    one = judged(反馈时间="2024/5/1 下午3:20", 首次响应时间="15:40")
    assert [(change.column, change.value, change.becomes) for change in one.changed] == [
        ("反馈时间", "2024/5/1 下午3:20", "2024-05-01 15:20"),
        ("首次响应时间", "15:40", "2024-05-01 15:40"),
    ]
    assert judged(反馈时间={"moment": "2024-05-01T09:30:00"}).changed == []
    assert judged(反馈时间="2024-05-01 09:30").changed == []


def test_a_long_summary_and_one_called_like_a_formula_are_taken_and_told():
    long = judged(**{"问题描述(摘要)": "长" * 130})
    assert (long.refused, long.fields["summary"]) == ([], "长" * 130)
    assert [(change.reason, len(change.becomes)) for change in long.changed] == [
        ("summary_cut", 120)
    ]
    formula = judged(**{"问题描述(摘要)": {"formula": "=A1"}})
    assert (formula.refused, formula.fields["summary"]) == ([], "=A1")
    assert [change.reason for change in formula.changed] == ["formula_text"]


def test_a_customer_of_figures_alone_is_asked_about():
    one = judged(客户名称="360")
    assert (one.refused, one.fields["customer"]) == ([], "360")
    assert [problem.reason for problem in one.warned] == ["only_figures"]
