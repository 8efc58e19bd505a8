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
    """What one sweep did."""

    looked_at: int
    breached: int
    raised: int

    def __add__(self, other: "Swept") -> "Swept":
        return Swept(self.looked_at + other.looked_at, self.breached + other.breached, self.raised + other.raised)


NOTHING = Swept(0, 0, 0)


@transaction.atomic
def sweep(at: datetime, limit: int) -> Swept:
    """Handle up to `limit` due clocks, oldest first."""
    at = worktime.floor(at)
    if connection.vendor != "postgresql":
        return by_law(at, limit)
    quick = by_statement(at, limit)
    return quick + (by_law(at, limit - quick.looked_at) if quick.looked_at < limit else NOTHING)


def by_statement(at: datetime, limit: int) -> Swept:
    """Those whose plan stands on the row: marked and told in one statement, then the people are told."""
    outcome = statement.run(at, limit, LATE_AFTER)
    notifying = [one for one in outcome.raised if one.notifies]
    recipients = Recipients.load(at, notifying) if notifying else None
    people = {one.clock_id: recipients.of(one.role, one) for one in notifying} if recipients else {}
    insert_many(Escalation, [_escalation_of(one, people[one.clock_id] if one.notifies else [], at) for one in outcome.raised])
    tell.deliver(_notice_of(one, person, at) for one in notifying for person in people[one.clock_id])
    _ring_for(one.acts for one in outcome.raised)
    return Swept(outcome.looked_at, outcome.breached, len(outcome.raised))


def by_law(at: datetime, limit: int) -> Swept:
    """Clock by clock, by the law itself: limits of days that repeat, rows without a plan, and other databases."""
    rows = due_rows(at, limit)
    if not rows:
        return NOTHING
    events: list[TicketEvent] = []
    escalations: list[Escalation] = []
    fresh: list[SlaClock] = []
    levels = dict(Escalation.objects.filter(clock__in=rows).order_by().values_list("clock").annotate(Max("level")))
    for row in rows:
        was_missed = row.breached_at is not None
        raised = look(row, at, level=levels.get(row.pk, 0))
        events += told(row, raised, at, is_new=not was_missed)
        escalations += raised
        for following in () if was_missed else following_days(row, at):
            events += [_started(following, at), *told(following, [], at, is_new=True)]
            fresh.append(following)
    notifying = address(escalations, at)
    SlaClock.objects.write(rows, SWEPT_COLUMNS)
    SlaClock.objects.bulk_create(fresh, ignore_conflicts=True)
    insert_many(Escalation, escalations)
    ledger.write(events)
    tell.deliver(notifying)
    _ring_for(one.acts for one in escalations)
    breached = sum(event.kind == EventKind.CLOCK_BREACHED for event in events)
    done = Swept(len(rows), breached, len(escalations))
    made_up_for = by_law(at, limit - len(rows)) if fresh and len(rows) < limit else NOTHING  # those days have steps of their own
    return done + made_up_for


def _ring_for(acts: Iterable[list[str]]) -> None:
    if any(_is_work(one) for one in acts):
        ring("tickets.carry_out_escalations")


def _is_work(acts: list[str]) -> bool:
    """Is there anything for the system to do? Asking for a reason is left to people."""
    return bool(set(acts) - {StepAct.ASK_REASON})


def due_rows(at: datetime, limit: int) -> list[SlaClock]:
    """The due clocks, locked; those that another worker holds are left to it."""
    due = SlaClock.objects.filter(next_check_at__lte=at).order_by("next_check_at", "pk")
    if connection.features.has_select_for_update_skip_locked:
        due = due.select_for_update(skip_locked=True, of=("self",))
    spared = [f"ticket__{field.name}" for field in Ticket._meta.concrete_fields if field.name not in NEEDED]
    return list(due.select_related("kind", "ticket").defer(*spared)[:limit])


def look(row: SlaClock, at: datetime, *, level: int = 0) -> list[Escalation]:
    """Record a miss and the steps that are reached; only the highest of them notifies, and none below the `level` told before."""
    clock = sla.breach(row.law, at)
    reached = sorted(
        (step for step in clock.target.steps if step.key not in row.raised and sla.has_reached(clock, step, at)),
        key=lambda step: step.threshold(clock.budget),
    )
    raised = [_escalation(row, clock, step, at) for step in reached]
    for escalation in raised:
        escalation.has_notified = escalation is raised[-1] and escalation.level >= level
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


def _escalation_of(one: statement.Raised, people: list[User], at: datetime) -> Escalation:
    return Escalation(
        clock_id=one.clock_id,
        step=one.step,
        level=one.level,
        role=one.role,
        planned_at=one.planned_at,
        raised_at=at,
        is_late=one.is_late,
        has_notified=one.notifies,
        told=[str(person) for person in people],
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
        people = recipients.of(one.role, one.clock.ticket)
        one.told = [str(person) for person in people]
        found += [_notice(one, person) for person in people]
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
