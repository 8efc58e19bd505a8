"""The steps of a clock: when each is reached, which are still to come, when to look at it again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.domain import worktime
from core.domain.worktime import NOTHING
from tickets.limits.domain.sla.clock import Clock, is_late, spent_at
from tickets.limits.domain.sla.targets import SECOND, EscalationStep

# Per cent.
FULL_SHARE = 100

# A step raised later than this after its moment is marked late.
LATE_AFTER = timedelta(seconds=60)


def step_moment(clock: Clock, step: EscalationStep) -> datetime | None:
    """When a running clock will have used up the step's share; None while it stands still.

    From the full share on it is counted from the due time, in working time.
    """
    if clock.since is None or clock.due_at is None:
        return None

    calendar = clock.target.calendar
    threshold = step.threshold(clock.budget)
    if is_overdue_step(step):
        return worktime.after(calendar, clock.due_at, threshold - clock.budget)

    return worktime.after(calendar, clock.since, threshold - clock.spent)


def is_overdue_step(step: EscalationStep) -> bool:
    """Does the step speak of a missed limit, not of one about to be missed?"""
    return step.share >= FULL_SHARE and step.offset >= NOTHING


def has_reached(clock: Clock, step: EscalationStep, at: datetime) -> bool:
    """Asked of facts: has the step's share been used up by `at`?

    The full share only once the limit is missed.
    """
    threshold = step.threshold(clock.budget)
    if not is_overdue_step(step):
        return spent_at(clock, at) >= threshold

    is_missed = clock.is_breached or is_late(clock, at)
    if not is_missed or clock.due_at is None:
        return False

    over = threshold - clock.budget
    return worktime.after(clock.target.calendar, clock.due_at, over) <= at


@dataclass(frozen=True, slots=True)
class ScheduledStep:
    """A step that is still to be raised.

    Its moment, when it can be raised at the earliest, and whether it was passed at the last start.
    """

    at: datetime
    check_at: datetime
    is_past: bool


def step_schedule(clock: Clock, raised: frozenset[str]) -> dict[str, ScheduledStep]:
    """The steps of a clock that are still to be raised, by key; none while it stands still."""
    if not clock.is_live or clock.since is None:
        return {}

    schedule = {}
    for step in clock.target.steps:
        if step.key in raised:
            continue

        moment = step_moment(clock, step)
        if moment is not None:
            schedule[step.key] = _scheduled(clock, step, moment)

    return schedule


def _scheduled(clock: Clock, step: EscalationStep, moment: datetime) -> ScheduledStep:
    check_at = moment
    if is_overdue_step(step) and clock.due_at is not None:
        # At the due second itself the limit is still kept.
        check_at = max(moment, clock.due_at + SECOND)

    return ScheduledStep(moment, check_at, step.threshold(clock.budget) < clock.spent)


def first_check(clock: Clock, schedule: Mapping[str, ScheduledStep]) -> datetime | None:
    """The earliest moment at which anything about the clock can change by itself; None if never."""
    if not clock.is_live or clock.since is None:
        return None

    moments = [step.check_at for step in schedule.values()]
    if clock.breached_at is None and clock.due_at is not None:
        moments.append(clock.due_at + SECOND)

    return min(moments, default=None)
