"""How the terms of a clock changed while it ran, as its ledger lines tell."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.dateparse import parse_datetime

from calendars.models import calendar_of_version
from core.domain.worktime import WorkCalendar
from tickets.limits.domain.replay import ClockOperation
from tickets.limits.models import SlaClock
from tickets.record.enums import EventKind
from tickets.record.models import TicketEvent

# A line with this key says what was spent by then, counted by the hours of then. Lines of earlier
# releases do not have it: those counted the past anew by the new hours.
SPENT = "spent"


@dataclass(frozen=True, slots=True)
class HeldTerms:
    """What a clock was measured by."""

    amount: int
    unit: str
    version_id: int
    moment: datetime | None

    @property
    def calendar(self) -> WorkCalendar:
        return calendar_of_version(self.version_id)


@dataclass(frozen=True, slots=True)
class ChangedTerms:
    """A change of a clock's terms: `spent` by then, what was `left`; None where no line says so.

    `is_grace`: what was left is the grace of a tightened limit. `is_missed`: it was late by then,
    and the new terms do not move its due time any more.
    """

    at: datetime
    before: HeldTerms
    after: HeldTerms
    operation: str
    spent: timedelta | None
    left: timedelta | None
    is_grace: bool
    is_missed: bool

    @property
    def is_recount(self) -> bool:
        return self.operation == ClockOperation.RECOUNT

    @property
    def is_restart(self) -> bool:
        return self.operation == ClockOperation.REPLAY

    @property
    def has_other_hours(self) -> bool:
        return self.before.calendar != self.after.calendar


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


def changed_terms(row: SlaClock, lines: Iterable[TicketEvent]) -> list[ChangedTerms]:
    """The changes of a clock's terms in their order, from the lines about its ticket."""
    changes: list[ChangedTerms] = []
    after = HeldTerms(row.amount, row.unit, row.calendar_version_id, row.moment)
    for line in reversed(changes_of(row, lines)):
        terms_were = line.data.get("was")
        before = _terms_written(terms_were) if terms_were else after
        changes.append(
            ChangedTerms(
                line.at,
                before,
                after,
                line.data.get("law") or "",
                _seconds_written(line.data, SPENT),
                _seconds_written(line.data, "left"),
                bool(line.data.get("is_grace")),
                bool(line.data.get("is_missed")),
            )
        )
        after = before

    changes.reverse()
    return changes


def _terms_written(written: Mapping[str, Any]) -> HeldTerms:
    moment = written["moment"]
    return HeldTerms(
        written["amount"],
        written["unit"],
        written["version"],
        parse_datetime(moment) if moment else None,
    )


def _seconds_written(data: Mapping[str, Any], name: str) -> timedelta | None:
    seconds = data.get(name)
    return None if seconds is None else timedelta(seconds=seconds)
