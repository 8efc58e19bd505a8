"""When somebody should have reported something. Dates are the desk's dates."""

from datetime import date, timedelta

from core.domain.worktime import WorkCalendar
from metrics.domain.figures import FigureSpan
from plans.enums import Rhythm

DAY = timedelta(days=1)
FRIDAY = 4

# Longer than any series of holidays: a calendar without a working day in it is not filled in.
LOOK_BACK_DAYS = 31


def progress_due_since(rhythm: str, today: date, desk: WorkCalendar) -> date | None:
    """From which day on there must be a progress line; None while it is too early to ask.

    Weekly: from Friday on, this week's Monday. Daily: the last working day before today.
    """
    if rhythm == Rhythm.DAILY:
        return last_workday(today, desk)
    if today.weekday() < FRIDAY:
        return None
    return today - today.weekday() * DAY


def last_workday(today: date, desk: WorkCalendar) -> date:
    """The working day before a date; the day before where a calendar has none in a month."""
    for n in range(1, LOOK_BACK_DAYS + 1):
        day = today - n * DAY
        if not is_rest_day(day, desk):
            return day
    return today - DAY


def is_rest_day(day: date, desk: WorkCalendar) -> bool:
    """Nobody works then: worth a warning, never a reason to move a date (X21)."""
    return not desk.hours_on(day)


def last_week(today: date) -> FigureSpan:
    """Monday to Sunday of the week before."""
    monday = today - (today.weekday() + 7) * DAY
    return FigureSpan(monday, monday + 6 * DAY)
