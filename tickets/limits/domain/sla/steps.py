"""The steps of a clock: when each is reached, which are still to come, and when to look at the clock again."""

from dataclasses import dataclass
from datetime import datetime

from core.domain import worktime
from core.domain.worktime import NOTHING
from tickets.limits.domain.sla.course import Clock, is_late, spent_at
from tickets.limits.domain.sla.targets import SECOND, Step


def reaches(clock: Clock, step: Step) -> datetime | None:
    """When a running clock will have used up the step's share; None while it stands still.

    From the full share on it is counted from the due time, in working time.
    """
    if clock.since is None or clock.due_at is None:
        return None
    if is_overdue_step(step):
        return worktime.after(
            clock.target.calendar, clock.due_at, step.threshold(clock.budget) - clock.budget
        )
    return worktime.after(
        clock.target.calendar, clock.since, step.threshold(clock.budget) - clock.spent
    )


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
