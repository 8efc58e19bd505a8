"""Changed rules of the game: tier, priority, promised time. A miss that was recorded never goes away."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from core.domain import worktime
from tickets.actions.clocks.bench import Bench, is_provisional, open_bench, take_terms
from tickets.actions.clocks.events import begin, call_off, stand_or_go
from tickets.domain import sla
from tickets.enums import CancelReason, ClockEvent, EventKind
from tickets.models import SlaClock, SlaTarget, Ticket
from tickets.queries import promises


def retarget(ticket: Ticket, *, by: Any, at: datetime) -> None:
    """Tier, priority or another condition changed: running clocks take the new targets, missing kinds start now."""
    bench = open_bench(ticket, by=by, at=at)
    wanted = promises.targets_for(ticket, at)
    for row in bench.live:
        if row.kind_id in wanted:
            _retarget(bench, row, wanted[row.kind_id])
        else:
            call_off(bench, row, CancelReason.NOT_PROMISED)
    for kind_id, targets in wanted.items():
        if _is_owed(bench, kind_id, targets[0]):
            begin(bench, targets, at, start_event=ClockEvent.RETIERED)
    stand_or_go(bench)
    bench.save()


def _retarget(bench: Bench, row: SlaClock, targets: list[SlaTarget]) -> None:
    is_reopened = row.start_event == ClockEvent.REOPENED
    winner = promises.strictest(targets, row.started_at, is_reopened=is_reopened)
    before, law = row.law, promises.law_target(winner, moment=row.moment, is_reopened=is_reopened)
    if sla.same_promise(before.target, law):
        return
    pauses = [(pause.started_at, pause.ended_at or bench.at) for pause in row.pauses.all()] if row.pk else []
    clock = sla.retarget(before, law, bench.at, pauses=pauses)
    take_terms(row, winner, law)
    row.obey(clock)
    row.is_provisional = is_provisional(row)
    bench.changed[row.pk] = row
    bench.tell(row, EventKind.CLOCK_RETARGETED, was_due_at=before.due_at and before.due_at.isoformat())


def _is_owed(bench: Bench, kind_id: int, target: SlaTarget) -> bool:
    """Has the kind's start event happened, its stop event not, and is there no clock of it that counts?"""
    counted = [row for row in [*bench.rows, *bench.fresh] if row.kind_id == kind_id and row.cancel_reason != CancelReason.NOT_PROMISED]
    happened_at = moments(bench.ticket)
    started, stopped = happened_at.get(target.kind.start_event), happened_at.get(target.kind.stop_event)
    is_over = (bench.ticket.fixed_at if target.kind.repeats else stopped) is not None
    return not counted and started is not None and not is_over


def moments(ticket: Ticket) -> dict[str, datetime | None]:
    """When each event of a ticket happened, as far as it did."""
    return {
        ClockEvent.REPORTED: ticket.reported_at,
        ClockEvent.FIRST_CONTACT: ticket.first_responded_at,
        ClockEvent.PROCESSING_STARTED: ticket.processing_started_at,
        ClockEvent.SUBSTANTIVE_REPLY: ticket.substantive_replied_at,
        ClockEvent.PROMISED: ticket.promised_at,
        ClockEvent.FIXED: ticket.fixed_at,
        ClockEvent.RESOLVED: ticket.resolved_at,
    }


def promise(ticket: Ticket, *, by: Any, at: datetime, start_at: datetime) -> None:
    """The promised time was set or changed. A missed promise stays missed; the new one is another cycle."""
    bench = open_bench(ticket, by=by, at=at)
    running = [row for row in bench.live if row.kind.is_moment]
    for row in running:
        if sla.breach(row.law, at).is_breached:
            bench.put(row, sla.stop(row.law, at), EventKind.CLOCK_BREACHED)
        elif ticket.promised_at is None:
            call_off(bench, row, CancelReason.NOT_PROMISED)
        else:
            _move_promise(bench, row)
    if ticket.promised_at and not any(row.kind.is_moment for row in bench.live):
        for targets in promises.targets_for(ticket, at).values():
            if targets[0].kind.is_moment:
                begin(bench, targets, start_at)
    stand_or_go(bench)
    bench.save()


def _move_promise(bench: Bench, row: SlaClock) -> None:
    before = row.law
    row.moment = bench.ticket.promised_at
    row.obey(sla.retarget(before, row.target, bench.at))
    bench.changed[row.pk] = row
    bench.tell(row, EventKind.CLOCK_RETARGETED, was_due_at=before.due_at and before.due_at.isoformat())


def restart(ticket: Ticket, *, was_reported_at: datetime, by: Any, at: datetime) -> None:
    """The report time was corrected: the clocks that began with it are replayed from there with their own pauses.

    A limit that the grace decided keeps the time it was granted.
    """
    bench = open_bench(ticket, by=by, at=at)
    for row in bench.rows:
        began_with_it = row.start_event == ClockEvent.REPORTED and row.started_at == worktime.floor(was_reported_at)
        if began_with_it and not row.cancelled_at:
            pauses = [(pause.started_at, pause.ended_at) for pause in row.pauses.all()]
            budget = row.budget if row.is_retargeted_late else None
            clock = sla.replay(row.target, ticket.reported_at, pauses, row.stopped_at, at, budget=budget)
            bench.put(row, replace(clock, is_retargeted_late=row.is_retargeted_late), EventKind.CLOCK_RETARGETED)
    bench.save()
