"""A clock: one promise of working time, and what its facts say at a moment. Pure.

A clock stands still when `since` is None; no second field can contradict that.
A promise of a moment (`LimitTarget.moment`) is a clock whose due time never moves: standing still
only means that it is judged at the moment it stopped.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from core.domain import worktime
from core.domain.worktime import NOTHING, WorkCalendar
from tickets.limits.domain.sla.targets import LimitTarget
from tickets.limits.enums import ClockState

# Begin and end of each; they may overlap.
Pauses = Iterable[tuple[datetime, datetime]]

# The calendars by which a clock was counted before its terms named another one, in order, each with
# the moment until which it held.
EarlierHours = Sequence[tuple[datetime, WorkCalendar]]


@dataclass(frozen=True, slots=True)
class Clock:
    """A promise of working time on one thing.

    All moments are aware; durations are time of the target's calendar.
    """

    target: LimitTarget
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


def with_due(clock: Clock, at: datetime) -> Clock:
    """The clock with the due time that follows from running since `at`."""
    if clock.target.moment is not None:
        return replace(clock, due_at=worktime.whole_second(clock.target.moment))

    left = clock.budget - clock.spent
    return replace(clock, due_at=worktime.after(clock.target.calendar, at, left))


def spent_at(clock: Clock, at: datetime) -> timedelta:
    """Working time used up by `at`, pauses left out."""
    if clock.since is None:
        return clock.spent

    counted = worktime.elapsed(clock.target.calendar, clock.since, at)
    return clock.spent + max(counted, NOTHING)


def is_late(clock: Clock, at: datetime) -> bool:
    """Is a running clock past its due second at `at`? (met when stop <= due)"""
    if clock.since is None or clock.due_at is None:
        return False

    return worktime.whole_second(at) > clock.due_at


def worked_time(
    calendar: WorkCalendar,
    begin: datetime,
    end: datetime,
    pauses: Pauses,
    earlier: EarlierHours = (),
) -> timedelta:
    """Open time between two instants less the union of the pauses inside them.

    Time before the calendar was named is counted by the `earlier` ones.
    """
    pauses = list(pauses)
    worked = NOTHING
    for until, held in earlier:
        if begin < until and begin < end:
            worked += _worked_under(held, begin, min(until, end), pauses)
            begin = min(until, end)

    return worked + _worked_under(calendar, begin, end, pauses)


def _worked_under(
    calendar: WorkCalendar, begin: datetime, end: datetime, pauses: Pauses
) -> timedelta:
    spans: list[tuple[datetime, datetime]] = []
    for paused_at, resumed_at in pauses:
        if paused_at < end and resumed_at > begin:
            spans.append((max(paused_at, begin), min(resumed_at, end)))

    # Pauses of one clock may overlap where one was entered late: each second counts once.
    left_out = NOTHING
    for paused_at, resumed_at in worktime.joined_intervals(spans):
        left_out += worktime.elapsed(calendar, paused_at, resumed_at)

    return worktime.elapsed(calendar, begin, end) - left_out


def stricter_clock(first: Clock, second: Clock) -> Clock:
    """Of two clocks started by the same event, the one that is due first."""
    first_ends = first.due_at or first.started_at
    second_ends = second.due_at or second.started_at
    return first if first_ends <= second_ends else second
