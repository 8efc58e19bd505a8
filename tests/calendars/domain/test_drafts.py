"""A calendar as a draft: what is wrong with it, what differs, a year in figures."""

from datetime import date

from calendars.domain import drafts
from calendars.domain.drafts import CalendarDraft, DraftDay
from tests.fixtures import moment

WEEK = CalendarDraft("Asia/Shanghai", False, dict.fromkeys(range(5), "09:00-18:00"))
NEW_YEAR = DraftDay(date(2027, 1, 1), "holiday", name="元旦")
AT = moment("2026-03-16 09:00")


def test_a_day_replaces_the_weekly_hours_and_goes_back_to_them():
    plan = WEEK.with_days(NEW_YEAR)
    assert (plan.hours_on(NEW_YEAR.date), WEEK.hours_on(NEW_YEAR.date)) == ("", "09:00-18:00")
    assert plan.with_days(without=[NEW_YEAR.date]) == WEEK
    assert WEEK.days == {}, "plans do not change"


def test_a_difference_names_days_and_weekdays():
    special = DraftDay(date(2027, 1, 1), "special", "09:00-12:00", "元旦")
    makeup = DraftDay(date(2027, 1, 3), "makeup", "09:00-18:00")
    before = CalendarDraft("Asia/Shanghai", False, WEEK.week, {NEW_YEAR.date: NEW_YEAR})
    after = CalendarDraft("Asia/Shanghai", False, {**WEEK.week, 5: "09:00-12:00"}, {}).with_days(
        special, makeup
    )
    found = drafts.difference_between(before, after)
    assert (found.added, found.removed, found.changed, found.week, found.zone) == (
        (makeup,),
        (),
        ((NEW_YEAR, special),),
        ((5, "", "09:00-12:00"),),
        None,
    )
    assert not drafts.difference_between(before, before)


def test_a_year_in_figures():
    """2027 has 261 weekdays from Monday to Friday, 1 January among them."""
    makeup = DraftDay(date(2027, 1, 3), "makeup", "09:00-18:00", status="provisional")
    special = DraftDay(date(2027, 3, 1), "special", "09:00-12:00")
    found = drafts.year_figures(WEEK.with_days(NEW_YEAR, makeup, special), 2027)
    assert found == drafts.YearFigures(
        working=261, holidays=1, makeups=1, specials=1, published=True, provisional=1
    )
