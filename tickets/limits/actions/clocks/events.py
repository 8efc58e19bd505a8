"""Events start and stop clocks, states pause them.

Every function takes `at`, when it happened, and `seen_at`, when it was entered; the caller has locked the ticket row.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from tickets.limits.actions.clocks.working_set import (
    TicketClocks,
    copy_terms,
    following_days,
    is_provisional,
    load_for_update,
    new_ticket_clocks,
    next_cycle_row,
)
from tickets.limits.domain import sla
from tickets.limits.domain.replay import ClockOperation
from tickets.limits.enums import CancelReason, ClockEvent
from tickets.limits.models import SlaClock, SlaPause
from tickets.limits.queries import limit_terms
from tickets.limits.queries.limit_terms import LimitTerms
from tickets.record.domain import lifecycle
from tickets.record.enums import EventKind
from tickets.record.models import Ticket

UNCOUNTED = frozenset(
    {CancelReason.TICKET_CANCELLED, CancelReason.MERGED, CancelReason.POLICY_WITHDRAWN}
)
"""Reasons after which not even a recorded miss counts."""

SOLVING_ENDS = frozenset(
    {
        ClockEvent.RESOLVED,
        ClockEvent.SUBSTANTIVE_REPLY,
        ClockEvent.FIRST_CONTACT,
        ClockEvent.PROCESSING_STARTED,
    }
)
"""A confirmed solution also ends what was still owed on the way to it."""


def apply_events(
    ticket: Ticket,
    events: Collection[ClockEvent],
    *,
    by: Any,
    at: datetime,
    seen_at: datetime | None = None,
    is_synchronous: bool = False,
) -> None:
    """Something happened: stop the clocks that waited for it, start those that begin with it, pause what the state pauses."""
    ticket_clocks = load_for_update(ticket, by=by, at=at, seen_at=seen_at)
    record_missed_days(ticket_clocks)
    stops = SOLVING_ENDS | set(events) if ClockEvent.RESOLVED in events else set(events)
    _stop(ticket_clocks, stops, is_synchronous)
    if ClockEvent.FIXED in events:
        _settle_repeating(ticket_clocks)
    _start(ticket_clocks, set(events))
    sync_pause(ticket_clocks)
    ticket_clocks.save_all()


def start_initial(
    ticket: Ticket, events: Collection[ClockEvent], *, by: Any, at: datetime, seen_at: datetime
) -> None:
    """The first events of a ticket that was inserted just now: nobody else knows it, no clock is there to be locked."""
    ticket_clocks = new_ticket_clocks(ticket, by=by, at=at, seen_at=seen_at)
    _start(ticket_clocks, set(events))
    sync_pause(ticket_clocks)
    ticket_clocks.save_all()


def record_missed_days(ticket_clocks: TicketClocks) -> None:
    """Days that were missed before anybody looked: each has its own daily clock, whoever notices first, a sweep or a person."""
    for row in ticket_clocks.live:
        missed = sla.record_breach(row.clock, ticket_clocks.at, seen_at=ticket_clocks.seen_at)
        if row.repeats and row.breached_at is None and missed.is_breached:
            ticket_clocks.store(row, missed, EventKind.CLOCK_BREACHED, ClockOperation.BREACH)
            for following in following_days(row, ticket_clocks.at, seen_at=ticket_clocks.seen_at):
                add_started(ticket_clocks, following)
                if following.breached_at:
                    ticket_clocks.log(following, EventKind.CLOCK_BREACHED, ClockOperation.BREACH)


def _stop(ticket_clocks: TicketClocks, events: set[ClockEvent], is_synchronous: bool) -> None:
    for row in [*ticket_clocks.rows, *ticket_clocks.fresh]:
        if row.stop_event not in events or row.cancelled_at:
            continue
        sync = is_synchronous and row.stop_event == ClockEvent.FIRST_CONTACT
        clock = sla.stop_synchronous(row.clock) if sync else _stopped(ticket_clocks, row)
        was_paused, was_live = row.since is None, row.stopped_at is None
        kind = EventKind.CLOCK_ENDED if clock.is_breached else EventKind.CLOCK_STOPPED
        if (
            ticket_clocks.store(
                row, clock, kind, ClockOperation.SYNC if sync else ClockOperation.STOP
            )
            and was_live
        ):
            ticket_clocks.resumed += [row] if was_paused else []
            _add_next_cycle(ticket_clocks, row)


def _stopped(ticket_clocks: TicketClocks, row: SlaClock) -> sla.Clock:
    last = row.since or row.paused_at or row.stopped_at
    reached_back = row.pk and last and ticket_clocks.at < last
    pauses = (
        [(pause.started_at, pause.ended_at or ticket_clocks.seen_at) for pause in row.pauses.all()]
        if reached_back
        else []
    )
    return sla.stop_clock(row.clock, ticket_clocks.at, seen_at=ticket_clocks.seen_at, pauses=pauses)


def _add_next_cycle(ticket_clocks: TicketClocks, row: SlaClock) -> None:
    following = sla.next_cycle(row.clock, ticket_clocks.at)
    has_one = any(other.kind_id == row.kind_id for other in ticket_clocks.live)
    if following and not has_one:
        add_started(
            ticket_clocks,
            next_cycle_row(row, following, ticket_clocks.next_cycle_number(row.kind_id)),
        )


def _settle_repeating(ticket_clocks: TicketClocks) -> None:
    """Solved: the customer needs no further updates."""
    for row in ticket_clocks.live:
        if row.repeats:
            cancel_clock(ticket_clocks, row, CancelReason.SOLVED)


def _start(ticket_clocks: TicketClocks, events: set[ClockEvent]) -> None:
    if not events or ticket_clocks.ticket.status in lifecycle.PROMISES_NOTHING:
        return
    running = {row.kind_id for row in ticket_clocks.live}
    for kind_id, targets in limit_terms.terms_for_ticket(
        ticket_clocks.ticket, ticket_clocks.at
    ).items():
        kind = targets[0].kind
        is_reopened = (
            ClockEvent.REOPENED in events
            and kind.stop_event == ClockEvent.RESOLVED
            and not kind.is_moment
        )
        if kind_id in running or not (kind.start_event in events or is_reopened):
            continue
        if kind.is_moment and ticket_clocks.ticket.promised_at is None:
            continue
        start_under_terms(
            ticket_clocks,
            targets,
            ticket_clocks.at,
            start_event=ClockEvent.REOPENED if is_reopened else "",
        )


def start_under_terms(
    ticket_clocks: TicketClocks, targets: list[LimitTerms], at: datetime, *, start_event: str = ""
) -> None:
    """A new clock under the strictest of the terms; `start_event` tells what began it if not the kind's own event."""
    is_reopened = start_event == ClockEvent.REOPENED
    winner = limit_terms.strictest_terms(targets, at, is_reopened=is_reopened)
    clock = sla.start_clock(
        limit_terms.target_of_terms(
            winner, moment=ticket_clocks.ticket.promised_at, is_reopened=is_reopened
        ),
        at,
    )
    row = SlaClock(
        ticket=ticket_clocks.ticket,
        kind=winner.kind,
        cycle=ticket_clocks.next_cycle_number(winner.kind.pk),
        start_event=start_event or winner.kind.start_event,
        stop_event=winner.kind.stop_event,
        repeats=winner.kind.repeats,
    )
    copy_terms(row, winner, clock.target)
    row.store_state(clock)
    row.is_provisional = is_provisional(row)
    add_started(ticket_clocks, row)


