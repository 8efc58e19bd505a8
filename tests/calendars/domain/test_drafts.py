"""A calendar as a draft: what is wrong with it, what differs, a year in figures."""

from datetime import date

import pytest

from calendars.domain import drafts, faults, version_data, written_hours
from calendars.domain.drafts import CalendarDraft, DraftDay
from tests.fixtures import moment


def test_hours_may_be_typed_in_full_width():
    assert written_hours.parse_hours(
        "０９：００－１２：００，13:30-18:00"
    ) == written_hours.parse_hours("09:00-12:00, 13:30-18:00")
    assert faults.fault_in_hours("09：00－12：00，13：30－18：00") is None


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


@pytest.mark.parametrize(
    ("plan", "fault"),
    [
        (CalendarDraft("Asia/Nowhere", False, WEEK.week), ("zone", None)),
        (CalendarDraft("Asia/Shanghai", False, {0: "morning"}), ("unreadable", 0)),
        (CalendarDraft("Asia/Shanghai", False, {0: "18:00-09:00"}), ("reversed", 0)),
        (CalendarDraft("Asia/Shanghai", False, {0: "09:00-12:00, 11:00-13:00"}), ("overlap", 0)),
        (
            WEEK.with_days(DraftDay(date(2027, 1, 1), "holiday", "09:00-12:00")),
            ("holiday_hours", date(2027, 1, 1)),
        ),
        (WEEK.with_days(DraftDay(date(2027, 1, 2), "makeup")), ("no_hours", date(2027, 1, 2))),
        (CalendarDraft("Asia/Shanghai"), ("never", None)),
    ],
)
def test_a_fault_is_named_with_its_place(plan, fault):
    (found,) = faults.draft_faults(plan, AT)
    assert (found.what, found.where) == fault


def test_a_sound_plan_has_no_fault():
    assert faults.draft_faults(WEEK.with_days(NEW_YEAR), AT) == []


def test_a_year_in_figures():
    """2027 has 261 weekdays from Monday to Friday, 1 January among them."""
    makeup = DraftDay(date(2027, 1, 3), "makeup", "09:00-18:00", status="provisional")
    special = DraftDay(date(2027, 3, 1), "special", "09:00-12:00")
    found = drafts.year_figures(WEEK.with_days(NEW_YEAR, makeup, special), 2027)
    assert found == drafts.YearFigures(
        working=261, holidays=1, makeups=1, specials=1, published=True, provisional=1
    )


def test_any_change_changes_the_fingerprint():
    plans = [WEEK, WEEK.with_days(NEW_YEAR), CalendarDraft("Asia/Tokyo", False, WEEK.week)]
    assert len({version_data.draft_fingerprint(plan) for plan in plans}) == 3
    assert version_data.draft_fingerprint(
        WEEK.with_days(NEW_YEAR)
    ) == version_data.draft_fingerprint(plans[1])
