"""Events start and stop clocks.

Every function takes `at`, when it happened, and `seen_at`, when it was entered; the caller has
locked the ticket row.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.db.models import Q

from accounts.models import User
from core.domain import worktime
from tickets.limits.actions.clocks.pausing import sync_pause
from tickets.limits.actions.clocks.working_set import (
    TicketClocks,
    copy_terms,
    following_days,
    is_provisional,
    load_for_update,
    new_ticket_clocks,
    next_cycle_row,
    read_for_update,
    save_together,
)
from tickets.limits.domain import clock_events, sla
from tickets.limits.domain.replay import ClockOperation
from tickets.limits.enums import CancelReason, ClockEvent
from tickets.limits.models import SlaClock
from tickets.limits.models.clocks import IS_LIVE
from tickets.limits.queries import changed_terms, limit_terms
from tickets.limits.queries.limit_terms import LimitTerms, Rulebook, load_rulebook
from tickets.record.domain import lifecycle
from tickets.record.enums import EventKind
from tickets.record.models import Ticket, TicketEvent

RulebookAt = Callable[[datetime], Rulebook]


@dataclass(frozen=True, slots=True)
class Occurrence:
    """What happened on one ticket, which the caller has locked.

    `is_synchronous`: the ticket was opened during the conversation.
    """

    ticket: Ticket
    events: Collection[ClockEvent]
    by: User | None
    at: datetime
    seen_at: datetime | None = None
    is_synchronous: bool = False


def apply_events(
    ticket: Ticket,
    events: Collection[ClockEvent],
    *,
    by: User | None,
    at: datetime,
    seen_at: datetime | None = None,
    is_synchronous: bool = False,
) -> None:
    """Something happened: stop the clocks that waited for it, start those that begin with it.

    Then pause what the state of the ticket pauses.
    """
    apply_occurrences([Occurrence(ticket, events, by, at, seen_at, is_synchronous)])


def apply_occurrences(occurrences: Sequence[Occurrence]) -> None:
    """The same on many tickets, one occurrence each: as many statements as for one."""
    sets = [
        new_ticket_clocks(one.ticket, by=one.by, at=one.at, seen_at=one.seen_at)
        for one in occurrences
    ]
    rulebook_at = cache(load_rulebook)
    read_for_update(sets, _clocks_concerned(occurrences, rulebook_at))
    for ticket_clocks, occurrence in zip(sets, occurrences, strict=True):
        _apply(ticket_clocks, occurrence, rulebook_at)
    save_together(sets)


def _clocks_concerned(occurrences: Sequence[Occurrence], rulebook_at: RulebookAt) -> Q:
    """The live clocks and those that the events stop. Where new ones may begin, all: of what was
    promised once the next cycle is counted.
    """
    stopping: set[ClockEvent] = set()
    for one in occurrences:
        if not _promises_nothing(one.ticket, one.events):
            rulebook = rulebook_at(worktime.whole_second(one.at))
            if rulebook.starts_with(one.events):
                return Q()
        stopping |= clock_events.stopping_events(one.events)
    return IS_LIVE | Q(stop_event__in=stopping)


def _promises_nothing(ticket: Ticket, events: Collection[ClockEvent]) -> bool:
    """Can no limit begin, whatever the rules say?"""
    return not events or ticket.status in lifecycle.PROMISES_NOTHING


def _apply(ticket_clocks: TicketClocks, occurrence: Occurrence, rulebook_at: RulebookAt) -> None:
    # First of all: the update of today must not hide that there was none yesterday.
    record_missed_days(ticket_clocks)

    stopping = clock_events.stopping_events(occurrence.events)
    _stop_waiting(ticket_clocks, stopping, occurrence.is_synchronous)
    if ClockEvent.FIXED in occurrence.events:
        _cancel_repeating(ticket_clocks)

    _start_promised(ticket_clocks, set(occurrence.events), rulebook_at)
    # Last: what was started just now may have to stand still at once.
    sync_pause(ticket_clocks)


def start_initial(
    ticket: Ticket,
    events: Collection[ClockEvent],
    *,
    by: User | None,
    at: datetime,
    seen_at: datetime,
    lines: Iterable[TicketEvent] = (),
) -> None:
    """The first events of a ticket that is being registered; `lines` go to its ledger before.

    Nobody else knows it, no clock is there to be locked.
    """
    ticket_clocks = new_ticket_clocks(ticket, by=by, at=at, seen_at=seen_at)
    ticket_clocks.events.extend(lines)
    _start_promised(ticket_clocks, set(events))
    sync_pause(ticket_clocks)
    ticket_clocks.save_all()


def apply_reopening(ticket: Ticket, *, by: User | None, at: datetime) -> None:
    """A solved ticket goes on.

    Finished cycles stay as they are, new ones start, what solving had started is cancelled.
    """
    ticket_clocks = load_for_update(ticket, by=by, at=at)
    record_missed_days(ticket_clocks)

    for row in ticket_clocks.live_rows:
        if row.start_event == ClockEvent.RESOLVED:
            cancel_clock(ticket_clocks, row, CancelReason.REOPENED)

    _start_promised(ticket_clocks, {ClockEvent.REOPENED, ClockEvent.PROCESSING_STARTED})
    sync_pause(ticket_clocks)
    ticket_clocks.save_all()


def cancel_all(ticket: Ticket, reason: CancelReason, *, by: User | None, at: datetime) -> None:
    """Nothing is promised any more."""
    ticket_clocks = load_for_update(ticket, by=by, at=at)
    for row in ticket_clocks.live_rows:
        cancel_clock(ticket_clocks, row, reason)
    ticket_clocks.save_all()


def cancel_waiting(
    tickets: Sequence[Ticket],
    event: ClockEvent,
    reason: CancelReason,
    *,
    by: User | None,
    at: datetime,
) -> None:
    """What waits for this event is promised no longer, on none of the tickets."""
    sets = [new_ticket_clocks(ticket, by=by, at=at) for ticket in tickets]
    read_for_update(sets)
    for ticket_clocks in sets:
        for row in ticket_clocks.live_rows:
            if row.stop_event == event:
                cancel_clock(ticket_clocks, row, reason)
    save_together(sets)


# --- the parts of an event ---------------------------------------------------------------------


def record_missed_days(ticket_clocks: TicketClocks) -> None:
    """Days that were missed before anybody looked.

    Each has its own daily clock, whoever notices first, a sweep or a person.
    """
    at, seen_at = ticket_clocks.at, ticket_clocks.seen_at
    for row in ticket_clocks.live_rows:
        missed = sla.record_breach(row.clock, at, seen_at=seen_at)
        if not row.repeats or row.breached_at is not None or not missed.is_breached:
            continue

        ticket_clocks.store(row, missed, EventKind.CLOCK_BREACHED, ClockOperation.BREACH)
        for following in following_days(row, at, seen_at=seen_at):
            add_started(ticket_clocks, following)
            if following.breached_at:
                ticket_clocks.log(following, EventKind.CLOCK_BREACHED, ClockOperation.BREACH)


def _stop_waiting(
    ticket_clocks: TicketClocks, events: Collection[ClockEvent], is_synchronous: bool
) -> None:
    for row in ticket_clocks.all_rows:
        if row.stop_event in events and not row.cancelled_at:
            is_first_contact = row.stop_event == ClockEvent.FIRST_CONTACT
            _stop_row(ticket_clocks, row, is_synchronous=is_synchronous and is_first_contact)


def _stop_row(ticket_clocks: TicketClocks, row: SlaClock, *, is_synchronous: bool) -> None:
    was_paused = row.since is None
    was_live = row.stopped_at is None

    if is_synchronous:
        operation = ClockOperation.SYNC
        clock = sla.stop_synchronous(row.clock)
    else:
        operation = ClockOperation.STOP
        clock = _stopped_clock(ticket_clocks, row)

    kind = EventKind.CLOCK_ENDED if clock.is_breached else EventKind.CLOCK_STOPPED
    is_changed = ticket_clocks.store(row, clock, kind, operation)
    if is_changed and was_live:
        if was_paused:
            ticket_clocks.resumed.append(row)
        _add_next_cycle(ticket_clocks, row)


def _stopped_clock(ticket_clocks: TicketClocks, row: SlaClock) -> sla.Clock:
    at, seen_at = ticket_clocks.at, ticket_clocks.seen_at
    if not _reaches_back(row, at):
        return sla.stop_clock(row.clock, at, seen_at=seen_at)

    # Before its last change: its course until then is counted again.
    pauses = [(pause.started_at, pause.ended_at or seen_at) for pause in row.pauses.all()]
    earlier = changed_terms.earlier_hours(row)
    return sla.stop_clock(row.clock, at, seen_at=seen_at, pauses=pauses, earlier=earlier)


def _reaches_back(row: SlaClock, at: datetime) -> bool:
    """Does the event lie before the last change of a clock that is stored?"""
    last_change = row.since or row.paused_at or row.stopped_at
    return bool(row.pk) and last_change is not None and at < last_change


def _add_next_cycle(ticket_clocks: TicketClocks, row: SlaClock) -> None:
    following = sla.next_cycle(row.clock, ticket_clocks.at)
    # An event entered late may stop a cycle whose successor a sweep has begun meanwhile.
    has_one = any(other.kind_id == row.kind_id for other in ticket_clocks.live_rows)
    if following is None or has_one:
        return

    cycle = ticket_clocks.next_cycle_number(row.kind_id)
    add_started(ticket_clocks, next_cycle_row(row, following, cycle))


def _cancel_repeating(ticket_clocks: TicketClocks) -> None:
    """Solved: the customer needs no further updates."""
    for row in ticket_clocks.live_rows:
        if row.repeats:
            cancel_clock(ticket_clocks, row, CancelReason.SOLVED)


def _start_promised(
    ticket_clocks: TicketClocks,
    events: set[ClockEvent],
    rulebook_at: RulebookAt = load_rulebook,
) -> None:
    """Start what the rules promise from these events on; a kind that runs already goes on."""
    ticket = ticket_clocks.ticket
    if _promises_nothing(ticket, events):
        return

    rulebook = rulebook_at(ticket_clocks.at)
    if not rulebook.starts_with(events):
        return

    running_kinds = {row.kind_id for row in ticket_clocks.live_rows}
    terms_by_kind = limit_terms.terms_for_ticket(ticket, ticket_clocks.at, rulebook)
    for kind_id, terms in terms_by_kind.items():
        kind = terms[0].kind
        if kind_id in running_kinds or (kind.is_moment and ticket.promised_at is None):
            continue

        # What the solution had ended is promised anew, with the amount that rules give to it.
        is_reopened = ClockEvent.REOPENED in events and kind.stop_event == ClockEvent.RESOLVED
        if is_reopened and not kind.is_moment:
            start_under_terms(
                ticket_clocks, terms, ticket_clocks.at, start_event=ClockEvent.REOPENED
            )
        elif kind.start_event in events:
            start_under_terms(ticket_clocks, terms, ticket_clocks.at)


def start_under_terms(
    ticket_clocks: TicketClocks, terms: list[LimitTerms], at: datetime, *, start_event: str = ""
) -> None:
    """A new clock under the strictest of the terms.

    `start_event` says what began it if not the kind's own event.
    """
    is_reopened = start_event == ClockEvent.REOPENED
    winner = limit_terms.strictest_terms(terms, at, is_reopened=is_reopened)
    target = limit_terms.target_of_terms(
        winner, moment=ticket_clocks.ticket.promised_at, is_reopened=is_reopened
    )
    clock = sla.start_clock(target, at)

    kind = winner.kind
    row = SlaClock(
        ticket=ticket_clocks.ticket,
        kind=kind,
        cycle=ticket_clocks.next_cycle_number(kind.pk),
        start_event=start_event or kind.start_event,
        stop_event=kind.stop_event,
        repeats=kind.repeats,
    )
    copy_terms(row, winner, clock.target)
    row.store_state(clock)
    row.is_provisional = is_provisional(row)
    add_started(ticket_clocks, row)


def add_started(ticket_clocks: TicketClocks, row: SlaClock) -> None:
    """A row that is new, with its line in the ledger."""
    ticket_clocks.fresh.append(row)
    ticket_clocks.log(
        row,
        EventKind.CLOCK_STARTED,
        ClockOperation.START,
        started_at=row.started_at.isoformat(),
    )


def cancel_clock(ticket_clocks: TicketClocks, row: SlaClock, reason: CancelReason) -> None:
    """No longer promised. A miss so far stays one, unless nothing of the ticket counts any more."""
    was_paused = row.since is None

    if clock_events.keeps_miss(reason):
        operation = ClockOperation.SETTLE
        clock = sla.settle_clock(row.clock, ticket_clocks.at)
    else:
        operation = ClockOperation.CANCEL
        clock = sla.cancel_clock(row.clock, ticket_clocks.at)

    if clock.cancelled_at:
        row.cancel_reason = reason
        kind = EventKind.CLOCK_CANCELLED
    else:
        row.cancel_reason = ""
        kind = EventKind.CLOCK_ENDED

    is_changed = ticket_clocks.store(row, clock, kind, operation, reason=reason)
    if is_changed and was_paused:
        ticket_clocks.resumed.append(row)
