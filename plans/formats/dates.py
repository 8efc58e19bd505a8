"""Dates of plans and the days until them, in words."""

from datetime import date

from django.utils.translation import ngettext, pgettext

from plans.domain.progress import SOON
from plans.queries.dues import Due


def late_days_text(days: int) -> str:
    """`3 days late`."""
    return ngettext("%(n)d day late", "%(n)d days late", days) % {"n": days}


def days_left_text(days: int) -> str:
    """`today`, `tomorrow`, `in 3 days`; `3 days late` for negative ones."""
    if days < 0:
        return late_days_text(-days)
    if days == 0:
        return pgettext("due", "today")
    if days == 1:
        return pgettext("due", "tomorrow")
    return ngettext("%(n)d day left", "%(n)d days left", days) % {"n": days}


def due_tone(due: Due) -> str:
    """`late`, `soon` or `calm`."""
    if due.days_left < 0:
        return "late"
    return "soon" if due.days_left <= SOON.days else "calm"


def short_date(day: date | None, today: date) -> str:
    """`08-15`, or with the year when it is another one; empty for None."""
    if day is None:
        return ""
    return f"{day:%m-%d}" if day.year == today.year else f"{day:%Y-%m-%d}"


def period_text(first: date | None, last: date | None) -> str:
    """`2024-09-08` or `2024-09-08 – 09-15`; empty for a period that nobody wrote down."""
    if first is None:
        return ""
    if last is None or first == last:
        return f"{first}"
    return f"{first} – {last:%m-%d}" if first.year == last.year else f"{first} – {last}"


FILTERS = {
    "days_left": days_left_text,
    "due_tone": due_tone,
    "short_date": short_date,
}
