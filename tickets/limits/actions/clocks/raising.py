"""Raising the steps of a clock: what is reached, the ledger, the escalation, the notices."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from accounts.models import User
from notifications.actions.tell import Notice
from notifications.enums import Topic
from tickets.limits.actions.clocks.statement import RaisedStep
from tickets.limits.actions.clocks.working_set import written_moment
from tickets.limits.domain import sla
from tickets.limits.domain.replay import ClockOperation
from tickets.limits.enums import StepAct
from tickets.limits.models import Escalation, SlaClock
from tickets.limits.queries.recipients import Recipients
from tickets.record import rules
from tickets.record.actions import ledger, notices
from tickets.record.domain.triage import WakingThreshold, may_wake
from tickets.record.enums import EventKind
from tickets.record.models import TicketEvent


def raise_reached_steps(row: SlaClock, at: datetime, *, level: int = 0) -> list[RaisedStep]:
    """Record a miss and the steps that are reached; the caller saves the row.

    Only the highest of them notifies, and none below the `level` that was told before.
    """
    clock = sla.record_breach(row.clock, at)
    copied = {step["key"]: step for step in row.steps}
    reached = _reached_steps(row, clock, copied, at)
    moments = [sla.step_moment(clock, step) or at for step in reached]

    raised = []
    for step, planned_at in zip(reached, moments, strict=True):
        is_past = step.threshold(clock.budget) < clock.spent
        # After an outage several are reached at once: the last notifies, with those of its moment.
        is_last = step is reached[-1] or (not is_past and planned_at == moments[-1])
        raised.append(
            _raised_step(
                row,
                clock,
                copied[step.key],
                planned_at,
                is_late=is_past or at - planned_at > sla.LATE_AFTER,
                notifies=is_last and copied[step.key]["level"] >= level,
            )
        )

    # Before the state is stored: the schedule is made of what is not raised yet.
    row.raised = [*row.raised, *(step.key for step in reached)]
    row.store_state(clock)
    return raised


def _reached_steps(
    row: SlaClock, clock: sla.Clock, copied: dict[str, dict[str, Any]], at: datetime
) -> list[sla.EscalationStep]:
    """Those that are reached and not raised yet, in the order in which they came."""
    reached = []
    for step in clock.target.steps:
        if step.key not in row.raised and sla.has_reached(clock, step, at):
            reached.append(step)

    reached.sort(
        key=lambda step: (
            step.threshold(clock.budget),
            step.share,
            step.offset,
            copied[step.key]["level"],
        )
    )
    return reached


def _raised_step(
    row: SlaClock,
    clock: sla.Clock,
    copied: dict[str, Any],
    planned_at: datetime,
    *,
    is_late: bool,
    notifies: bool,
) -> RaisedStep:
    ticket, kind = row.ticket, row.kind
    return RaisedStep(
        clock_id=row.pk,
        step=copied["key"],
        level=copied["level"],
        role=copied["role"],
        acts=copied.get("acts", []),
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


def leaves_work(acts: Sequence[str]) -> bool:
    """Is there anything for the system to do? Asking for a reason is left to people."""
    return bool(set(acts) - {StepAct.ASK_REASON})


# --- the ledger ---------------------------------------------------------------------------------


def ledger_lines(
    row: SlaClock, raised: Sequence[RaisedStep], at: datetime, *, is_new_miss: bool
) -> Iterator[TicketEvent]:
    """Each step, and a miss that was just detected."""
    for step in raised:
        yield ledger.ledger_line(
            row.ticket,
            EventKind.ESCALATED,
            by=None,
            at=step.planned_at,
            seen_at=at,
            step=step.step,
            level=step.level,
            clock=row.kind.code,
            cycle=row.cycle,
        )

    if is_new_miss and row.breached_at:
        yield ledger.ledger_line(
            row.ticket,
            EventKind.CLOCK_BREACHED,
            by=None,
            at=row.breached_at,
            seen_at=at,
            due_at=row.breached_at.isoformat(),
            law=ClockOperation.BREACH,
            clock=row.kind.code,
            cycle=row.cycle,
        )


def started_line(row: SlaClock, at: datetime) -> TicketEvent:
    """That the sweep began the next day of a daily limit."""
    return ledger.ledger_line(
        row.ticket,
        EventKind.CLOCK_STARTED,
        by=None,
        at=row.started_at,
        seen_at=at,
        clock=row.kind.code,
        cycle=row.cycle,
        due_at=written_moment(row.due_at),
        law=ClockOperation.START,
        started_at=row.started_at.isoformat(),
    )


# --- escalations and notices --------------------------------------------------------------------


def address_raised(
    raised: Sequence[RaisedStep], at: datetime
) -> tuple[list[Escalation], list[Notice]]:
    """The rows of raised steps, each with the names of those it tells, and the notices for them."""
    notifying = [step for step in raised if step.notifies]
    if not notifying:
        return [_escalation(step, [], at) for step in raised], []

    recipients = Recipients.load(at, notifying)
    escalations = []
    for step in raised:
        names = recipients.names_for(step.role, step) if step.notifies else []
        escalations.append(_escalation(step, names, at))

    notices_to_send = []
    for step in notifying:
        for person in recipients.people_for(step.role, step):
            notices_to_send.append(_notice(step, person, at, recipients.waking))

    return escalations, notices_to_send


def _escalation(step: RaisedStep, names: list[Any], at: datetime) -> Escalation:
    return Escalation(
        clock_id=step.clock_id,
        step=step.step,
        level=step.level,
        role=step.role,
        planned_at=step.planned_at,
        raised_at=at,
        is_late=step.is_late,
        has_notified=step.notifies,
        recipients=names,
        acts=step.acts,
        to_act=leaves_work(step.acts),
        wants_reason=StepAct.ASK_REASON in step.acts,
    )


def _notice(step: RaisedStep, user: User, at: datetime, waking: WakingThreshold) -> Notice:
    # At last the administrators are told, who need not see any ticket.
    write = notices.ticket_notice if rules.has_right(user, "view_ticket") else notices.gap_notice
    return write(
        step,
        user,
        Topic.BREACH if step.is_breached else Topic.WARNING,
        key=f"escalation:{step.clock_id}:{step.step}",
        at=at,
        is_urgent=may_wake(step.tier, step.priority, waking),
        kind=step.kind,
        kind_en=step.kind_en,
        due_at=written_moment(step.due_at),
        step=step.step,
    )
