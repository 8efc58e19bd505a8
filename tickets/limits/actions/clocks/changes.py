"""Changed terms: tier, priority, rules, hours, promised time. A miss that was recorded stays."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from accounts.models import User
from calendars.models import calendar_of_version, published_until
from tickets.limits.actions.clocks.events import (
    cancel_clock,
    record_missed_days,
    start_under_terms,
)
from tickets.limits.actions.clocks.pausing import sync_pause
from tickets.limits.actions.clocks.working_set import (
    TicketClocks,
    copy_terms,
    is_provisional,
    load_for_update,
    terms_before,
    written_moment,
)
from tickets.limits.domain import sla
from tickets.limits.domain.replay import ClockOperation
from tickets.limits.enums import CancelReason, ClockEvent
from tickets.limits.models import SlaClock
from tickets.limits.queries import changed_terms, limit_terms
from tickets.limits.queries.limit_terms import LimitTerms, Rulebook
from tickets.record.enums import EventKind
from tickets.record.models import Ticket


def retarget_clocks(
    ticket: Ticket, *, by: User | None, at: datetime, rules: Rulebook | None = None
) -> TicketClocks:
    """Tier, priority, the rules or another condition changed.

    Running clocks take the new terms, missing kinds start now. Without `rules` the published ones
    count.
    """
    ticket_clocks = load_for_update(ticket, by=by, at=at)
    record_missed_days(ticket_clocks)

    promised = limit_terms.terms_for_ticket(ticket, at, rules)
    for row in ticket_clocks.live_rows:
        if row.kind_id in promised:
            _retarget_row(ticket_clocks, row, promised[row.kind_id])
        else:
            cancel_clock(ticket_clocks, row, _cancel_reason(row, rules))

    # What the old tier did not promise starts now, not when the ticket was reported.
    for kind_id, terms in promised.items():
        if _is_missing(ticket_clocks, kind_id, terms[0]):
            start_under_terms(ticket_clocks, terms, at, start_event=ClockEvent.RETIERED)

    sync_pause(ticket_clocks)
    ticket_clocks.save_all()
    return ticket_clocks


def _cancel_reason(row: SlaClock, rules: Rulebook | None) -> CancelReason:
    """Does its rule no longer promise it, or is the rule itself gone?"""
    if rules is None or row.policy_key is None:
        return CancelReason.NOT_PROMISED

    if row.policy_key in rules.rule_keys:
        return CancelReason.NOT_PROMISED

    return CancelReason.POLICY_WITHDRAWN


def _is_missing(ticket_clocks: TicketClocks, kind_id: int, terms: LimitTerms) -> bool:
    """Is the kind owed, and is there no clock of it that counts?"""
    for row in ticket_clocks.all_rows:
        if row.kind_id == kind_id and row.cancel_reason != CancelReason.NOT_PROMISED:
            return False

    return limit_terms.is_limit_owed(terms.kind, ticket_clocks.ticket)


def _retarget_row(ticket_clocks: TicketClocks, row: SlaClock, choices: list[LimitTerms]) -> None:
    terms, target = limit_terms.terms_for_clock(row, choices)
    if sla.same_promise(row.target, target):
        _follow_rule(ticket_clocks, row, terms, target)
        return

    clock = sla.retarget_clock(row.clock, target, ticket_clocks.at)
    before = terms_before(row)
    copy_terms(row, terms, target)
    _store_change(ticket_clocks, row, clock, ClockOperation.RETARGET, before)


def _follow_rule(
    ticket_clocks: TicketClocks, row: SlaClock, terms: LimitTerms, target: sla.LimitTarget
) -> None:
    """The same time on the same calendar.

    Only its rule, its steps and its reasons to stand still are the new ones: no line in the ledger.
    """
    before = (row.policy_key, row.policy_name, row.pause_reasons, row.steps)
    copy_terms(row, terms, target)
    if (row.policy_key, row.policy_name, row.pause_reasons, row.steps) != before:
        row.store_state(row.clock)
        ticket_clocks.mark_changed(row)


def _store_change(
    ticket_clocks: TicketClocks,
    row: SlaClock,
    clock: sla.Clock,
    operation: ClockOperation,
    terms_were: dict[str, object],
) -> None:
    """Store what changed terms made of a clock, with what it was measured by before."""
    due_was, budget_was = row.due_at, row.budget
    was_missed = row.breached_at is not None

    row.store_state(clock)
    row.is_provisional = is_provisional(row)
    ticket_clocks.mark_changed(row)

    if (row.due_at, row.budget) != (due_was, budget_was):
        ticket_clocks.moved.append(row)
    if row.breached_at and not was_missed:
        ticket_clocks.log(row, EventKind.CLOCK_BREACHED, None)

    ticket_clocks.log(
        row,
        EventKind.CLOCK_RETARGETED,
        operation,
        was=terms_were,
        was_due_at=written_moment(due_was),
        spent=clock.spent.total_seconds(),
        left=(clock.budget - clock.spent).total_seconds(),
        is_grace=clock.is_retargeted_late and not clock.is_breached,
        is_missed=clock.is_breached,
    )


def follow_calendar(
    ticket: Ticket,
    *,
    by: User | None,
    at: datetime,
    versions: Mapping[int, int],
    only_provisional: bool = False,
) -> TicketClocks:
    """The hours changed: live clocks take the newest version of their calendar.

    They are counted anew from their start, or from when their terms named the calendar. `versions`
    leads from an older version to the newest of the same calendar. No grace: what the new hours
    say is due, is due.
    """
    ticket_clocks = load_for_update(ticket, by=by, at=at)
    record_missed_days(ticket_clocks)

    lines = changed_terms.lines_of_changes([ticket.pk])
    for row in ticket_clocks.live_rows:
        newest = versions.get(row.calendar_version_id)
        if newest is None or row.moment is not None:
            continue

        if not only_provisional or _may_move_with_year(row, newest):
            earlier = changed_terms.earlier_hours(row, lines)
            _recount_row(ticket_clocks, row, newest, earlier)

    ticket_clocks.save_all()
    return ticket_clocks


def _recount_row(
    ticket_clocks: TicketClocks, row: SlaClock, newest: int, earlier: sla.EarlierHours
) -> None:
    target = replace(row.target, calendar=calendar_of_version(newest))
    pauses = limit_terms.ended_pauses(row)
    clock = sla.recount_clock(row.clock, target, ticket_clocks.at, pauses=pauses, earlier=earlier)
    before = terms_before(row)
    row.calendar_version_id = newest
    _store_change(ticket_clocks, row, clock, ClockOperation.RECOUNT, before)


def _may_move_with_year(row: SlaClock, newest: int) -> bool:
    """Does it fall into a year that was published since?

    Or does it stand still, so that nobody knows yet into which year it falls?
    """
    if row.is_provisional:
        return True

    if row.since is not None or row.breached_at is not None:
        return False

    start_year = row.started_at.year
    known_until = published_until(row.calendar_version_id, start_year)
    return published_until(newest, start_year) > known_until


def withdraw_clocks(
    ticket: Ticket, *, by: User | None, at: datetime, active: Mapping[int, str]
) -> TicketClocks:
    """Clocks whose rule is no longer in force are cancelled.

    Nothing more is raised on them, no rate counts them.

    `active` leads from the key of a rule to its name, by which clocks of the first release know
    theirs.
    """
    active_names = set(active.values())
    ticket_clocks = load_for_update(ticket, by=by, at=at)

    for row in ticket_clocks.live_rows:
        if row.policy_key is not None:
            is_in_force = row.policy_key in active
        else:
            is_in_force = row.policy_name in active_names

        if not is_in_force:
            cancel_clock(ticket_clocks, row, CancelReason.POLICY_WITHDRAWN)

    ticket_clocks.save_all()
    return ticket_clocks


def apply_promise(ticket: Ticket, *, by: User | None, at: datetime, start_at: datetime) -> None:
    """The promised time was set or changed.

    A missed promise stays missed; the new one is another cycle, which starts at `start_at`.
    """
    ticket_clocks = load_for_update(ticket, by=by, at=at)
    record_missed_days(ticket_clocks)

    for row in ticket_clocks.live_rows:
        if row.kind.is_moment:
            _replace_promise(ticket_clocks, row)

    has_running = any(row.kind.is_moment for row in ticket_clocks.live_rows)
    if ticket.promised_at and not has_running:
        for terms in limit_terms.terms_for_ticket(ticket, at).values():
            if terms[0].kind.is_moment:
                start_under_terms(ticket_clocks, terms, start_at)

    sync_pause(ticket_clocks)
    ticket_clocks.save_all()


def _replace_promise(ticket_clocks: TicketClocks, row: SlaClock) -> None:
    """What becomes of a promise that runs when another time is promised, or none any more."""
    at = ticket_clocks.at
    # Judged before the new time is looked at: a missed promise is not mended by another one.
    if sla.record_breach(row.clock, at).is_breached:
        if row.since is None:
            ticket_clocks.resumed.append(row)
        stopped = sla.stop_clock(row.clock, at)
        ticket_clocks.store(row, stopped, EventKind.CLOCK_ENDED, ClockOperation.STOP)
        return

    if ticket_clocks.ticket.promised_at is None:
        cancel_clock(ticket_clocks, row, CancelReason.NOT_PROMISED)
        return

    target = replace(row.target, moment=ticket_clocks.ticket.promised_at)
    clock = sla.retarget_clock(row.clock, target, at)
    before = terms_before(row)
    row.moment = ticket_clocks.ticket.promised_at
    _store_change(ticket_clocks, row, clock, ClockOperation.RETARGET, before)