def add_started(ticket_clocks: TicketClocks, row: SlaClock) -> None:
    ticket_clocks.fresh.append(row)
    ticket_clocks.log(
        row, EventKind.CLOCK_STARTED, ClockOperation.START, started_at=row.started_at.isoformat()
    )


def sync_pause(ticket_clocks: TicketClocks) -> None:
    """Let the clocks stand still or go on as the ticket's state asks."""
    reason = ticket_clocks.ticket.pause_reason
    for row in ticket_clocks.live:
        if reason and reason in row.pause_reasons:
            if ticket_clocks.store(
                row,
                sla.pause_clock(row.clock, ticket_clocks.at, pauses=_before(ticket_clocks, row)),
                EventKind.CLOCK_PAUSED,
                ClockOperation.PAUSE,
                reason=reason,
            ):
                ticket_clocks.pauses.append(
                    SlaPause(clock=row, reason=reason, started_at=row.paused_at or ticket_clocks.at)
                )
        elif ticket_clocks.store(
            row,
            sla.resume_clock(row.clock, ticket_clocks.at),
            EventKind.CLOCK_RESUMED,
            ClockOperation.RESUME,
        ):
            ticket_clocks.resumed.append(row)


def _before(ticket_clocks: TicketClocks, row: SlaClock) -> list[tuple[datetime, datetime]] | None:
    """The ended pauses of a clock, if the event lies before it last began to run: its terms may have changed since."""
    return limit_terms.ended_pauses(row) if row.since and ticket_clocks.at < row.since else None


def apply_reopening(ticket: Ticket, *, by: Any, at: datetime) -> None:
    """A solved ticket goes on: finished cycles stay as they are, new ones start, what solving had started is called off."""
    ticket_clocks = load_for_update(ticket, by=by, at=at)
    record_missed_days(ticket_clocks)
    for row in ticket_clocks.live:
        if row.start_event == ClockEvent.RESOLVED:
            cancel_clock(ticket_clocks, row, CancelReason.REOPENED)
    _start(ticket_clocks, {ClockEvent.REOPENED, ClockEvent.PROCESSING_STARTED})
    sync_pause(ticket_clocks)
    ticket_clocks.save_all()


def cancel_all(ticket: Ticket, reason: CancelReason, *, by: Any, at: datetime) -> None:
    """Nothing is promised any more."""
    ticket_clocks = load_for_update(ticket, by=by, at=at)
    for row in ticket_clocks.live:
        cancel_clock(ticket_clocks, row, reason)
    ticket_clocks.save_all()


def cancel_clock(ticket_clocks: TicketClocks, row: SlaClock, reason: CancelReason) -> None:
    """No longer promised. A miss so far stays one, unless nothing of the ticket counts any more."""
    was_paused, uncounted = row.since is None, reason in UNCOUNTED
    clock = (
        sla.cancel_clock(row.clock, ticket_clocks.at)
        if uncounted
        else sla.settle_clock(row.clock, ticket_clocks.at)
    )
    row.cancel_reason = reason if clock.cancelled_at else ""
    kind = EventKind.CLOCK_CANCELLED if clock.cancelled_at else EventKind.CLOCK_ENDED
    if (
        ticket_clocks.store(
            row,
            clock,
            kind,
            ClockOperation.CANCEL if uncounted else ClockOperation.SETTLE,
            reason=reason,
        )
        and was_paused
    ):
        ticket_clocks.resumed.append(row)
