"""The sweep: looks at the clocks whose moment has come, asks the law again under the lock, raises each step once.

It reads no open tickets and rewrites no ticket row. Any number of workers and beats may run it at once: rows at work elsewhere
are skipped, and an escalation is unique per clock and step.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Max

from accounts.models import User
from core.domain import worktime
from core.later import ring
from core.models.bulk import insert_many
from notifications.actions import tell
from notifications.enums import Topic
from tickets.actions import ledger, notices
from tickets.actions.clocks import statement
from tickets.actions.clocks.bench import following_days
from tickets.domain import sla
from tickets.domain.retelling import Verb
from tickets.domain.triage import may_wake
from tickets.enums import EventKind, StepAct
from tickets.models import Escalation, SlaClock, Ticket, TicketEvent
from tickets.queries.recipients import Recipients

SWEPT_COLUMNS = ("state", "breached_at", "detected_at", "is_corrected", "raised", "plan", "next_check_at")
"""All that a sweep can change on a clock."""

NEEDED = {"id", "number", "summary", "tier", "priority", "department", "assignee", "accepted_by"}
"""All that a sweep asks of a ticket."""

LATE_AFTER = timedelta(seconds=60)
"""A step raised later than this after its moment is marked late."""


@dataclass(frozen=True, slots=True)
class Swept:
    """What one sweep did; `begun` are the days of daily limits that it began."""

    looked_at: int
    breached: int
    raised: int
    begun: int = 0

    def __add__(self, other: "Swept") -> "Swept":
        return Swept(self.looked_at + other.looked_at, self.breached + other.breached, self.raised + other.raised, self.begun + other.begun)


NOTHING = Swept(0, 0, 0)


@transaction.atomic
def sweep(at: datetime, limit: int) -> Swept:
    """Handle up to `limit` due clocks, oldest first."""
    at = worktime.floor(at)
    planned, others = claim(at, limit)
    done = by_statement(planned, at) + by_law(others, at)
    return done + (sweep(at, limit - done.looked_at) if done.begun and done.looked_at < limit else NOTHING)  # days have steps of their own


def claim(at: datetime, limit: int) -> tuple[list[int], list[int]]:
    """The keys of due clocks, locked: those that carry their plan, and those for the law. What another worker holds is left to it."""
    if connection.vendor == "postgresql":
        return statement.claim(at, limit)
    due = SlaClock.objects.filter(next_check_at__lte=at).order_by("next_check_at", "pk")
    return [], list(due.values_list("pk", flat=True)[:limit])


def by_statement(keys: list[int], at: datetime) -> Swept:
    """Claimed clocks whose plan stands on the row: marked and told in one statement, then the people are told and the next days begun."""
    if not keys:
        return NOTHING
    outcome = statement.run(keys, at, LATE_AFTER)
    notifying = [one for one in outcome.raised if one.notifies]
    recipients = Recipients.load(at, notifying) if notifying else None
    names = {(one.clock_id, one.step): recipients.told(one.role, one) for one in notifying} if recipients else {}
    insert_many(Escalation, [_escalation_of(one, names.get((one.clock_id, one.step), []), at) for one in outcome.raised])
    if recipients:
        tell.deliver(_notice_of(one, person, at) for one in notifying for person in recipients.of(one.role, one))
    _ring_for(one.acts for one in outcome.raised)
    days = _go_on(_rows(outcome.missed_days), at)
    return Swept(len(keys), outcome.breached + _count_missed(days), len(outcome.raised), len(days))


def by_law(keys: list[int], at: datetime) -> Swept:
    """Claimed clocks one by one, by the law itself: rows without a plan, and other databases."""
    rows = _rows(keys)
    if not rows:
        return NOTHING
    events: list[TicketEvent] = []
    escalations: list[Escalation] = []
    missed: list[SlaClock] = []
    levels = dict(Escalation.objects.filter(clock__in=rows).order_by().values_list("clock").annotate(Max("level")))
    for row in rows:
        was_missed = row.breached_at is not None
        raised = look(row, at, level=levels.get(row.pk, 0))
        events += told(row, raised, at, is_new=not was_missed)
        escalations += raised
        missed += [] if was_missed else [row]
    notifying = address(escalations, at)
    SlaClock.objects.write(rows, SWEPT_COLUMNS)
    insert_many(Escalation, escalations)
    insert_many(TicketEvent, events)
    tell.deliver(notifying)
    _ring_for(one.acts for one in escalations)
    days = _go_on(missed, at)
    breached = sum(event.kind == EventKind.CLOCK_BREACHED for event in events) + _count_missed(days)
    return Swept(len(rows), breached, len(escalations), len(days))


def _rows(keys: list[int]) -> list[SlaClock]:
    """Clocks with their kinds, and of their tickets what a sweep needs."""
    if not keys:
        return []
    spared = [f"ticket__{field.name}" for field in Ticket._meta.concrete_fields if field.name not in NEEDED]
    return list(SlaClock.objects.filter(pk__in=keys).order_by("pk").select_related("kind", "ticket").defer(*spared))


def _go_on(missed: Iterable[SlaClock], at: datetime) -> list[SlaClock]:
    """Begin the next day of the daily limits that were missed just now; after an outage all days since."""
    days = [day for row in missed for day in following_days(row, at)]
    insert_many(SlaClock, days)
    insert_many(TicketEvent, [line for day in days for line in (_started(day, at), *told(day, [], at, is_new=True))])
    return days


def _count_missed(days: Iterable[SlaClock]) -> int:
    return sum(day.breached_at is not None for day in days)


def _ring_for(acts: Iterable[list[str]]) -> None:
    if any(_is_work(one) for one in acts):
        ring("tickets.carry_out_escalations")


def _is_work(acts: list[str]) -> bool:
    """Is there anything for the system to do? Asking for a reason is left to people."""
    return bool(set(acts) - {StepAct.ASK_REASON})


def look(row: SlaClock, at: datetime, *, level: int = 0) -> list[Escalation]:
    """Record a miss and the steps that are reached; only the highest of them notifies, and none below the `level` told before."""
    clock = sla.breach(row.law, at)
    levels = {copied["key"]: copied["level"] for copied in row.steps}
    reached = sorted(
        (step for step in clock.target.steps if step.key not in row.raised and sla.has_reached(clock, step, at)),
        key=lambda step: (step.threshold(clock.budget), step.share, step.offset, levels[step.key]),
    )
    raised = [_escalation(row, clock, step, at) for step in reached]
    for step, escalation in zip(reached, raised, strict=True):
        is_past = step.threshold(clock.budget) < clock.spent
        is_last = escalation is raised[-1] or (not is_past and escalation.planned_at == raised[-1].planned_at)
        escalation.has_notified = is_last and escalation.level >= level
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
        to_act=_is_work(acts),
        wants_reason=StepAct.ASK_REASON in acts,
    )


def _escalation_of(one: statement.Raised, told: list[Any], at: datetime) -> Escalation:
    return Escalation(
        clock_id=one.clock_id,
        step=one.step,
        level=one.level,
        role=one.role,
        planned_at=one.planned_at,
        raised_at=at,
        is_late=one.is_late,
        has_notified=one.notifies,
        told=told,
        acts=one.acts,
        to_act=_is_work(one.acts),
        wants_reason=StepAct.ASK_REASON in one.acts,
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
        one.told = recipients.told(one.role, one.clock.ticket)
        found += [_notice(one, person) for person in recipients.of(one.role, one.clock.ticket)]
    return found


def _notice(one: Escalation, user: User) -> tell.Notice:
    clock, kind = one.clock, one.clock.kind
    told = {"kind": kind.name, "kind_en": kind.name_en, "due_at": clock.due_at, "is_breached": clock.breached_at is not None}
    return _about(clock.ticket, user, one.raised_at, clock_id=clock.pk, step=one.step, **told)


def _notice_of(one: statement.Raised, user: User, at: datetime) -> tell.Notice:
    told = {"kind": one.kind, "kind_en": one.kind_en, "due_at": one.due_at, "is_breached": one.is_breached}
    return _about(one, user, at, clock_id=one.clock_id, step=one.step, **told)


def _about(
    ticket: Ticket | statement.Raised, user: User, at: datetime, *, clock_id: int, step: str, due_at: Any, is_breached: bool, **kind: str
) -> tell.Notice:
    topic, wakes = Topic.BREACH if is_breached else Topic.WARNING, may_wake(ticket.tier, ticket.priority)
    due = due_at and due_at.isoformat()
    return notices.about(ticket, user, topic, key=f"escalation:{clock_id}:{step}", at=at, is_urgent=wakes, due_at=due, step=step, **kind)
