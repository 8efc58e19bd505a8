"""The clock law: one promise of working time, from its start to its end. Pure (spec: sla.md).

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
from tickets.enums import ClockState, Unit

Pauses = Iterable[tuple[datetime, datetime]]
SECOND = timedelta(seconds=1)
SMALLEST_GRACE = timedelta(minutes=15)
GRACE_SHARE = 4
"""The grace of a tightened limit is a quarter of it, at least `SMALLEST_GRACE`."""


class BadTarget(ValueError):
    """A target that could never be kept or never be missed."""


@dataclass(frozen=True, slots=True)
class Step:
    """Something to raise when `share` of the target (per cent) plus `offset` of working time is used up."""

    key: str
    share: int = 100
    offset: timedelta = NOTHING

    def threshold(self, budget: timedelta) -> timedelta:
        """The spent working time at which the step is reached."""
        return whole(budget * self.share / 100) + self.offset


@dataclass(frozen=True, slots=True)
class Target:
    """What is promised. `moment` is the absolute due time of a promise; then `amount` and `unit` mean nothing."""

    amount: int
    unit: Unit
    calendar: WorkCalendar
    pause_reasons: frozenset[str] = frozenset()
    repeats: bool = False
    moment: datetime | None = None
    steps: tuple[Step, ...] = ()

    def __post_init__(self) -> None:
        if self.moment is None and self.amount < 1:
            raise BadTarget("a limit needs an amount of at least 1")


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


def budget_of(target: Target, started_at: datetime) -> timedelta:
    """The working time that the target grants to a clock started then."""
    if target.moment is not None:
        return max(_budget_until(target, started_at, target.moment), NOTHING)
    if target.unit == Unit.MINUTE:
        return timedelta(minutes=target.amount)
    if target.unit == Unit.HOUR:
        return timedelta(hours=target.amount)
    if target.unit == Unit.WORKDAY:
        return _budget_until(target, started_at, worktime.workdays_after(target.calendar, started_at, target.amount))
    days = target.amount - 1 if target.repeats else target.amount
    return _budget_until(target, started_at, worktime.end_of_day(target.calendar, started_at, days))


def _budget_until(target: Target, started_at: datetime, end: datetime) -> timedelta:
    return worktime.elapsed(target.calendar, started_at, end)


def start(target: Target, at: datetime) -> Clock:
    """A running clock from `at` on."""
    at = worktime.floor(at)
    budget = budget_of(target, at)
    return _with_due(Clock(target=target, started_at=at, budget=budget, since=at), at)


def start_paused(target: Target, at: datetime) -> Clock:
    """A clock that begins while the ticket is in a state that pauses it."""
    return pause(start(target, at), at)


def _with_due(clock: Clock, at: datetime) -> Clock:
    """The clock with the due time that follows from running since `at`."""
    if clock.target.moment is not None:
        return replace(clock, due_at=worktime.floor(clock.target.moment))
    return replace(clock, due_at=worktime.after(clock.target.calendar, at, clock.budget - clock.spent))


def spent_at(clock: Clock, at: datetime) -> timedelta:
    """Working time used up by `at`, pauses left out."""
    if clock.since is None:
        return clock.spent
    counted = worktime.elapsed(clock.target.calendar, clock.since, at)
    return clock.spent + max(counted, NOTHING)


def left_at(clock: Clock, at: datetime) -> timedelta:
    """Working time that is left; negative when late."""
    return clock.budget - spent_at(clock, at)


def is_late(clock: Clock, at: datetime) -> bool:
    """Is a running clock past its due second at `at`? (met when stop <= due)"""
    return clock.since is not None and clock.due_at is not None and worktime.floor(at) > clock.due_at


def breach(clock: Clock, at: datetime, *, seen_at: datetime | None = None) -> Clock:
    """The clock with its miss recorded if it is late at `at`: breached at its due time, detected when it was seen. Else unchanged."""
    if not clock.is_live or clock.breached_at is not None or not is_late(clock, at):
        return clock
    return replace(clock, breached_at=clock.due_at, detected_at=worktime.floor(seen_at or at), is_corrected=False)


def pause(clock: Clock, at: datetime) -> Clock:
    """Stand still from `at` on. A miss before it is recorded first and keeps its due time.

    A pause entered late, at a time that was in time, corrects a miss that had been detected meanwhile.
    """
    if not clock.is_live or clock.since is None:
        return clock
    at = max(worktime.floor(at), clock.since)
    if clock.breached_at is not None and clock.due_at is not None and at <= clock.due_at:
        clock = replace(clock, breached_at=None, detected_at=None, is_corrected=True)
    clock = breach(clock, at)
    keeps_due = clock.is_breached or clock.target.moment is not None
    return replace(clock, spent=spent_at(clock, at), since=None, paused_at=at, due_at=clock.due_at if keeps_due else None)


def resume(clock: Clock, at: datetime) -> Clock:
    """Go on from `at`: what was left is left again. A breached clock keeps its due time."""
    if not clock.is_live or clock.since is not None:
        return clock
    at = max(worktime.floor(at), clock.paused_at or clock.started_at)
    going = replace(clock, since=at, paused_at=None)
    return breach(going, at) if going.is_breached or going.target.moment is not None else _with_due(going, at)


def stop(clock: Clock, at: datetime, *, seen_at: datetime | None = None, pauses: Pauses = ()) -> Clock:
    """The event happened at `at` (entered at `seen_at`): met when not later than due.

    A clock that stands still is judged at the moment it stopped. An event entered late corrects a miss that had
    been detected meanwhile. An earlier event replaces a later one; a stop before the start changes nothing.
    `pauses` are needed when the event lies before the last of them.
    """
    at = worktime.floor(at)
    if clock.cancelled_at or at < clock.started_at or (clock.stopped_at and clock.stopped_at <= at):
        return clock
    judged_at = clock.paused_at if clock.since is None and clock.paused_at and clock.paused_at < at else at
    late = clock.due_at is not None and judged_at > clock.due_at
    stopped = replace(clock, spent=_spent_at_stop(clock, judged_at, pauses), since=None, paused_at=None, stopped_at=judged_at)
    if late and clock.breached_at is None:
        return replace(stopped, breached_at=clock.due_at, detected_at=worktime.floor(seen_at or at))
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
    at = worktime.floor(at)
    return replace(clock, spent=spent_at(clock, at), since=None, due_at=None, paused_at=None, cancelled_at=at)


def settle(clock: Clock, at: datetime) -> Clock:
    """What it waits for is no longer needed: a miss so far is kept as one, otherwise nothing was promised any more."""
    missed = breach(clock, at)
    return stop(missed, at) if missed.is_breached else cancel(clock, at)


def grace_of(budget: timedelta) -> timedelta:
    """What a running clock is granted at the least when its limit is tightened."""
    return max(SMALLEST_GRACE, whole(budget / GRACE_SHARE))


def whole(span: timedelta) -> timedelta:
    """A span without its fraction of a second, as instants are floored to whole seconds."""
    return span // SECOND * SECOND


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
        return _with_due(replace(clock, target=target, budget=budget_of(target, clock.started_at)), at)
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
    return _with_due(moved, at) if moved.since else moved


def _at_change(clock: Clock, target: Target, at: datetime) -> tuple[Clock, datetime]:
    """The clock with what is to be known of it when its terms change, and that moment: never before it last began to run.

    A daily limit of tomorrow that becomes one of hours begins now; one that stays daily has had its update of today.
    """
    at = worktime.floor(at)
    if clock.target.repeats and clock.started_at > at and target.unit != Unit.CALENDAR_DAY:
        clock = replace(clock, started_at=at, since=at if clock.since else None, paused_at=at if clock.paused_at else None)
    at = max(at, clock.since or clock.paused_at or clock.started_at)
    return breach(clock, at), at


def _missed_under(clock: Clock, target: Target, at: datetime, pauses: Pauses) -> Clock:
    """A missed clock under other terms: miss and due time stay, what was spent is counted in the new hours."""
    return replace(clock, target=target, spent=_spent_under(clock, target, at, pauses), since=at if clock.since else None)


def recount(clock: Clock, target: Target, at: datetime, *, pauses: Pauses = ()) -> Clock:
    """The same limit under other hours: counted anew from its start, pauses left out. A recorded miss and its due time stay.

    No grace: what the new hours make due, is due; the sweep finds what has become late.
    """
    if not clock.is_live or clock.target.calendar == target.calendar:
        return clock
    clock, at = _at_change(clock, target, at)
    if clock.is_breached:
        return _missed_under(clock, target, at, pauses)
    grace = clock.budget - budget_of(clock.target, clock.started_at) if clock.is_retargeted_late else NOTHING
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
        return missed if since else replace(missed, breached_at=due_at, detected_at=at, is_corrected=False)
    return _with_due(moved, at) if since else moved


def _used_up_at(calendar: WorkCalendar, start: datetime, budget: timedelta, pauses: Pauses) -> datetime:
    """When the time was used up, pauses left out."""
    pauses, end = list(pauses), worktime.after(calendar, start, budget)
    while (left := budget - worked(calendar, start, end, pauses)) > NOTHING:
        end = worktime.after(calendar, end, left)
    return end


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
        clock = _with_due(replace(clock, budget=budget), clock.started_at)
    for begin, end in pauses:
        clock = pause(clock, begin)
        clock = resume(clock, end) if end else clock
    return stop(clock, stopped_at, seen_at=at) if stopped_at else breach(clock, at)


def same_promise(one: Target, other: Target) -> bool:
    """Do both targets grant the same time on the same calendar? Steps and pause reasons aside."""
    return (one.amount, one.unit, one.moment, one.calendar) == (other.amount, other.unit, other.moment, other.calendar)


def _spent_under(clock: Clock, target: Target, at: datetime, pauses: Pauses) -> timedelta:
    if target.calendar == clock.target.calendar:
        return spent_at(clock, at)
    end = at if clock.since else (clock.paused_at or at)
    return worked(target.calendar, clock.started_at, end, pauses)


def worked(calendar: WorkCalendar, start: datetime, end: datetime, pauses: Pauses) -> timedelta:
    """Open time between two instants less the union of the pauses inside them."""
    cut = [(max(begin, start), min(stop_, end)) for begin, stop_ in pauses if begin < end and stop_ > start]
    left_out = (worktime.elapsed(calendar, begin, stop_) for begin, stop_ in worktime.union(cut))
    return worktime.elapsed(calendar, start, end) - sum(left_out, NOTHING)


def reaches(clock: Clock, step: Step) -> datetime | None:
    """When a running clock will have used up the step's share; None while it stands still.

    From the full share on it is counted from the due time, in working time.
    """
    if clock.since is None or clock.due_at is None:
        return None
    if is_overdue_step(step):
        return worktime.after(clock.target.calendar, clock.due_at, step.threshold(clock.budget) - clock.budget)
    return worktime.after(clock.target.calendar, clock.since, step.threshold(clock.budget) - clock.spent)


def is_overdue_step(step: Step) -> bool:
    """Does the step speak of a missed limit, not of one about to be missed?"""
    return step.share >= 100 and step.offset >= NOTHING


def has_reached(clock: Clock, step: Step, at: datetime) -> bool:
    """Asked of facts: has the step's share been used up by `at`? The full share only once the limit is missed."""
    if not is_overdue_step(step):
        return spent_at(clock, at) >= step.threshold(clock.budget)
    if not (clock.is_breached or is_late(clock, at)) or clock.due_at is None:
        return False
    over = step.threshold(clock.budget) - clock.budget
    return worktime.after(clock.target.calendar, clock.due_at, over) <= at


