"""Changed rules of the game: tier, priority, promised time. A miss that was recorded never goes away."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from calendars.models import law_of, published_until
from core.domain import worktime
from tickets.limits.actions.clocks.events import (
    cancel_clock,
    record_missed_days,
    start_under_terms,
    sync_pause,
)
from tickets.limits.actions.clocks.working_set import (
    TicketClocks,
    copy_terms,
    is_provisional,
    load_for_update,
    terms_before,
)
from tickets.limits.domain import sla
from tickets.limits.domain.replay import ClockOperation
from tickets.limits.enums import CancelReason, ClockEvent
from tickets.limits.models import SlaClock
from tickets.limits.queries import limit_terms
from tickets.limits.queries.limit_terms import LimitTerms
from tickets.record.enums import EventKind
from tickets.record.models import Ticket


def retarget_clocks(
    ticket: Ticket, *, by: Any, at: datetime, rules: limit_terms.Rulebook | None = None
) -> TicketClocks:
    """Tier, priority, the rules or another condition changed: running clocks take the new terms, missing kinds start now."""
    ticket_clocks = load_for_update(ticket, by=by, at=at)
    record_missed_days(ticket_clocks)
    wanted = limit_terms.terms_for_ticket(ticket, at, rules)
    for row in ticket_clocks.live:
        if row.kind_id in wanted:
            _retarget(ticket_clocks, row, wanted[row.kind_id])
        else:
            cancel_clock(ticket_clocks, row, _why_not(row, rules))
    for kind_id, targets in wanted.items():
        if _is_owed(ticket_clocks, kind_id, targets[0]):
            start_under_terms(ticket_clocks, targets, at, start_event=ClockEvent.RETIERED)
    sync_pause(ticket_clocks)
    ticket_clocks.save_all()
    return ticket_clocks


def _why_not(row: SlaClock, rules: limit_terms.Rulebook | None) -> CancelReason:
    """Does its rule no longer promise it, or is the rule itself gone?"""
    if (
        rules is None
        or row.policy_key is None
        or row.policy_key in {rule.key for rule, _data in rules.policies}
    ):
        return CancelReason.NOT_PROMISED
    return CancelReason.POLICY_WITHDRAWN


def _retarget(ticket_clocks: TicketClocks, row: SlaClock, targets: list[LimitTerms]) -> None:
    terms, law = limit_terms.terms_for_clock(row, targets)
    if sla.same_promise(row.target, law):
        _follow(ticket_clocks, row, terms, law)
        return
    clock, was = (
        sla.retarget_clock(row.clock, law, ticket_clocks.at, pauses=limit_terms.ended_pauses(row)),
        terms_before(row),
    )
    copy_terms(row, terms, law)
    _obey(ticket_clocks, row, clock, ClockOperation.RETARGET, was)


def _follow(ticket_clocks: TicketClocks, row: SlaClock, terms: LimitTerms, law: sla.Target) -> None:
    """The same time on the same calendar: only its rule, its steps and its reasons to stand still are the new ones."""
    before = (row.policy_key, row.policy_name, row.pause_reasons, row.steps)
    copy_terms(row, terms, law)
    if (row.policy_key, row.policy_name, row.pause_reasons, row.steps) != before:
        row.store_state(row.clock)
        ticket_clocks.mark_changed(row)


def _obey(
    ticket_clocks: TicketClocks,
    row: SlaClock,
    clock: sla.Clock,
    verb: ClockOperation,
    was: dict[str, object],
) -> None:
    """Let a row whose terms were changed obey, and tell what it was measured by before."""
    was_due_at, was_budget, was_missed = row.due_at, row.budget, row.breached_at is not None
    row.store_state(clock)
    row.is_provisional = is_provisional(row)
    ticket_clocks.mark_changed(row)
    if (row.due_at, row.budget) != (was_due_at, was_budget):
        ticket_clocks.moved.append(row)
    if row.breached_at and not was_missed:
        ticket_clocks.log(row, EventKind.CLOCK_BREACHED, None)
    ticket_clocks.log(
        row,
        EventKind.CLOCK_RETARGETED,
        verb,
        was=was,
        was_due_at=was_due_at and was_due_at.isoformat(),
    )


def follow_calendar(
    ticket: Ticket,
    *,
    by: Any,
    at: datetime,
    versions: dict[int, int],
    only_provisional: bool = False,
) -> TicketClocks:
    """The hours changed: live clocks take the newest version of their calendar, counted anew from their start.

    `versions` leads from an older version to the newest of the same calendar. No grace: what the new hours say is due, is due.
    """
    ticket_clocks = load_for_update(ticket, by=by, at=at)
    record_missed_days(ticket_clocks)
    for row in ticket_clocks.live:
        newest = versions.get(row.calendar_version_id)
        if (
            newest is not None
            and row.moment is None
            and (not only_provisional or _may_move(row, newest))
        ):
            law = replace(row.target, calendar=law_of(newest))
            clock, was = (
                sla.recount_clock(
                    row.clock, law, ticket_clocks.at, pauses=limit_terms.ended_pauses(row)
                ),
                terms_before(row),
            )
            row.calendar_version_id = newest
            _obey(ticket_clocks, row, clock, ClockOperation.RECOUNT, was)
    ticket_clocks.save_all()
    return ticket_clocks


def _may_move(row: SlaClock, newest: int) -> bool:
    """Does it fall into a year that was published since, or stand still, so that nobody knows yet into which it falls?"""
    learned = published_until(newest, row.started_at.year) > published_until(
        row.calendar_version_id, row.started_at.year
    )
    return row.is_provisional or (row.since is None and row.breached_at is None and learned)


def withdraw_clocks(
    ticket: Ticket, *, by: Any, at: datetime, active: Mapping[int, str]
) -> TicketClocks:
    """Clocks whose rule is no longer in force are cancelled: nothing more is raised, no rate counts them.

    `active` leads from the key of a rule to its name, by which clocks of the first release know theirs.
    """
    names = set(active.values())
    ticket_clocks = load_for_update(ticket, by=by, at=at)
    for row in ticket_clocks.live:
        if (
            row.policy_key not in active
            if row.policy_key is not None
            else row.policy_name not in names
        ):
            cancel_clock(ticket_clocks, row, CancelReason.POLICY_WITHDRAWN)
    ticket_clocks.save_all()
    return ticket_clocks


def _is_owed(ticket_clocks: TicketClocks, kind_id: int, terms: LimitTerms) -> bool:
    """Is the kind owed, and is there no clock of it that counts?"""
    counted = [
        row
        for row in [*ticket_clocks.rows, *ticket_clocks.fresh]
        if row.kind_id == kind_id and row.cancel_reason != CancelReason.NOT_PROMISED
    ]
    return not counted and limit_terms.is_limit_owed(
        terms.kind, limit_terms.event_moments(ticket_clocks.ticket)
    )


def apply_promise(ticket: Ticket, *, by: Any, at: datetime, start_at: datetime) -> None:
    """The promised time was set or changed. A missed promise stays missed; the new one is another cycle."""
    ticket_clocks = load_for_update(ticket, by=by, at=at)
    record_missed_days(ticket_clocks)
    running = [row for row in ticket_clocks.live if row.kind.is_moment]
    for row in running:
        if sla.record_breach(row.clock, at).is_breached:
            ticket_clocks.resumed += [row] if row.since is None else []
            ticket_clocks.store(
                row, sla.stop_clock(row.clock, at), EventKind.CLOCK_ENDED, ClockOperation.STOP
            )
        elif ticket.promised_at is None:
            cancel_clock(ticket_clocks, row, CancelReason.NOT_PROMISED)
        else:
            _move_promise(ticket_clocks, row)
    if ticket.promised_at and not any(row.kind.is_moment for row in ticket_clocks.live):
        for targets in limit_terms.terms_for_ticket(ticket, at).values():
            if targets[0].kind.is_moment:
                start_under_terms(ticket_clocks, targets, start_at)
    sync_pause(ticket_clocks)
    ticket_clocks.save_all()


def _move_promise(ticket_clocks: TicketClocks, row: SlaClock) -> None:
    law = replace(row.target, moment=ticket_clocks.ticket.promised_at)
    clock, was = sla.retarget_clock(row.clock, law, ticket_clocks.at), terms_before(row)
    row.moment = ticket_clocks.ticket.promised_at
    _obey(ticket_clocks, row, clock, ClockOperation.RETARGET, was)


def correct_start(ticket: Ticket, *, was_reported_at: datetime, by: Any, at: datetime) -> None:
    """The report time was corrected: the clocks that began with it are replayed from there with their own pauses.

    A limit that the grace decided keeps the time it was granted.
    """
    ticket_clocks = load_for_update(ticket, by=by, at=at)
    for row in ticket_clocks.rows:
        began_with_it = row.start_event == ClockEvent.REPORTED and row.started_at == worktime.floor(
            was_reported_at
        )
        if began_with_it and not row.cancelled_at:
            pauses = [(pause.started_at, pause.ended_at) for pause in row.pauses.all()]
            budget = row.budget if row.is_retargeted_late else None
            clock = sla.replay_clock(
                row.target, ticket.reported_at, pauses, row.stopped_at, at, budget=budget
            )
            told = {"started_at": clock.started_at.isoformat()}
            ticket_clocks.store(
                row,
                replace(clock, is_retargeted_late=row.is_retargeted_late),
                EventKind.CLOCK_RETARGETED,
                ClockOperation.REPLAY,
                **told,
            )
    ticket_clocks.save_all()
