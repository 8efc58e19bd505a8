"""The course of a clock: how it starts, stands still, goes on and ends, and when it was missed.

A clock stands still when `since` is None; no second field can contradict that. Whether a limit is missed is asked of
facts (`is_late`), by the sweep and by every stop, so neither a late worker nor a quick pause hides a breach.
A promise of a moment (`Target.moment`) is a clock whose due time never moves: standing still only means that it is judged
at the moment it stopped.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from core.domain import worktime
from core.domain.worktime import NOTHING, WorkCalendar
from tickets.limits.domain.sla.targets import SECOND, Target, budget_of
from tickets.limits.enums import ClockState, Unit

Pauses = Iterable[tuple[datetime, datetime]]


@dataclass(frozen=True, slots=True)
class Clock:
    """A promise of working time on one thing. All moments aware; durations are time of the target's calendar."""

    target: Target
    started_at: datetime
    budget: timedelta
    spent: timedelta = NOTHING
    since: datetime | None = None
    due_at: datetime | None = None
    paused_at: datetime | None = None
    stopped_at: datetime | None = None
    breached_at: datetime | None = None
    detected_at: datetime | None = None
    cancelled_at: datetime | None = None
    is_corrected: bool = False
    is_retargeted_late: bool = False
    is_synchronous: bool = False

    @property
    def is_live(self) -> bool:
        """Neither stopped nor cancelled: it still waits for its event."""
        return self.stopped_at is None and self.cancelled_at is None

    @property
    def is_breached(self) -> bool:
        """The limit was missed and the miss was not corrected by a late entry."""
        return self.breached_at is not None and not self.is_corrected

    @property
    def state(self) -> ClockState:
        """The one word for all of it."""
        if self.cancelled_at:
            return ClockState.CANCELLED
        if self.stopped_at:
            return ClockState.BREACHED_STOPPED if self.is_breached else ClockState.MET
        if self.is_breached:
            return ClockState.BREACHED_RUNNING
        return ClockState.RUNNING if self.since else ClockState.PAUSED


def start(target: Target, at: datetime) -> Clock:
    """A running clock from `at` on."""
    at = worktime.whole_second(at)
    budget = budget_of(target, at)
    return with_due(Clock(target=target, started_at=at, budget=budget, since=at), at)


def with_due(clock: Clock, at: datetime) -> Clock:
    """The clock with the due time that follows from running since `at`."""
    if clock.target.moment is not None:
        return replace(clock, due_at=worktime.whole_second(clock.target.moment))
    return replace(
        clock, due_at=worktime.after(clock.target.calendar, at, clock.budget - clock.spent)
    )


def spent_at(clock: Clock, at: datetime) -> timedelta:
    """Working time used up by `at`, pauses left out."""
    if clock.since is None:
        return clock.spent
    counted = worktime.elapsed(clock.target.calendar, clock.since, at)
    return clock.spent + max(counted, NOTHING)


def is_late(clock: Clock, at: datetime) -> bool:
    """Is a running clock past its due second at `at`? (met when stop <= due)"""
    return (
        clock.since is not None
        and clock.due_at is not None
        and worktime.whole_second(at) > clock.due_at
    )


def breach(clock: Clock, at: datetime, *, seen_at: datetime | None = None) -> Clock:
    """The clock with its miss recorded if it is late at `at`: breached at its due time, detected when it was seen. Else unchanged."""
    if not clock.is_live or clock.breached_at is not None or not is_late(clock, at):
        return clock
    return replace(
        clock,
        breached_at=clock.due_at,
        detected_at=worktime.whole_second(seen_at or at),
        is_corrected=False,
    )


def pause(clock: Clock, at: datetime, *, pauses: Pauses | None = None) -> Clock:
    """Stand still from `at` on. A miss before it is recorded first and keeps its due time.

    A pause entered late, at a time that was in time, corrects a miss that had been detected meanwhile. Given the ended `pauses` it may
    lie before the terms last changed, but not before the last of them ended.
    """
    if not clock.is_live or clock.since is None:
        return clock
    ended = None if pauses is None else list(pauses)
    earliest = (
        clock.since if ended is None else max([clock.started_at, *(end for _begin, end in ended)])
    )
    at = max(worktime.whole_second(at), min(earliest, clock.since))
    if clock.breached_at is not None and clock.due_at is not None and at <= clock.due_at:
        clock = replace(clock, breached_at=None, detected_at=None, is_corrected=True)
    clock = breach(clock, at)
    spent = (
        spent_at(clock, at)
        if at >= clock.since
        else worked(clock.target.calendar, clock.started_at, at, ended or ())
    )
    keeps_due = clock.is_breached or clock.target.moment is not None
    return replace(
        clock, spent=spent, since=None, paused_at=at, due_at=clock.due_at if keeps_due else None
    )


