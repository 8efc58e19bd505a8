"""Changed terms of a clock that runs: another target, other hours.

A miss that was recorded stays, with its due time.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from core.domain import worktime
from core.domain.worktime import NOTHING, WorkCalendar
from tickets.limits.domain.sla.clock import (
    Clock,
    EarlierHours,
    Pauses,
    spent_at,
    with_due,
    worked_time,
)
from tickets.limits.domain.sla.course import record_breach
from tickets.limits.domain.sla.targets import LimitTarget, budget_of, grace_of, same_promise
from tickets.limits.enums import Unit


def retarget_clock(clock: Clock, target: LimitTarget, at: datetime) -> Clock:
    """The same promise under another target: ``due = max(what is left, the grace)``.

    Start and pauses stay, and so does what was spent: another calendar counts from now on. A
    breached clock takes the new terms but keeps its miss and its due time; a target that promises
    the same changes nothing.
    """
    if not clock.is_live or same_promise(clock.target, target):
        return clock

    clock, at = _at_change(clock, target, at)
    spent = spent_at(clock, at)
    if clock.is_breached:
        return _missed_under(clock, target, at, spent)

    granted = budget_of(target, clock.started_at)
    # A promised moment is kept or not, whatever was spent: no grace.
    if target.moment is not None:
        promised = replace(
            clock, target=target, budget=granted, spent=spent, since=_going_on(clock, at)
        )
        return with_due(promised, at)

    needed = spent + grace_of(granted)
    changed = replace(
        clock,
        target=target,
        spent=spent,
        budget=max(granted, needed),
        since=_going_on(clock, at),
        is_retargeted_late=needed > granted,
    )
    return _due_if_running(changed, at)


def recount_clock(
    clock: Clock,
    target: LimitTarget,
    at: datetime,
    *,
    pauses: Pauses = (),
    earlier: EarlierHours = (),
) -> Clock:
    """The same limit under a mended version of its calendar: counted anew from its start.

    Pauses are left out; time before the terms named this calendar stays counted by the `earlier`
    ones. A recorded miss and its due time stay. No grace: what the new hours make due, is due; the
    sweep finds what has become late.
    """
    if not clock.is_live or clock.target.calendar == target.calendar:
        return clock

    clock, at = _at_change(clock, target, at)
    end = at if clock.since else (clock.paused_at or at)
    spent = worked_time(target.calendar, clock.started_at, end, pauses, earlier)
    if clock.is_breached:
        return _missed_under(clock, target, at, spent)

    recounted = replace(
        clock,
        target=target,
        spent=spent,
        budget=budget_of(target, clock.started_at) + _granted_grace(clock),
        since=_going_on(clock, at),
    )
    if recounted.spent > recounted.budget:
        return _used_up(recounted, at, pauses, earlier)

    return _due_if_running(recounted, at)


def _due_if_running(clock: Clock, at: datetime) -> Clock:
    """A clock that stands still has no due time until it goes on."""
    return with_due(clock, at) if clock.since else clock


def _used_up(clock: Clock, at: datetime, pauses: Pauses, earlier: EarlierHours) -> Clock:
    """A recounted clock whose time was over before: due then, and missed."""
    due_at = _used_up_at(clock, list(pauses), earlier)
    late = replace(clock, due_at=due_at)
    if late.since is not None:
        # The sweep finds it, tells people and records the miss.
        return late

    # No sweep looks at a clock that stands still: the miss is recorded here.
    return replace(late, breached_at=due_at, detected_at=at, is_corrected=False)


def _granted_grace(clock: Clock) -> timedelta:
    """What an earlier tightening granted beyond the target itself."""
    if not clock.is_retargeted_late:
        return NOTHING

    return clock.budget - budget_of(clock.target, clock.started_at)


def _going_on(clock: Clock, at: datetime) -> datetime | None:
    """Since when it runs under its new terms; None while it stands still."""
    return at if clock.since else None


def _at_change(clock: Clock, target: LimitTarget, at: datetime) -> tuple[Clock, datetime]:
    """The clock with what is to be known of it when its terms change, and that moment.

    Never before it last began to run. A daily limit of tomorrow that becomes one of hours begins
    now; one that stays daily has had its update of today.
    """
    at = worktime.whole_second(at)
    begins_tomorrow = clock.target.repeats and clock.started_at > at
    if begins_tomorrow and target.unit != Unit.CALENDAR_DAY:
        paused_at = at if clock.paused_at else None
        clock = replace(clock, started_at=at, since=_going_on(clock, at), paused_at=paused_at)

    at = max(at, clock.since or clock.paused_at or clock.started_at)
    return record_breach(clock, at), at


def _missed_under(clock: Clock, target: LimitTarget, at: datetime, spent: timedelta) -> Clock:
    """A missed clock under other terms: they count for what it spends from now on."""
    return replace(clock, target=target, spent=spent, since=_going_on(clock, at))


def _used_up_at(
    clock: Clock, pauses: list[tuple[datetime, datetime]], earlier: EarlierHours
) -> datetime:
    """When its time was used up, pauses left out."""
    begin, left = clock.started_at, clock.budget
    for until, held in earlier:
        if begin < until:
            worked = worked_time(held, begin, until, pauses)
            if worked >= left:
                return _used_up_under(held, begin, left, pauses)
            begin, left = until, left - worked

    return _used_up_under(clock.target.calendar, begin, left, pauses)


def _used_up_under(
    calendar: WorkCalendar,
    start: datetime,
    budget: timedelta,
    pauses: list[tuple[datetime, datetime]],
) -> datetime:
    end = worktime.after(calendar, start, budget)

    # Each pause before the end moves it on, which may bring another pause before it.
    while (left := budget - worked_time(calendar, start, end, pauses)) > NOTHING:
        end = worktime.after(calendar, end, left)

    return end
