"""The sweep: looks at the clocks whose moment has come, asks the law again under the lock, raises each step once.

It reads no open tickets and rewrites no ticket row. Any number of workers and beats may run it at once: rows at work elsewhere
are skipped, and an escalation is unique per clock and step.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from core.domain import worktime
from core.later import ring
from notifications.actions import tell
from notifications.enums import Topic
from tickets.actions import ledger, notices
from tickets.actions.clocks.bench import following_days
from tickets.domain import sla
from tickets.domain.retelling import Verb
from tickets.domain.triage import may_wake
from tickets.enums import EventKind, StepAct
from tickets.models import Escalation, SlaClock, Ticket, TicketEvent
from tickets.queries.recipients import Recipients

SWEPT_COLUMNS = ("state", "breached_at", "detected_at", "is_corrected", "raised", "next_check_at")
"""All that a sweep can change on a clock."""

NEEDED = {"id", "number", "summary", "tier", "priority", "department", "assignee", "accepted_by"}
"""All that a sweep asks of a ticket."""

LATE_AFTER = timedelta(seconds=60)
"""A step raised later than this after its moment is marked late."""


@dataclass(frozen=True, slots=True)
class Swept:
    """What one sweep did."""

    looked_at: int
    breached: int
    raised: int


@transaction.atomic
def sweep(at: datetime, limit: int) -> Swept:
    """Handle up to `limit` due clocks, oldest first."""
    at = worktime.floor(at)
    rows = due_rows(at, limit)
    if not rows:
        return Swept(0, 0, 0)
    events: list[TicketEvent] = []
    escalations: list[Escalation] = []
    fresh: list[SlaClock] = []
    for row in rows:
        was_missed = row.breached_at is not None
        raised = look(row, at)
        events += told(row, raised, at, is_new=not was_missed)
        escalations += raised
        for following in () if was_missed else following_days(row, at):
            events += [_started(following, at), *told(following, [], at, is_new=True)]
            fresh.append(following)
    notifying = address(escalations, at)
    SlaClock.objects.write(rows, SWEPT_COLUMNS)
    SlaClock.objects.bulk_create(fresh, ignore_conflicts=True)
    Escalation.objects.bulk_create(escalations, ignore_conflicts=True, batch_size=500)
    ledger.write(events)
    tell.deliver(notifying)
    if any(one.to_act for one in escalations):
        ring("tickets.carry_out_escalations")
    breached = sum(event.kind == EventKind.CLOCK_BREACHED for event in events)
    return Swept(len(rows), breached, len(escalations))


def due_rows(at: datetime, limit: int) -> list[SlaClock]:
    """The due clocks, locked; those that another worker holds are left to it."""
    due = SlaClock.objects.filter(next_check_at__lte=at).order_by("next_check_at", "pk")
    if connection.features.has_select_for_update_skip_locked:
        due = due.select_for_update(skip_locked=True, of=("self",))
    spared = [f"ticket__{field.name}" for field in Ticket._meta.concrete_fields if field.name not in NEEDED]
    return list(due.select_related("kind", "ticket").defer(*spared)[:limit])


def look(row: SlaClock, at: datetime) -> list[Escalation]:
    """Record a miss and the steps that are reached; only the highest of them notifies."""
    clock = sla.breach(row.law, at)
    reached = sorted(
        (step for step in clock.target.steps if step.key not in row.raised and sla.has_reached(clock, step, at)),
        key=lambda step: step.threshold(clock.budget),
    )
    raised = [_escalation(row, clock, step, at) for step in reached]
    for escalation in raised[:-1]:
        escalation.has_notified = False
    row.raised = [*row.raised, *(step.key for step in reached)]
    row.obey(clock)
    return raised


def _escalation(row: SlaClock, clock: sla.Clock, step: sla.Step, at: datetime) -> Escalation:
    terms = next(copied for copied in row.steps if copied["key"] == step.key)
    planned_at, acts = sla.reaches(clock, step) or at, terms.get("acts", [])
    return Escalation(
        clock=row,
        step=step.key,
        level=terms["level"],
        role=terms["role"],
        planned_at=planned_at,
        raised_at=at,
        is_late=at - planned_at > LATE_AFTER or step.threshold(clock.budget) < clock.spent,
        acts=acts,
        to_act=bool(set(acts) - {StepAct.ASK_REASON}),
        wants_reason=StepAct.ASK_REASON in acts,
    )


def told(row: SlaClock, raised: list[Escalation], at: datetime, *, is_new: bool) -> list[TicketEvent]:
    """The ledger lines: a miss that was just detected, and each step."""
    clock = {"clock": row.kind.code, "cycle": row.cycle}
    lines = [
        ledger.event(row.ticket, EventKind.ESCALATED, by=None, at=one.planned_at, seen_at=at, step=one.step, level=one.level, **clock)
        for one in raised
    ]
    if is_new and row.breached_at:
        shown = {"due_at": row.breached_at.isoformat(), "law": Verb.BREACH, **clock}
        lines.append(ledger.event(row.ticket, EventKind.CLOCK_BREACHED, by=None, at=row.breached_at, seen_at=at, **shown))
    return lines


def _started(row: SlaClock, at: datetime) -> TicketEvent:
    due = row.due_at and row.due_at.isoformat()
    clock = {"clock": row.kind.code, "cycle": row.cycle, "due_at": due, "law": Verb.START, "started_at": row.started_at.isoformat()}
    return ledger.event(row.ticket, EventKind.CLOCK_STARTED, by=None, at=row.started_at, seen_at=at, **clock)


def address(escalations: Iterable[Escalation], at: datetime) -> list[tell.Notice]:
    """Name on each escalation that notifies whom it tells, and the notices for them."""
    notifying = [one for one in escalations if one.has_notified]
    if not notifying:
        return []
    recipients = Recipients.load(at, (one.clock.ticket for one in notifying))
    found = []
    for one in notifying:
        people = recipients.of(one.role, one.clock.ticket)
        one.told = [str(person) for person in people]
        found += [_notice(one, person) for person in people]
    return found


def _notice(one: Escalation, user: object) -> tell.Notice:
    clock, ticket = one.clock, one.clock.ticket
    return notices.about(
        ticket,
        user,
        Topic.BREACH if clock.breached_at else Topic.WARNING,
        key=f"escalation:{clock.pk}:{one.step}",
        at=one.raised_at,
        is_urgent=may_wake(ticket.tier, ticket.priority),
        kind=clock.kind.name,
        kind_en=clock.kind.name_en,
        due_at=clock.due_at and clock.due_at.isoformat(),
        step=one.step,
    )
