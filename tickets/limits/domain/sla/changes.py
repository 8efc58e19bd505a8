"""Changed terms of a clock that runs: another target, other hours. A miss that was recorded stays, with its due time."""

from dataclasses import replace
from datetime import datetime, timedelta

from core.domain import worktime
from core.domain.worktime import NOTHING, WorkCalendar
from tickets.limits.domain.sla.course import Clock, Pauses, breach, spent_at, with_due, worked
from tickets.limits.domain.sla.targets import Target, budget_of, grace_of, same_promise
from tickets.limits.enums import Unit


def retarget(clock: Clock, target: Target, at: datetime, *, pauses: Pauses = ()) -> Clock:
    """The same promise under another target: start and pauses stay, ``due = max(what is left, the grace)``.

    `pauses` are the ended pauses, needed when the calendar changes. A breached clock takes the new terms but keeps its miss and
    its due time; a target that promises the same changes nothing.
    """
    if not clock.is_live or same_promise(clock.target, target):
        return clock
    clock, at = _at_change(clock, target, at)
    if clock.is_breached:
        return _missed_under(clock, target, at, pauses)
    if target.moment is not None:
        return with_due(
            replace(clock, target=target, budget=budget_of(target, clock.started_at)), at
        )
    spent = _spent_under(clock, target, at, pauses)
    granted = budget_of(target, clock.started_at)
    needed = spent + grace_of(granted)
    moved = replace(
        clock,
        target=target,
        spent=spent,
        budget=max(granted, needed),
        since=at if clock.since else None,
        is_retargeted_late=needed > granted,
    )
    return with_due(moved, at) if moved.since else moved


def recount(clock: Clock, target: Target, at: datetime, *, pauses: Pauses = ()) -> Clock:
    """The same limit under other hours: counted anew from its start, pauses left out. A recorded miss and its due time stay.

    No grace: what the new hours make due, is due; the sweep finds what has become late.
    """
    if not clock.is_live or clock.target.calendar == target.calendar:
        return clock
    clock, at = _at_change(clock, target, at)
    if clock.is_breached:
        return _missed_under(clock, target, at, pauses)
    grace = (
        clock.budget - budget_of(clock.target, clock.started_at)
        if clock.is_retargeted_late
        else NOTHING
    )
    since = at if clock.since else None
    moved = replace(
        clock,
        target=target,
        spent=_spent_under(clock, target, at, pauses),
        budget=budget_of(target, clock.started_at) + grace,
        since=since,
    )
    if moved.spent > moved.budget:
        due_at = _used_up_at(target.calendar, clock.started_at, moved.budget, pauses)
        missed = replace(moved, due_at=due_at)
        return (
            missed
            if since
            else replace(missed, breached_at=due_at, detected_at=at, is_corrected=False)
        )
    return with_due(moved, at) if since else moved


def _at_change(clock: Clock, target: Target, at: datetime) -> tuple[Clock, datetime]:
    """The clock with what is to be known of it when its terms change, and that moment: never before it last began to run.

    A daily limit of tomorrow that becomes one of hours begins now; one that stays daily has had its update of today.
    """
    at = worktime.whole_second(at)
    if clock.target.repeats and clock.started_at > at and target.unit != Unit.CALENDAR_DAY:
        clock = replace(
            clock,
            started_at=at,
            since=at if clock.since else None,
            paused_at=at if clock.paused_at else None,
        )
    at = max(at, clock.since or clock.paused_at or clock.started_at)
    return breach(clock, at), at


def _missed_under(clock: Clock, target: Target, at: datetime, pauses: Pauses) -> Clock:
    """A missed clock under other terms: miss and due time stay, what was spent is counted in the new hours."""
    return replace(
        clock,
        target=target,
        spent=_spent_under(clock, target, at, pauses),
        since=at if clock.since else None,
    )


def _spent_under(clock: Clock, target: Target, at: datetime, pauses: Pauses) -> timedelta:
    if target.calendar == clock.target.calendar:
        return spent_at(clock, at)
    end = at if clock.since else (clock.paused_at or at)
    return worked(target.calendar, clock.started_at, end, pauses)


def _used_up_at(
    calendar: WorkCalendar, start: datetime, budget: timedelta, pauses: Pauses
) -> datetime:
    """When the time was used up, pauses left out."""
    pauses, end = list(pauses), worktime.after(calendar, start, budget)
    while (left := budget - worked(calendar, start, end, pauses)) > NOTHING:
        end = worktime.after(calendar, end, left)
    return end
