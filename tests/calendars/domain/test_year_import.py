"""A year of a draft replaced by a list; the statutory days of mainland China."""

from datetime import date

from calendars.domain import year_import
from calendars.domain.drafts import CalendarDraft, DraftDay, difference_between

WEEK = CalendarDraft("Asia/Shanghai", False, dict.fromkeys(range(5), "09:00-18:00"))


def test_company_days_neither_publish_a_year_nor_touch_the_statutory_ones():
    statutory = DraftDay(date(2027, 1, 1), "holiday", "", "元旦", year_import.NOTICE, "provisional")
    old = DraftDay(date(2027, 7, 1), "holiday", "", "厂庆", year_import.COMPANY, "provisional")
    plan = WEEK.with_days(statutory, old)
    fresh = DraftDay(date(2027, 8, 1), "holiday", "", "厂庆", year_import.COMPANY, "published")
    after = year_import.draft_with_import(plan, 2027, [fresh], "published", year_import.COMPANY)
    found = difference_between(plan, after)
    assert ([day.status for day in found.added], found.removed, found.changed) == (
        ["provisional"],
        (old,),
        (),
    )


def test_a_day_of_a_neighbouring_year_does_not_publish_that_year():
    listed = [
        DraftDay(date(2027, 1, 1), "holiday", status="published"),
        DraftDay(date(2028, 1, 1), "holiday", status="published"),
    ]
    after = year_import.draft_with_import(WEEK, 2027, listed, "published", year_import.STATUTORY)
    assert [after.days[day.date].status for day in listed] == ["published", "provisional"]


def test_statutory_days_are_holidays_and_make_up_workdays_with_hours():
    days = {day.date: day for day in year_import.statutory_days(2024, "09:00-18:00")}
    assert (days[date(2024, 5, 1)].kind, days[date(2024, 5, 1)].hours) == ("holiday", "")
    assert (days[date(2024, 4, 28)].kind, days[date(2024, 4, 28)].hours) == (
        "makeup",
        "09:00-18:00",
    )
    assert {day.status for day in days.values()} == {"published"}
