"""When somebody should have reported: by weeks and by working days, over holidays."""

from datetime import date

import pytest

from metrics.domain.figures import FigureSpan
from plans.domain import reminders
from plans.enums import Rhythm
from tests.support.calendars import NEVER, W

MONDAY = date(2024, 8, 12)


@pytest.mark.parametrize(
    ("today", "since"),
    [
        (date(2024, 8, 12), None),
        (date(2024, 8, 15), None),
        (date(2024, 8, 16), MONDAY),
        (date(2024, 8, 18), MONDAY),
        (date(2024, 8, 19), None),
    ],
)
def test_a_week_is_asked_for_from_friday_on(today, since):
    assert reminders.progress_due_since(Rhythm.WEEKLY, today, W) == since


@pytest.mark.parametrize(
    ("today", "before"),
    [
        (date(2024, 8, 13), MONDAY),
        (date(2024, 8, 12), date(2024, 8, 9)),
        (date(2024, 5, 6), date(2024, 4, 30)),
        (date(2024, 4, 29), date(2024, 4, 28)),
        (date(2024, 10, 8), date(2024, 9, 30)),
    ],
    ids=["Tuesday", "Monday", "after Labour Day", "after a make-up Sunday", "after the long week"],
)
def test_a_day_is_asked_for_on_the_next(today, before):
    assert reminders.progress_due_since(Rhythm.DAILY, today, W) == before
    assert reminders.last_workday(today, W) == before


def test_a_calendar_that_is_not_filled_in_asks_for_yesterday():
    assert reminders.last_workday(MONDAY, NEVER) == date(2024, 8, 11)


def test_rest_days_are_those_of_the_calendar():
    days = (date(2024, 8, 25), date(2024, 9, 1), date(2024, 4, 28), date(2024, 5, 1))
    assert [reminders.is_rest_day(day, W) for day in days] == [True, True, False, True]


@pytest.mark.parametrize("today", [MONDAY, date(2024, 8, 18)])
def test_last_week_is_from_monday_to_sunday(today):
    assert reminders.last_week(today) == FigureSpan(date(2024, 8, 5), date(2024, 8, 11))
