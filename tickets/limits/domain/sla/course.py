"""The course of a clock: how it starts, stands still, goes on and ends, and when it was missed.

Whether a limit is missed is asked of facts (`is_late`), by the sweep and by every stop, so neither
a late worker nor a quick pause hides a breach.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from core.domain import worktime
from tickets.limits.domain.sla.clock import (
    Clock,
    EarlierHours,
    Pauses,
    is_late,
    spent_at,
    with_due,
    worked_time,
)
from tickets.limits.domain.sla.targets import SECOND, LimitTarget, budget_of
from tickets.limits.enums import Unit


def start_clock(target: LimitTarget, at: datetime) -> Clock:
    """A running clock from `at` on."""
    at = worktime.whole_second(at)
    clock = Clock(target=target, started_at=at, budget=budget_of(target, at), since=at)
    return with_due(clock, at)


def record_breach(clock: Clock, at: datetime, *, seen_at: datetime | None = None) -> Clock:
    """The clock with its miss recorded if it is late at `at`, else unchanged.

    Breached at its due time, detected when it was seen.
    """
    if not clock.is_live or clock.breached_at is not None or not is_late(clock, at):
        return clock

    return replace(
        clock,
        breached_at=clock.due_at,
        detected_at=worktime.whole_second(seen_at or at),
        is_corrected=False,
    )


def pause_clock(
    clock: Clock, at: datetime, *, pauses: Pauses | None = None, earlier: EarlierHours = ()
) -> Clock:
    """Stand still from `at` on. A miss before it is recorded first and keeps its due time.

    A pause entered late, at a time that was in time, corrects a miss that had been detected
    meanwhile. Given the ended `pauses` it may lie before the terms last changed, but not before the
    last of them ended; what was spent by then is counted by the `earlier` hours.
    """
    if not clock.is_live or clock.since is None:
        return clock

    ended = None if pauses is None else list(pauses)
    at = max(worktime.whole_second(at), _earliest_pause(clock, clock.since, ended))

    # A late entry that was in time takes back what the sweep had found.
    is_in_time = clock.due_at is not None and at <= clock.due_at
    if clock.breached_at is not None and is_in_time:
        clock = replace(clock, breached_at=None, detected_at=None, is_corrected=True)
    clock = record_breach(clock, at)

    if clock.since is None or at >= clock.since:
        spent = spent_at(clock, at)
    else:
        # Before the terms last changed: what was spent then was counted by the hours of then.
        spent = worked_time(clock.target.calendar, clock.started_at, at, ended or (), earlier)

    keeps_due = clock.is_breached or clock.target.moment is not None
    due_at = clock.due_at if keeps_due else None
    return replace(clock, spent=spent, since=None, paused_at=at, due_at=due_at)


def _earliest_pause(
    clock: Clock, since: datetime, ended: list[tuple[datetime, datetime]] | None
) -> datetime:
    """The first moment at which a running clock can be said to have stopped."""
    if ended is None:
        return since

    last_end = max((end for _begin, end in ended), default=clock.started_at)
    return min(max(clock.started_at, last_end), since)


def resume_clock(clock: Clock, at: datetime) -> Clock:
    """Go on from `at`: what was left is left again. A breached clock keeps its due time."""
    if not clock.is_live or clock.since is not None:
        return clock

    at = max(worktime.whole_second(at), clock.paused_at or clock.started_at)
    running = replace(clock, since=at, paused_at=None)
    if running.is_breached or running.target.moment is not None:
        return record_breach(running, at)

    return with_due(running, at)


def stop_clock(
    clock: Clock,
    at: datetime,
    *,
    seen_at: datetime | None = None,
    pauses: Pauses = (),
    earlier: EarlierHours = (),
) -> Clock:
    """The event happened at `at` (entered at `seen_at`): met when not later than due.

    A clock that stands still is judged at the moment it stopped. An event entered late corrects a
    miss that had been detected meanwhile. An earlier event replaces a later one; a stop before the
    start changes nothing. `pauses` are needed when the event lies before the last of them, and the
    `earlier` hours when it lies before the terms last changed.
    """
    at = worktime.whole_second(at)
    was_stopped_before = clock.stopped_at is not None and clock.stopped_at <= at
    if clock.cancelled_at or at < clock.started_at or was_stopped_before:
        return clock

    # Time after the pause began was not the desk's: it cannot make the clock late.
    judged_at = at
    if clock.since is None and clock.paused_at and clock.paused_at < at:
        judged_at = clock.paused_at

    stopped = replace(
        clock,
        spent=_spent_at_stop(clock, judged_at, pauses, earlier),
        since=None,
        paused_at=None,
        stopped_at=judged_at,
    )
    is_missed = clock.due_at is not None and judged_at > clock.due_at

    if is_missed and clock.breached_at is None:
        return replace(
            stopped,
            breached_at=clock.due_at,
            detected_at=worktime.whole_second(seen_at or at),
            is_corrected=False,
        )

    if not is_missed and clock.breached_at is not None:
        return replace(stopped, is_corrected=True)

    return stopped


def _spent_at_stop(clock: Clock, at: datetime, pauses: Pauses, earlier: EarlierHours) -> timedelta:
    if clock.since is not None and at >= clock.since:
        return spent_at(clock, at)

    if clock.paused_at is not None and at >= clock.paused_at:
        return clock.spent

    return worked_time(clock.target.calendar, clock.started_at, at, pauses, earlier)


def stop_synchronous(clock: Clock) -> Clock:
    """Met at 0 s: the first contact was the very call during which the ticket was opened."""
    return replace(stop_clock(clock, clock.started_at), is_synchronous=True)


def cancel_clock(clock: Clock, at: datetime) -> Clock:
    """No longer promised: nothing more is raised and no rate counts it.

    A recorded miss stays on the clock.
    """
    if not clock.is_live:
        return clock

    at = worktime.whole_second(at)
    return replace(
        clock, spent=spent_at(clock, at), since=None, due_at=None, paused_at=None, cancelled_at=at
    )


def settle_clock(clock: Clock, at: datetime) -> Clock:
    """What it waits for is no longer needed: stopped if it was missed so far, else cancelled."""
    missed = record_breach(clock, at)
    if missed.is_breached:
        return stop_clock(missed, at)

    return cancel_clock(clock, at)


def replay_clock(
    target: LimitTarget,
    started_at: datetime,
    pauses: Iterable[tuple[datetime, datetime | None]],
    stopped_at: datetime | None,
    at: datetime,
    *,
    budget: timedelta | None = None,
    earlier: EarlierHours = (),
) -> Clock:
    """The clock that its facts tell of, seen at `at`: started, stood still, went on, stopped.

    `budget` overrides the target's. Time before the terms named their calendar is counted by the
    `earlier` hours.
    """
    clock = start_clock(target, started_at)
    changes: list[tuple[datetime, LimitTarget]] = []
    if budget is not None or earlier:
        granted = clock.budget if budget is None else budget
        changes = _changes_of_hours(target, clock.started_at, earlier)
        clock = _after_changes(replace(clock, budget=granted), changes, clock.started_at)

    for begin, end in pauses:
        clock = pause_clock(_after_changes(clock, changes, begin), begin)
        if end is not None:
            clock = resume_clock(_after_changes(clock, changes, end), end)

    if stopped_at is not None:
        clock = _after_changes(clock, changes, stopped_at)
        return replace(stop_clock(clock, stopped_at, seen_at=at), target=target)

    return replace(record_breach(_after_changes(clock, changes, at), at), target=target)


def _changes_of_hours(
    target: LimitTarget, started_at: datetime, earlier: EarlierHours
) -> list[tuple[datetime, LimitTarget]]:
    """From when on which target counts, from the start on; only their calendars differ."""
    # The time that is granted is known, in whichever unit the terms of now are written.
    past = replace(target, unit=Unit.MINUTE)
    changes = []
    begins_at = started_at
    for until, calendar in earlier:
        if begins_at < until:
            changes.append((begins_at, replace(past, calendar=calendar)))
            begins_at = until

    return [*changes, (begins_at, target)]


def _after_changes(
    clock: Clock, changes: list[tuple[datetime, LimitTarget]], at: datetime
) -> Clock:
    """The clock after those of its changes of hours that came before `at`; they are taken out."""
    while changes and changes[0][0] <= at:
        changed_at, target = changes.pop(0)
        spent = spent_at(clock, changed_at)
        was_due_at = clock.due_at
        clock = replace(clock, target=target, spent=spent)
        if clock.since is not None:
            clock = with_due(replace(clock, since=changed_at), changed_at)
            if was_due_at is not None and was_due_at < changed_at:
                clock = replace(clock, due_at=was_due_at)

    return clock


def next_cycle(clock: Clock, at: datetime) -> Clock | None:
    """The clock that follows a repeating one at its customer update `at`, else None.

    Of a limit in days there is one a day: an update today leaves tomorrow's to be kept.
    """
    if not clock.target.repeats:
        return None

    if clock.target.unit != Unit.CALENDAR_DAY:
        return start_clock(clock.target, at)

    calendar = clock.target.calendar
    if clock.due_at is not None and at <= clock.due_at:
        # Due at midnight: the second before it still belongs to the day that this clock was about.
        last_day = max(clock.due_at - SECOND, clock.started_at)
        return start_clock(clock.target, worktime.end_of_day(calendar, last_day, 0))

    return start_clock(clock.target, worktime.end_of_day(calendar, at, clock.target.amount - 1))