def resume(clock: Clock, at: datetime) -> Clock:
    """Go on from `at`: what was left is left again. A breached clock keeps its due time."""
    if not clock.is_live or clock.since is not None:
        return clock
    at = max(worktime.whole_second(at), clock.paused_at or clock.started_at)
    going = replace(clock, since=at, paused_at=None)
    return (
        breach(going, at)
        if going.is_breached or going.target.moment is not None
        else with_due(going, at)
    )


def stop(
    clock: Clock, at: datetime, *, seen_at: datetime | None = None, pauses: Pauses = ()
) -> Clock:
    """The event happened at `at` (entered at `seen_at`): met when not later than due.

    A clock that stands still is judged at the moment it stopped. An event entered late corrects a miss that had
    been detected meanwhile. An earlier event replaces a later one; a stop before the start changes nothing.
    `pauses` are needed when the event lies before the last of them.
    """
    at = worktime.whole_second(at)
    if clock.cancelled_at or at < clock.started_at or (clock.stopped_at and clock.stopped_at <= at):
        return clock
    judged_at = (
        clock.paused_at if clock.since is None and clock.paused_at and clock.paused_at < at else at
    )
    late = clock.due_at is not None and judged_at > clock.due_at
    stopped = replace(
        clock,
        spent=_spent_at_stop(clock, judged_at, pauses),
        since=None,
        paused_at=None,
        stopped_at=judged_at,
    )
    if late and clock.breached_at is None:
        return replace(
            stopped,
            breached_at=clock.due_at,
            detected_at=worktime.whole_second(seen_at or at),
            is_corrected=False,
        )
    if not late and clock.breached_at is not None:
        return replace(stopped, is_corrected=True)
    return stopped


def _spent_at_stop(clock: Clock, at: datetime, pauses: Pauses) -> timedelta:
    if clock.since is not None and at >= clock.since:
        return spent_at(clock, at)
    if clock.paused_at is not None and at >= clock.paused_at:
        return clock.spent
    return worked(clock.target.calendar, clock.started_at, at, pauses)


def stop_synchronous(clock: Clock) -> Clock:
    """Met at 0 s: the first contact was the very call during which the ticket was opened."""
    return replace(stop(clock, clock.started_at), is_synchronous=True)


def cancel(clock: Clock, at: datetime) -> Clock:
    """No longer promised: nothing more is raised and no rate counts it. A recorded miss stays on the row."""
    if not clock.is_live:
        return clock
    at = worktime.whole_second(at)
    return replace(
        clock, spent=spent_at(clock, at), since=None, due_at=None, paused_at=None, cancelled_at=at
    )


def settle(clock: Clock, at: datetime) -> Clock:
    """What it waits for is no longer needed: a miss so far is kept as one, otherwise nothing was promised any more."""
    missed = breach(clock, at)
    return stop(missed, at) if missed.is_breached else cancel(clock, at)


def replay(
    target: Target,
    started_at: datetime,
    pauses: Iterable[tuple[datetime, datetime | None]],
    stopped_at: datetime | None,
    at: datetime,
    *,
    budget: timedelta | None = None,
) -> Clock:
    """The clock that its facts tell of, seen at `at`: started, stood still, went on, stopped. `budget` overrides the target's."""
    clock = start(target, started_at)
    if budget is not None:
        clock = with_due(replace(clock, budget=budget), clock.started_at)
    for begin, end in pauses:
        clock = pause(clock, begin)
        clock = resume(clock, end) if end else clock
    return stop(clock, stopped_at, seen_at=at) if stopped_at else breach(clock, at)


def worked(calendar: WorkCalendar, start: datetime, end: datetime, pauses: Pauses) -> timedelta:
    """Open time between two instants less the union of the pauses inside them."""
    cut = [
        (max(begin, start), min(stop_, end))
        for begin, stop_ in pauses
        if begin < end and stop_ > start
    ]
    left_out = (
        worktime.elapsed(calendar, begin, stop_) for begin, stop_ in worktime.joined_intervals(cut)
    )
    return worktime.elapsed(calendar, start, end) - sum(left_out, NOTHING)


def next_cycle(clock: Clock, at: datetime) -> Clock | None:
    """The clock that follows a repeating one at its customer update `at`; None for the kinds that do not repeat.

    Of a limit in days there is one a day: an update today leaves tomorrow's to be kept.
    """
    if not clock.target.repeats:
        return None
    if clock.target.unit != Unit.CALENDAR_DAY:
        return start(clock.target, at)
    if clock.due_at is not None and at <= clock.due_at:
        last_day = max(clock.due_at - SECOND, clock.started_at)
        return start(clock.target, worktime.end_of_day(clock.target.calendar, last_day, 0))
    return start(
        clock.target, worktime.end_of_day(clock.target.calendar, at, clock.target.amount - 1)
    )


def stricter(one: Clock, other: Clock) -> Clock:
    """Of two clocks started by the same event, the one that is due first."""
    return one if (one.due_at or one.started_at) <= (other.due_at or other.started_at) else other
