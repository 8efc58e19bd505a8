"""Changed rules of the game: tier, priority, promised time. A miss that was recorded never goes away."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from calendars.models import calendar_of_version, published_until
from core.domain import worktime
from tickets.limits.actions.clocks.bench import (
    Bench,
    is_provisional,
    open_bench,
    take_terms,
    terms_before,
)
from tickets.limits.actions.clocks.events import begin, call_off, catch_up, stand_or_go
from tickets.limits.domain import sla
from tickets.limits.domain.retelling import Verb
from tickets.limits.enums import CancelReason, ClockEvent
from tickets.limits.models import SlaClock
from tickets.limits.queries import promises
from tickets.limits.queries.promises import Terms
from tickets.record.enums import EventKind
from tickets.record.models import Ticket


def retarget(
    ticket: Ticket, *, by: Any, at: datetime, rules: promises.Rules | None = None
) -> Bench:
    """Tier, priority, the rules or another condition changed: running clocks take the new terms, missing kinds start now."""
    bench = open_bench(ticket, by=by, at=at)
    catch_up(bench)
    wanted = promises.targets_for(ticket, at, rules)
    for row in bench.live:
        if row.kind_id in wanted:
            _retarget(bench, row, wanted[row.kind_id])
        else:
            call_off(bench, row, _why_not(row, rules))
    for kind_id, targets in wanted.items():
        if _is_owed(bench, kind_id, targets[0]):
            begin(bench, targets, at, start_event=ClockEvent.RETIERED)
    stand_or_go(bench)
    bench.save()
    return bench


def _why_not(row: SlaClock, rules: promises.Rules | None) -> CancelReason:
    """Does its rule no longer promise it, or is the rule itself gone?"""
    if (
        rules is None
        or row.policy_key is None
        or row.policy_key in {rule.key for rule, _data in rules.policies}
    ):
        return CancelReason.NOT_PROMISED
    return CancelReason.POLICY_WITHDRAWN


def _retarget(bench: Bench, row: SlaClock, targets: list[Terms]) -> None:
    terms, law = promises.new_terms(row, targets)
    if sla.same_promise(row.target, law):
        _follow(bench, row, terms, law)
        return
    clock, was = (
        sla.retarget(row.law, law, bench.at, pauses=promises.ended_pauses(row)),
        terms_before(row),
    )
    take_terms(row, terms, law)
    _obey(bench, row, clock, Verb.RETARGET, was)


def _follow(bench: Bench, row: SlaClock, terms: Terms, law: sla.Target) -> None:
    """The same time on the same calendar: only its rule, its steps and its reasons to stand still are the new ones."""
    before = (row.policy_key, row.policy_name, row.pause_reasons, row.steps)
    take_terms(row, terms, law)
    if (row.policy_key, row.policy_name, row.pause_reasons, row.steps) != before:
        row.obey(row.law)
        bench.change(row)


def _obey(
    bench: Bench, row: SlaClock, clock: sla.Clock, verb: Verb, was: dict[str, object]
) -> None:
    """Let a row whose terms were changed obey, and tell what it was measured by before."""
    was_due_at, was_budget, was_missed = row.due_at, row.budget, row.breached_at is not None
    row.obey(clock)
    row.is_provisional = is_provisional(row)
    bench.change(row)
    if (row.due_at, row.budget) != (was_due_at, was_budget):
        bench.moved.append(row)
    if row.breached_at and not was_missed:
        bench.tell(row, EventKind.CLOCK_BREACHED, None)
    bench.tell(
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
) -> Bench:
    """The hours changed: live clocks take the newest version of their calendar, counted anew from their start.

    `versions` leads from an older version to the newest of the same calendar. No grace: what the new hours say is due, is due.
    """
    bench = open_bench(ticket, by=by, at=at)
    catch_up(bench)
    for row in bench.live:
        newest = versions.get(row.calendar_version_id)
        if (
            newest is not None
            and row.moment is None
            and (not only_provisional or _may_move(row, newest))
        ):
            law = replace(row.target, calendar=calendar_of_version(newest))
            clock, was = (
                sla.recount(row.law, law, bench.at, pauses=promises.ended_pauses(row)),
                terms_before(row),
            )
            row.calendar_version_id = newest
            _obey(bench, row, clock, Verb.RECOUNT, was)
    bench.save()
    return bench


def _may_move(row: SlaClock, newest: int) -> bool:
    """Does it fall into a year that was published since, or stand still, so that nobody knows yet into which it falls?"""
    learned = published_until(newest, row.started_at.year) > published_until(
        row.calendar_version_id, row.started_at.year
    )
    return row.is_provisional or (row.since is None and row.breached_at is None and learned)


def withdraw(ticket: Ticket, *, by: Any, at: datetime, active: Mapping[int, str]) -> Bench:
    """Clocks whose rule is no longer in force are cancelled: nothing more is raised, no rate counts them.

    `active` leads from the key of a rule to its name, by which clocks of the first release know theirs.
    """
    names = set(active.values())
    bench = open_bench(ticket, by=by, at=at)
    for row in bench.live:
        if (
            row.policy_key not in active
            if row.policy_key is not None
            else row.policy_name not in names
        ):
            call_off(bench, row, CancelReason.POLICY_WITHDRAWN)
    bench.save()
    return bench


def _is_owed(bench: Bench, kind_id: int, terms: Terms) -> bool:
    """Is the kind owed, and is there no clock of it that counts?"""
    counted = [
        row
        for row in [*bench.rows, *bench.fresh]
        if row.kind_id == kind_id and row.cancel_reason != CancelReason.NOT_PROMISED
    ]
    return not counted and promises.is_owed(terms.kind, promises.moments(bench.ticket))


def promise(ticket: Ticket, *, by: Any, at: datetime, start_at: datetime) -> None:
    """The promised time was set or changed. A missed promise stays missed; the new one is another cycle."""
    bench = open_bench(ticket, by=by, at=at)
    catch_up(bench)
    running = [row for row in bench.live if row.kind.is_moment]
    for row in running:
        if sla.breach(row.law, at).is_breached:
            bench.resumed += [row] if row.since is None else []
            bench.put(row, sla.stop(row.law, at), EventKind.CLOCK_ENDED, Verb.STOP)
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
    law = replace(row.target, moment=bench.ticket.promised_at)
    clock, was = sla.retarget(row.law, law, bench.at), terms_before(row)
    row.moment = bench.ticket.promised_at
    _obey(bench, row, clock, Verb.RETARGET, was)


def restart(ticket: Ticket, *, was_reported_at: datetime, by: Any, at: datetime) -> None:
    """The report time was corrected: the clocks that began with it are replayed from there with their own pauses.

    A limit that the grace decided keeps the time it was granted.
    """
    bench = open_bench(ticket, by=by, at=at)
    for row in bench.rows:
        began_with_it = (
            row.start_event == ClockEvent.REPORTED
            and row.started_at == worktime.whole_second(was_reported_at)
        )
        if began_with_it and not row.cancelled_at:
            pauses = [(pause.started_at, pause.ended_at) for pause in row.pauses.all()]
            budget = row.budget if row.is_retargeted_late else None
            clock = sla.replay(
                row.target, ticket.reported_at, pauses, row.stopped_at, at, budget=budget
            )
            told = {"started_at": clock.started_at.isoformat()}
            bench.put(
                row,
                replace(clock, is_retargeted_late=row.is_retargeted_late),
                EventKind.CLOCK_RETARGETED,
                Verb.REPLAY,
                **told,
            )
    bench.save()
