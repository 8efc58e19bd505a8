"""The sweep: looks at the clocks whose moment has come, asks the law again under the lock, raises each step once.

It reads no open tickets and rewrites no ticket row. Any number of workers and beats may run it at once: rows at work elsewhere
are skipped, and an escalation is unique per clock and step.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from core.domain import worktime
from core.later import enqueue
from core.models.bulk import insert_many
from notifications.actions import tell
from notifications.enums import Topic
from tickets.limits.actions.clocks import statement
from tickets.limits.actions.clocks.bench import following_days
from tickets.limits.actions.clocks.statement import Raised
from tickets.limits.domain import sla
from tickets.limits.domain.retelling import Verb
from tickets.limits.enums import StepAct
from tickets.limits.models import Escalation, SlaClock
from tickets.limits.queries.recipients import Recipients
from tickets.record.actions import ledger, notices
from tickets.record.domain.triage import may_wake
from tickets.record.enums import EventKind
from tickets.record.models import Ticket, TicketEvent

SWEPT_COLUMNS = (
    "state",
    "breached_at",
    "detected_at",
    "is_corrected",
    "raised",
    "plan",
    "next_check_at",
)
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
        return Swept(
            self.looked_at + other.looked_at,
            self.breached + other.breached,
            self.raised + other.raised,
            self.begun + other.begun,
        )


NOTHING = Swept(0, 0, 0)


@transaction.atomic
def sweep(at: datetime, limit: int) -> Swept:
    """Handle up to `limit` due clocks, oldest first."""
    at = worktime.whole_second(at)
    planned, others = statement.claim(at, limit)
    done = by_statement(planned, at) + by_law(others, at)
    return done + (
        sweep(at, limit - done.looked_at) if done.begun and done.looked_at < limit else NOTHING
    )  # days have steps of their own


def by_statement(keys: list[int], at: datetime) -> Swept:
    """Claimed clocks whose plan stands on the row: marked and told in one statement, then the people are told and the next days begun."""
    if not keys:
        return NOTHING
    outcome = statement.run(keys, at, LATE_AFTER)
    escalations, addressed = address(outcome.raised, at)
    insert_many(Escalation, escalations)
    tell.notify(addressed)
    _ring_for(one.acts for one in outcome.raised)
    days = _go_on(_rows(outcome.missed_days), at)
    return Swept(len(keys), outcome.breached + _count_missed(days), len(outcome.raised), len(days))


def by_law(keys: list[int], at: datetime) -> Swept:
    """Claimed clocks one by one, by the law itself: rows without a plan that can be trusted."""
    rows = _rows(keys)
    if not rows:
        return NOTHING
    events: list[TicketEvent] = []
    raised: list[Raised] = []
    missed: list[SlaClock] = []
    levels = dict(
        Escalation.objects.filter(clock__in=rows)
        .order_by()
        .values_list("clock")
        .annotate(Max("level"))
    )
    for row in rows:
        was_missed = row.breached_at is not None
        reached = look(row, at, level=levels.get(row.pk, 0))
        events += told(row, reached, at, is_new=not was_missed)
        raised += reached
        missed += [] if was_missed else [row]
    escalations, addressed = address(raised, at)
    SlaClock.objects.write(rows, SWEPT_COLUMNS)
    insert_many(Escalation, escalations)
    insert_many(TicketEvent, events)
    tell.notify(addressed)
    _ring_for(one.acts for one in raised)
    days = _go_on(missed, at)
    breached = sum(event.kind == EventKind.CLOCK_BREACHED for event in events) + _count_missed(days)
    return Swept(len(rows), breached, len(raised), len(days))


def _rows(keys: list[int]) -> list[SlaClock]:
    """Clocks with their kinds, and of their tickets what a sweep needs."""
    if not keys:
        return []
    spared = [
        f"ticket__{field.name}"
        for field in Ticket._meta.concrete_fields
        if field.name not in NEEDED
    ]
    return list(
        SlaClock.objects.filter(pk__in=keys)
        .order_by("pk")
        .select_related("kind", "ticket")
        .defer(*spared)
    )


def _go_on(missed: Iterable[SlaClock], at: datetime) -> list[SlaClock]:
    """Begin the next day of the daily limits that were missed just now; after an outage all days since."""
    days = [day for row in missed for day in following_days(row, at)]
    insert_many(SlaClock, days)
    insert_many(
        TicketEvent,
        [line for day in days for line in (_started(day, at), *told(day, [], at, is_new=True))],
    )
    return days


def _count_missed(days: Iterable[SlaClock]) -> int:
    return sum(day.breached_at is not None for day in days)


def _ring_for(acts: Iterable[list[str]]) -> None:
    if any(_is_work(one) for one in acts):
        enqueue("tickets.carry_out_escalations")


def _is_work(acts: list[str]) -> bool:
    """Is there anything for the system to do? Asking for a reason is left to people."""
    return bool(set(acts) - {StepAct.ASK_REASON})


def look(row: SlaClock, at: datetime, *, level: int = 0) -> list[Raised]:
    """Record a miss and the steps that are reached; only the highest of them notifies, and none below the `level` told before."""
    clock = sla.breach(row.law, at)
    terms = {copied["key"]: copied for copied in row.steps}
    reached = sorted(
        (
            step
            for step in clock.target.steps
            if step.key not in row.raised and sla.has_reached(clock, step, at)
        ),
        key=lambda step: (
            step.threshold(clock.budget),
            step.share,
            step.offset,
            terms[step.key]["level"],
        ),
    )
    moments = [sla.reaches(clock, step) or at for step in reached]
    raised = []
    for step, planned_at in zip(reached, moments, strict=True):
        is_past = step.threshold(clock.budget) < clock.spent
        is_last = step is reached[-1] or (not is_past and planned_at == moments[-1])
        notifies = is_last and terms[step.key]["level"] >= level
        raised.append(
            _raised(
                row,
                clock,
                terms[step.key],
                planned_at,
                is_late=is_past or at - planned_at > LATE_AFTER,
                notifies=notifies,
            )
        )
    row.raised = [*row.raised, *(step.key for step in reached)]
    row.obey(clock)
    return raised


def _raised(
    row: SlaClock,
    clock: sla.Clock,
    terms: dict[str, Any],
    planned_at: datetime,
    *,
    is_late: bool,
    notifies: bool,
) -> Raised:
    ticket, kind = row.ticket, row.kind
    return Raised(
        clock_id=row.pk,
        step=terms["key"],
        level=terms["level"],
        role=terms["role"],
        acts=terms.get("acts", []),
        planned_at=planned_at,
        is_late=is_late,
        notifies=notifies,
        due_at=clock.due_at,
        is_breached=clock.breached_at is not None,
        kind=kind.name,
        kind_en=kind.name_en,
        ticket_id=ticket.pk,
        number=ticket.number,
        summary=ticket.summary,
        tier=ticket.tier,
        priority=ticket.priority,
        department_id=ticket.department_id,
        assignee_id=ticket.assignee_id,
        accepted_by_id=ticket.accepted_by_id,
    )


def _escalation(one: Raised, told: list[Any], at: datetime) -> Escalation:
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


def told(row: SlaClock, raised: list[Raised], at: datetime, *, is_new: bool) -> list[TicketEvent]:
    """The ledger lines: a miss that was just detected, and each step."""
    clock = {"clock": row.kind.code, "cycle": row.cycle}
    lines = [
        ledger.ledger_line(
            row.ticket,
            EventKind.ESCALATED,
            by=None,
            at=one.planned_at,
            seen_at=at,
            step=one.step,
            level=one.level,
            **clock,
        )
        for one in raised
    ]
    if is_new and row.breached_at:
        shown = {"due_at": row.breached_at.isoformat(), "law": Verb.BREACH, **clock}
        lines.append(
            ledger.ledger_line(
                row.ticket,
                EventKind.CLOCK_BREACHED,
                by=None,
                at=row.breached_at,
                seen_at=at,
                **shown,
            )
        )
    return lines


def _started(row: SlaClock, at: datetime) -> TicketEvent:
    due = row.due_at and row.due_at.isoformat()
    clock = {
        "clock": row.kind.code,
        "cycle": row.cycle,
        "due_at": due,
        "law": Verb.START,
        "started_at": row.started_at.isoformat(),
    }
    return ledger.ledger_line(
        row.ticket, EventKind.CLOCK_STARTED, by=None, at=row.started_at, seen_at=at, **clock
    )


def address(raised: list[Raised], at: datetime) -> tuple[list[Escalation], list[tell.Notice]]:
    """The rows of raised steps, each with the names of those whom it tells, and the notices for them."""
    notifying = [one for one in raised if one.notifies]
    if not notifying:
        return [_escalation(one, [], at) for one in raised], []
    recipients = Recipients.load(at, notifying)
    escalations = [
        _escalation(one, recipients.told(one.role, one) if one.notifies else [], at)
        for one in raised
    ]
    return escalations, [
        _notice(one, person, at) for one in notifying for person in recipients.of(one.role, one)
    ]


def _notice(one: Raised, user: User, at: datetime) -> tell.Notice:
    topic, wakes = (
        Topic.BREACH if one.is_breached else Topic.WARNING,
        may_wake(one.tier, one.priority),
    )
    due = one.due_at and one.due_at.isoformat()
    told = {"kind": one.kind, "kind_en": one.kind_en, "due_at": due, "step": one.step}
    return notices.about(
        one,
        user,
        topic,
        key=f"escalation:{one.clock_id}:{one.step}",
        at=at,
        is_urgent=wakes,
        **told,
    )
