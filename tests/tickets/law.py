"""The clock law as the product asks it: what a sweep sees of a clock, what is left of it, and when to look again."""

from datetime import datetime, timedelta

from tickets.limits.domain import sla
from tickets.limits.domain.sla import Clock


def swept(
    clock: Clock, moment: datetime, raised: frozenset[str] = frozenset()
) -> tuple[Clock, frozenset[str]]:
    """What one sweep does with the law alone: the clock and the keys of all steps raised by then."""
    clock = sla.record_breach(clock, moment)
    return clock, raised | {
        step.key for step in clock.target.steps if sla.has_reached(clock, step, moment)
    }


def next_check(clock: Clock, raised: frozenset[str] = frozenset()) -> datetime | None:
    """When a row with this clock is looked at again, as `SlaClock.store_state` notes it."""
    return sla.first_check(clock, sla.step_schedule(clock, raised))


def left_at(clock: Clock, at: datetime) -> timedelta:
    """Working time that is left; negative when late."""
    return clock.budget - sla.spent_at(clock, at)
