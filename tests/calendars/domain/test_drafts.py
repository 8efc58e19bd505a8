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


# --- from when on weekly hours count --------------------------------------------------------------

EARLY = dict.fromkeys(range(5), "08:00-17:00")
LATE = dict.fromkeys(range(6), "10:00-19:00")
TODAY = date(2026, 3, 16)


def dated(before, week, week_from=None, *, always=False, today=TODAY):
    draft = CalendarDraft("Asia/Shanghai", always, week, week_from=week_from)
    return drafts.with_history(draft, before, today)


def hours_from(draft):
    """From when on which Monday hours count, the first from ever."""
    begins = [None, *(earlier.until for earlier in draft.earlier_weeks)]
    weeks = [*(earlier.week for earlier in draft.earlier_weeks), draft.usual_week]
    return [(begin, week.get(0, "")) for begin, week in zip(begins, weeks, strict=True)]


FIRST = dated(None, WEEK.week)


def test_the_first_weekly_hours_always_counted():
    assert hours_from(FIRST) == [(None, "09:00-18:00")]
    assert dated(None, WEEK.week, date(2026, 4, 1)) == FIRST
    assert dated(FIRST, WEEK.week) == FIRST
    assert dated(FIRST, WEEK.week, date(2026, 4, 1)) == FIRST, "nothing held before"


def test_changed_hours_count_from_their_date_or_from_today():
    april = date(2026, 4, 1)
    second = dated(FIRST, EARLY, april)
    assert hours_from(second) == [(None, "09:00-18:00"), (april, "08:00-17:00")]
    assert second.hours_on(date(2026, 3, 31)) == "09:00-18:00"
    assert second.hours_on(april) == "08:00-17:00"
    assert hours_from(dated(FIRST, EARLY))[1] == (TODAY, "08:00-17:00")
    assert dated(second, EARLY) == second, "the date stays through other changes"


def test_a_third_week_cuts_those_that_would_have_begun_later():
    second = dated(FIRST, EARLY, date(2026, 4, 1))
    may = date(2026, 5, 1)
    assert hours_from(dated(second, LATE, may)) == [
        (None, "09:00-18:00"),
        (date(2026, 4, 1), "08:00-17:00"),
        (may, "10:00-19:00"),
    ]
    march = date(2026, 3, 20)
    assert hours_from(dated(second, LATE, march)) == [
        (None, "09:00-18:00"),
        (march, "10:00-19:00"),
    ]


def test_the_same_hours_with_another_date_begin_on_that_one():
    second = dated(FIRST, EARLY, date(2026, 4, 1))
    for begins in (date(2026, 3, 20), date(2026, 4, 10)):
        assert hours_from(dated(second, EARLY, begins)) == [
            (None, "09:00-18:00"),
            (begins, "08:00-17:00"),
        ]


def test_a_calendar_that_becomes_always_open_keeps_the_days_before():
    before = FIRST.with_days(NEW_YEAR)
    always = dated(before, {}, date(2027, 3, 1), always=True)
    assert hours_from(always) == [(None, "09:00-18:00"), (date(2027, 3, 1), "00:00-24:00")]
    assert [always.hours_on(day) for day in (NEW_YEAR.date, date(2027, 3, 6))] == [
        "",
        "00:00-24:00",
    ]
    again = dated(always, WEEK.week, date(2027, 6, 1))
    assert [begin for begin, _hours in hours_from(again)] == [
        None,
        date(2027, 3, 1),
        date(2027, 6, 1),
    ]


def test_a_date_alone_is_a_difference():
    second = dated(FIRST, EARLY, date(2026, 4, 1))
    later = dated(second, EARLY, date(2026, 4, 10))
    found = drafts.difference_between(second, later)
    assert found
    assert (found.week_from, found.has_other_week) == (date(2026, 4, 10), False)
