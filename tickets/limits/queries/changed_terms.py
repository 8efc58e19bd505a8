"""How the terms of a clock changed while it ran, as its ledger lines tell."""

from collections.abc import Iterable
from datetime import datetime

from calendars.models import calendar_of_version
from core.domain.worktime import WorkCalendar
from tickets.limits.domain.replay import ClockOperation
from tickets.limits.models import SlaClock
from tickets.record.enums import EventKind
from tickets.record.models import TicketEvent

# A line with this key says what was spent by then, counted by the hours of then. Lines of earlier
# releases do not have it: those counted the past anew by the new hours.
SPENT = "spent"


def lines_of_changes(ticket_ids: Iterable[int]) -> list[TicketEvent]:
    """The lines about changed terms of some tickets, in the order of writing. One statement."""
    lines = TicketEvent.objects.filter(ticket__in=list(ticket_ids), kind=EventKind.CLOCK_RETARGETED)
    return list(lines.order_by("pk"))


def changes_of(row: SlaClock, lines: Iterable[TicketEvent]) -> list[TicketEvent]:
    """Those of the lines that are about this clock."""
    is_about = (row.ticket_id, row.kind.code, row.cycle)
    return [
        line
        for line in lines
        if (line.ticket_id, line.data.get("clock"), line.data.get("cycle")) == is_about
    ]


def earlier_hours(
    row: SlaClock, lines: Iterable[TicketEvent] | None = None
) -> list[tuple[datetime, WorkCalendar]]:
    """The calendars by which a clock was counted before its terms named another one.

    Each with the moment until which it held, in order. Without `lines` they are read.
    """
    if not row.pk:
        return []
    if lines is None:
        lines = lines_of_changes([row.ticket_id])

    earlier: list[tuple[datetime, WorkCalendar]] = []
    version_after = row.calendar_version_id
    for line in reversed(changes_of(row, lines)):
        terms_were = line.data.get("was")
        if not terms_were:
            continue

        version_before = terms_were["version"]
        is_moved = line.data.get("law") == ClockOperation.RETARGET and SPENT in line.data
        if is_moved and version_before != version_after:
            earlier.append((line.at, calendar_of_version(version_before)))
        version_after = version_before

    earlier.reverse()
    return earlier