@dataclass(frozen=True, slots=True)
class Planned:
    """A step that is still to be raised: its moment, when it can be raised at the earliest, and whether it was passed at the last start."""

    at: datetime
    check_at: datetime
    is_past: bool


def plan(clock: Clock, raised: frozenset[str]) -> dict[str, Planned]:
    """The steps of a running clock that are still to be raised, by key; none while it stands still."""
    if not clock.is_live or clock.since is None:
        return {}
    steps = ((step, reaches(clock, step)) for step in clock.target.steps if step.key not in raised)
    return {step.key: _planned(clock, step, moment) for step, moment in steps if moment is not None}


def _planned(clock: Clock, step: Step, moment: datetime) -> Planned:
    waits_for_miss = is_overdue_step(step) and clock.due_at is not None
    check_at = max(moment, clock.due_at + SECOND) if waits_for_miss and clock.due_at else moment
    return Planned(moment, check_at, step.threshold(clock.budget) < clock.spent)


def first_check(clock: Clock, planned: dict[str, Planned]) -> datetime | None:
    """The earliest moment at which anything about the clock can change by itself; None if never."""
    if not clock.is_live or clock.since is None:
        return None
    moments = [one.check_at for one in planned.values()]
    if clock.breached_at is None and clock.due_at is not None:
        moments.append(clock.due_at + SECOND)
    return min(moments, default=None)


def next_check(clock: Clock, raised: frozenset[str]) -> datetime | None:
    """`first_check` of a clock of which some steps were raised."""
    return first_check(clock, plan(clock, raised))


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
    return start(clock.target, worktime.end_of_day(clock.target.calendar, at, clock.target.amount - 1))


def stricter(one: Clock, other: Clock) -> Clock:
    """Of two clocks started by the same event, the one that is due first."""
    return one if (one.due_at or one.started_at) <= (other.due_at or other.started_at) else other
