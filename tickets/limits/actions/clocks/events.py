"""Events start and stop clocks, states pause them.

Every function takes `at`, when it happened, and `seen_at`, when it was entered; the caller has locked the ticket row.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from tickets.limits.actions.clocks.bench import (
    Bench,
    following_days,
    is_provisional,
    new_bench,
    open_bench,
    row_after,
    take_terms,
)
from tickets.limits.domain import sla
from tickets.limits.domain.retelling import Verb
from tickets.limits.enums import CancelReason, ClockEvent
from tickets.limits.models import SlaClock, SlaPause
from tickets.limits.queries import promises
from tickets.limits.queries.promises import Terms
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


def happened(
    ticket: Ticket,
    events: Collection[ClockEvent],
    *,
    by: Any,
    at: datetime,
    seen_at: datetime | None = None,
    is_synchronous: bool = False,
) -> None:
    """Something happened: stop the clocks that waited for it, start those that begin with it, pause what the state pauses."""
    bench = open_bench(ticket, by=by, at=at, seen_at=seen_at)
    catch_up(bench)
    stops = SOLVING_ENDS | set(events) if ClockEvent.RESOLVED in events else set(events)
    _stop(bench, stops, is_synchronous)
    if ClockEvent.FIXED in events:
        _settle_repeating(bench)
    _start(bench, set(events))
    stand_or_go(bench)
    bench.save()


def begun(
    ticket: Ticket, events: Collection[ClockEvent], *, by: Any, at: datetime, seen_at: datetime
) -> None:
    """The first events of a ticket that was inserted just now: nobody else knows it, no clock is there to be locked."""
    bench = new_bench(ticket, by=by, at=at, seen_at=seen_at)
    _start(bench, set(events))
    stand_or_go(bench)
    bench.save()


def catch_up(bench: Bench) -> None:
    """Days that were missed before anybody looked: each has its own daily clock, whoever notices first, a sweep or a person."""
    for row in bench.live:
        missed = sla.breach(row.law, bench.at, seen_at=bench.seen_at)
        if row.repeats and row.breached_at is None and missed.is_breached:
            bench.put(row, missed, EventKind.CLOCK_BREACHED, Verb.BREACH)
            for following in following_days(row, bench.at, seen_at=bench.seen_at):
                add(bench, following)
                if following.breached_at:
                    bench.tell(following, EventKind.CLOCK_BREACHED, Verb.BREACH)


def _stop(bench: Bench, events: set[ClockEvent], is_synchronous: bool) -> None:
    for row in [*bench.rows, *bench.fresh]:
        if row.stop_event not in events or row.cancelled_at:
            continue
        sync = is_synchronous and row.stop_event == ClockEvent.FIRST_CONTACT
        clock = sla.stop_synchronous(row.law) if sync else _stopped(bench, row)
        was_paused, was_live = row.since is None, row.stopped_at is None
        kind = EventKind.CLOCK_ENDED if clock.is_breached else EventKind.CLOCK_STOPPED
        if bench.put(row, clock, kind, Verb.SYNC if sync else Verb.STOP) and was_live:
            bench.resumed += [row] if was_paused else []
            _add_next_cycle(bench, row)


def _stopped(bench: Bench, row: SlaClock) -> sla.Clock:
    last = row.since or row.paused_at or row.stopped_at
    reached_back = row.pk and last and bench.at < last
    pauses = (
        [(pause.started_at, pause.ended_at or bench.seen_at) for pause in row.pauses.all()]
        if reached_back
        else []
    )
    return sla.stop(row.law, bench.at, seen_at=bench.seen_at, pauses=pauses)


def _add_next_cycle(bench: Bench, row: SlaClock) -> None:
    following = sla.next_cycle(row.law, bench.at)
    has_one = any(other.kind_id == row.kind_id for other in bench.live)
    if following and not has_one:
        add(bench, row_after(row, following, bench.next_cycle(row.kind_id)))


def _settle_repeating(bench: Bench) -> None:
    """Solved: the customer needs no further updates."""
    for row in bench.live:
        if row.repeats:
            call_off(bench, row, CancelReason.SOLVED)


def _start(bench: Bench, events: set[ClockEvent]) -> None:
    if not events or bench.ticket.status in lifecycle.PROMISES_NOTHING:
        return
    running = {row.kind_id for row in bench.live}
    for kind_id, targets in promises.targets_for(bench.ticket, bench.at).items():
        kind = targets[0].kind
        is_reopened = (
            ClockEvent.REOPENED in events
            and kind.stop_event == ClockEvent.RESOLVED
            and not kind.is_moment
        )
        if kind_id in running or not (kind.start_event in events or is_reopened):
            continue
        if kind.is_moment and bench.ticket.promised_at is None:
            continue
        begin(bench, targets, bench.at, start_event=ClockEvent.REOPENED if is_reopened else "")


def begin(bench: Bench, targets: list[Terms], at: datetime, *, start_event: str = "") -> None:
    """A new clock under the strictest of the terms; `start_event` tells what began it if not the kind's own event."""
    is_reopened = start_event == ClockEvent.REOPENED
    winner = promises.strictest(targets, at, is_reopened=is_reopened)
    clock = sla.start(
        promises.law_target(winner, moment=bench.ticket.promised_at, is_reopened=is_reopened), at
    )
    row = SlaClock(
        ticket=bench.ticket,
        kind=winner.kind,
        cycle=bench.next_cycle(winner.kind.pk),
        start_event=start_event or winner.kind.start_event,
        stop_event=winner.kind.stop_event,
        repeats=winner.kind.repeats,
    )
    take_terms(row, winner, clock.target)
    row.obey(clock)
    row.is_provisional = is_provisional(row)
    add(bench, row)


