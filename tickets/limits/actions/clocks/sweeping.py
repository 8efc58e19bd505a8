"""The sweep: looks at the clocks whose moment has come and raises each step once.

It decides under the lock again what has become of a clock. It reads no open tickets and rewrites no
ticket row. Any number of workers and beats may run it at once: rows at work elsewhere are skipped,
and an escalation is unique per clock and step.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from core.domain import worktime
from core.later import enqueue
from core.models.bulk import insert_many
from notifications.actions import tell
from tickets.limits.actions.clocks import statement
from tickets.limits.actions.clocks.raising import (
    address_raised,
    leaves_work,
    ledger_lines,
    raise_reached_steps,
    started_line,
)
from tickets.limits.actions.clocks.statement import RaisedStep
from tickets.limits.actions.clocks.working_set import following_days
from tickets.limits.domain import sla
from tickets.limits.models import Escalation, SlaClock
from tickets.record.enums import EventKind
from tickets.record.models import Ticket, TicketEvent

# All that a sweep can change on a clock.
SWEPT_COLUMNS = (
    "state",
    "breached_at",
    "detected_at",
    "is_corrected",
    "raised",
    "step_schedule",
    "next_check_at",
)

# All that a sweep asks of a ticket.
TICKET_COLUMNS = frozenset(
    {"id", "number", "summary", "tier", "priority", "department", "assignee", "accepted_by"}
)


@dataclass(frozen=True, slots=True)
class SweepResult:
    """What one sweep did; `begun` are the days of daily limits that it began."""

    looked_at: int
    breached: int
    raised: int
    begun: int = 0

    def __add__(self, other: "SweepResult") -> "SweepResult":
        return SweepResult(
            self.looked_at + other.looked_at,
            self.breached + other.breached,
            self.raised + other.raised,
            self.begun + other.begun,
        )


NOTHING_SWEPT = SweepResult(0, 0, 0)


@transaction.atomic
def sweep_clocks(at: datetime, limit: int) -> SweepResult:
    """Handle up to `limit` due clocks, oldest first."""
    at = worktime.whole_second(at)
    scheduled, others = statement.claim_due_keys(at, limit)
    result = sweep_in_sql(scheduled, at) + sweep_in_python(others, at)

    if result.begun and result.looked_at < limit:
        # The days that were begun have steps of their own, which may be reached already.
        return result + sweep_clocks(at, limit - result.looked_at)

    return result


def sweep_in_sql(keys: list[int], at: datetime) -> SweepResult:
    """Claimed clocks that carry their step schedule: marked and logged in one statement.

    Then the people are told and the next days begun.
    """
    if not keys:
        return NOTHING_SWEPT

    outcome = statement.run_sweep(keys, at, sla.LATE_AFTER)
    escalations, addressed = address_raised(outcome.raised, at)
    insert_many(Escalation, escalations)
    tell.notify(addressed)
    _enqueue_acts(outcome.raised)

    days = _begin_next_days(_swept_rows(outcome.missed_days), at)
    breached = outcome.breached + _count_missed(days)
    return SweepResult(len(keys), breached, len(outcome.raised), len(days))


def sweep_in_python(keys: list[int], at: datetime) -> SweepResult:
    """Claimed clocks one by one, by the pure clock: rows without a trusted step schedule."""
    rows = _swept_rows(keys)
    if not rows:
        return NOTHING_SWEPT

    events: list[TicketEvent] = []
    raised: list[RaisedStep] = []
    unmissed_before: list[SlaClock] = []
    levels = _levels_raised(rows)
    for row in rows:
        was_missed = row.breached_at is not None
        reached = raise_reached_steps(row, at, level=levels.get(row.pk, 0))
        events += ledger_lines(row, reached, at, is_new_miss=not was_missed)
        raised += reached
        if not was_missed:
            unmissed_before.append(row)

    escalations, addressed = address_raised(raised, at)
    # Only these columns: the rest of the row belongs to whoever works on the ticket.
    SlaClock.objects.write(rows, SWEPT_COLUMNS)
    insert_many(Escalation, escalations)
    insert_many(TicketEvent, events)
    tell.notify(addressed)
    _enqueue_acts(raised)

    days = _begin_next_days(unmissed_before, at)
    breached = sum(event.kind == EventKind.CLOCK_BREACHED for event in events)
    return SweepResult(len(rows), breached + _count_missed(days), len(raised), len(days))


def _levels_raised(rows: Sequence[SlaClock]) -> dict[int, int]:
    """The highest level that was raised before on each clock: a level never goes down."""
    raised = Escalation.objects.filter(clock__in=rows).order_by()
    return dict(raised.values_list("clock").annotate(Max("level")))


def _swept_rows(keys: list[int]) -> list[SlaClock]:
    """Clocks with their kinds, and of their tickets what a sweep needs."""
    if not keys:
        return []

    deferred = []
    for column in Ticket._meta.concrete_fields:
        if column.name not in TICKET_COLUMNS:
            deferred.append(f"ticket__{column.name}")

    rows = SlaClock.objects.filter(pk__in=keys).order_by("pk")
    return list(rows.select_related("kind", "ticket").defer(*deferred))


def _begin_next_days(missed: Iterable[SlaClock], at: datetime) -> list[SlaClock]:
    """Begin the next day of the daily limits that were missed; after an outage all days since."""
    days: list[SlaClock] = []
    for row in missed:
        days += following_days(row, at)

    events: list[TicketEvent] = []
    for day in days:
        events.append(started_line(day, at))
        events += ledger_lines(day, [], at, is_new_miss=True)

    insert_many(SlaClock, days)
    insert_many(TicketEvent, events)
    return days


def _count_missed(days: Iterable[SlaClock]) -> int:
    return sum(day.breached_at is not None for day in days)


def _enqueue_acts(raised: Iterable[RaisedStep]) -> None:
    """Have a worker do what steps do besides telling: no sweep waits for it."""
    if any(leaves_work(step.acts) for step in raised):
        enqueue("tickets.carry_out_escalations")
