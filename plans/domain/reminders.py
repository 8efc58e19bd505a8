"""When somebody should have told something. Pure; dates are the desk's dates."""

from datetime import date, timedelta

from core.domain.worktime import WorkCalendar
from metrics.domain.figures import Span
from plans.enums import Rhythm

DAY = timedelta(days=1)
FRIDAY = 4


def progress_due_since(rhythm: str, today: date, desk: WorkCalendar) -> date | None:
    """From which day on a stage must have been told of; None while it is too early to ask.

    Weekly: from Friday on, this week's Monday. Daily: the last working day before today.
    """
    if rhythm == Rhythm.DAILY:
        return last_workday(today, desk)
    return today - today.weekday() * DAY if today.weekday() >= FRIDAY else None


def last_workday(today: date, desk: WorkCalendar) -> date:
    """The working day before a date; the day before where a calendar has none in a month."""
    days = (today - n * DAY for n in range(1, 32))
    return next((day for day in days if desk.hours_on(day)), today - DAY)


def is_rest_day(day: date, desk: WorkCalendar) -> bool:
    """Nobody works then: worth a warning, never a reason to move a date (X21)."""
    return not desk.hours_on(day)


def last_week(today: date) -> Span:
    """Monday to Sunday of the week before."""
    monday = today - (today.weekday() + 7) * DAY
    return Span(monday, monday + 6 * DAY)