def add(bench: Bench, row: SlaClock) -> None:
    bench.fresh.append(row)
    bench.tell(row, EventKind.CLOCK_STARTED, Verb.START, started_at=row.started_at.isoformat())


def stand_or_go(bench: Bench) -> None:
    """Let the clocks stand still or go on as the ticket's state asks."""
    reason = bench.ticket.pause_reason
    for row in bench.live:
        if reason and reason in row.pause_reasons:
            if bench.put(
                row,
                sla.pause(row.law, bench.at, pauses=_before(bench, row)),
                EventKind.CLOCK_PAUSED,
                Verb.PAUSE,
                reason=reason,
            ):
                bench.pauses.append(
                    SlaPause(clock=row, reason=reason, started_at=row.paused_at or bench.at)
                )
        elif bench.put(row, sla.resume(row.law, bench.at), EventKind.CLOCK_RESUMED, Verb.RESUME):
            bench.resumed.append(row)


def _before(bench: Bench, row: SlaClock) -> list[tuple[datetime, datetime]] | None:
    """The ended pauses of a clock, if the event lies before it last began to run: its terms may have changed since."""
    return promises.ended_pauses(row) if row.since and bench.at < row.since else None


def reopened(ticket: Ticket, *, by: Any, at: datetime) -> None:
    """A solved ticket goes on: finished cycles stay as they are, new ones start, what solving had started is called off."""
    bench = open_bench(ticket, by=by, at=at)
    catch_up(bench)
    for row in bench.live:
        if row.start_event == ClockEvent.RESOLVED:
            call_off(bench, row, CancelReason.REOPENED)
    _start(bench, {ClockEvent.REOPENED, ClockEvent.PROCESSING_STARTED})
    stand_or_go(bench)
    bench.save()


def cancel_all(ticket: Ticket, reason: CancelReason, *, by: Any, at: datetime) -> None:
    """Nothing is promised any more."""
    bench = open_bench(ticket, by=by, at=at)
    for row in bench.live:
        call_off(bench, row, reason)
    bench.save()


def call_off(bench: Bench, row: SlaClock, reason: CancelReason) -> None:
    """No longer promised. A miss so far stays one, unless nothing of the ticket counts any more."""
    was_paused, uncounted = row.since is None, reason in UNCOUNTED
    clock = sla.cancel(row.law, bench.at) if uncounted else sla.settle(row.law, bench.at)
    row.cancel_reason = reason if clock.cancelled_at else ""
    kind = EventKind.CLOCK_CANCELLED if clock.cancelled_at else EventKind.CLOCK_ENDED
    if (
        bench.put(row, clock, kind, Verb.CANCEL if uncounted else Verb.SETTLE, reason=reason)
        and was_paused
    ):
        bench.resumed.append(row)
