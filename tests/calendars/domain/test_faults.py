"""What is wrong with a draft, by the day or weekday that it is wrong on."""

from datetime import date

import pytest

from calendars.domain import faults
from calendars.domain.drafts import CalendarDraft, DraftDay
from tests.fixtures import moment

WEEK = CalendarDraft("Asia/Shanghai", False, dict.fromkeys(range(5), "09:00-18:00"))
NEW_YEAR = DraftDay(date(2027, 1, 1), "holiday", name="元旦")
AT = moment("2026-03-16 09:00")


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


def test_hours_typed_in_full_width_are_no_fault():
    assert faults.fault_in_hours("09：00－12：00，13：30－18：00") is None
