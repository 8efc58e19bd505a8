"""Lists of days as people write them."""

from datetime import date

import pytest

from calendars.domain import daylist
from calendars.domain.drafts import CalendarDraft, DraftDay

WEEK = CalendarDraft("Asia/Shanghai", False, dict.fromkeys(range(5), "09:00-18:00"))


def reading(text: str, year: int = 2027) -> daylist.DayListReading:
    return daylist.read_day_list(text, WEEK, year, source="list", status="published")


@pytest.mark.parametrize(
    ("line", "first", "last", "kind", "hours", "name"),
    [
        ("2027-01-01 休 元旦", "2027-01-01", "2027-01-01", "holiday", "", "元旦"),
        ("2027-02-05~2027-02-11 休 春节", "2027-02-05", "2027-02-11", "holiday", "", "春节"),
        ("2027-02-05 至 02-11 假期", "2027-02-05", "2027-02-11", "holiday", "", ""),
        ("10月1日至7日放假 国庆节", "2027-10-01", "2027-10-07", "holiday", "", "国庆节"),
        ("10月1日（周五）-10月7日（周四） 放假", "2027-10-01", "2027-10-07", "holiday", "", ""),
        (
            "2027/10/1 - 2027/10/7 holiday National Day",
            "2027-10-01",
            "2027-10-07",
            "holiday",
            "",
            "National Day",
        ),
        ("20270101,休,元旦", "2027-01-01", "2027-01-01", "holiday", "", "元旦"),
        ("2027-01-01 00:00:00,holiday,元旦,", "2027-01-01", "2027-01-01", "holiday", "", "元旦"),
        ("2027-02-20 班 调休上班", "2027-02-20", "2027-02-20", "makeup", "09:00-18:00", "调休上班"),
        ("2027-02-20 调休", "2027-02-20", "2027-02-20", "makeup", "09:00-18:00", ""),
        (
            "2027-03-01\tspecial\t盘点\t9:00-12:00, 13:30-18:00",
            "2027-03-01",
            "2027-03-01",
            "special",
            "09:00-12:00, 13:30-18:00",
            "盘点",
        ),
        (
            "2027-03-01 特 09:00–12:00 盘点",
            "2027-03-01",
            "2027-03-01",
            "special",
            "09:00-12:00",
            "盘点",
        ),
        ("2026-12-31 休", "2026-12-31", "2026-12-31", "holiday", "", ""),
    ],
)
def test_lines_as_people_write_them(line, first, last, kind, hours, name):
    days, bad = reading(line).days, reading(line).bad
    assert not bad
    assert (str(days[0].date), str(days[-1].date)) == (first, last)
    assert len(days) == (days[-1].date - days[0].date).days + 1
    assert {(day.kind, day.hours, day.name) for day in days} == {(kind, hours, name)}


@pytest.mark.parametrize(
    ("line", "column", "reason"),
    [
        ("morning", "date", "unreadable"),
        ("2027-02-30 休", "date", "no_such_date"),
        ("2027-03-09~2027-03-01 休", "date", "reversed"),
        ("2027-01-01~2027-12-31 休", "date", "too_long"),
        ("2029-01-01 休", "date", "other_year"),
        ("2027-01-01", "kind", "missing"),
        ("2027-01-01 愚人节", "kind", "unknown"),
        ("2027-02-16 调休", "kind", "ambiguous"),
        ("2027-01-01 休 09:00-12:00", "hours", "holiday_hours"),
        ("2027-01-01 特 盘点", "hours", "no_hours"),
        ("2027-01-01 特 18:00-09:00", "hours", "reversed"),
        ("2027-01-01 特 09:00-12:00,11:00-13:00", "hours", "overlap"),
        ("2027-01-01 特 9h-12h:00", "hours", "no_hours"),
        ("2027-01-01 特 09:75-12:00", "hours", "unreadable"),
        ("2027-01-01 休 " + "长" * 61, "name", "too_long_name"),
        ("0000-00-00 休", "date", "no_such_date"),
    ],
)
def test_a_bad_line_is_named(line, column, reason):
    found = reading(f"# 2027\n\n{line}\n2027-06-01 休 儿童节")
    assert [(bad.line, bad.column, bad.reason) for bad in found.bad] == [(3, column, reason)]
    assert date(2027, 6, 1) in {day.date for day in found.days}


def test_a_date_that_stands_twice_names_the_first_line():
    (bad,) = reading("日期,类型,名称\n2027-01-01,休,元旦\n2027-01-01,班,\n").bad
    assert (bad.line, bad.column, bad.reason, bad.value) == (3, "date", "twice", "2027-01-01 (2)")


def test_a_header_tells_the_columns():
    (day,) = reading('名称,工作时间,类型,日期\n盘点,"09:00-12:00, 13:30-18:00",特,2027-03-01').days
    assert day == DraftDay(
        date(2027, 3, 1), "special", "09:00-12:00, 13:30-18:00", "盘点", "list", "published"
    )
