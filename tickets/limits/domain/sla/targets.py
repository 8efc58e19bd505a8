"""What is promised: an amount of time or a moment, the steps on the way, the time it grants."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from core.domain import worktime
from core.domain.worktime import NOTHING, WorkCalendar
from tickets.limits.enums import Unit

SECOND = timedelta(seconds=1)
SMALLEST_GRACE = timedelta(minutes=15)
# The grace of a tightened limit is a quarter of it, at least `SMALLEST_GRACE` (sla.md).
GRACE_SHARE = 4


class BadTarget(ValueError):
    """A target that could never be kept or never be missed."""


@dataclass(frozen=True, slots=True)
class EscalationStep:
    """Something to raise when `share` per cent of the target plus `offset` is used up."""

    key: str
    share: int = 100
    offset: timedelta = NOTHING

    def threshold(self, budget: timedelta) -> timedelta:
        """The spent working time at which the step is reached."""
        return whole_seconds(budget * self.share / 100) + self.offset


@dataclass(frozen=True, slots=True)
class LimitTarget:
    """What is promised.

    `moment` is the absolute due time of a promise; then `amount` and `unit` mean nothing.

    Calendar days are natural days, also when the hours of the calendar were narrowed after the rule
    was made.
    """

    amount: int
    unit: Unit
    calendar: WorkCalendar
    pause_reasons: frozenset[str] = frozenset()
    repeats: bool = False
    moment: datetime | None = None
    steps: tuple[EscalationStep, ...] = ()

    def __post_init__(self) -> None:
        if self.moment is None and self.amount < 1:
            raise BadTarget("a limit needs an amount of at least 1")

        if self.unit == Unit.CALENDAR_DAY and not self.calendar.is_always:
            # A frozen dataclass offers no other way to complete itself.
            object.__setattr__(self, "calendar", worktime.natural_calendar(self.calendar.zone))


def budget_of(target: LimitTarget, started_at: datetime) -> timedelta:
    """The working time that the target grants to a clock started then."""
    if target.moment is not None:
        return max(_budget_until(target, started_at, target.moment), NOTHING)

    if target.unit == Unit.MINUTE:
        return timedelta(minutes=target.amount)

    if target.unit == Unit.HOUR:
        return timedelta(hours=target.amount)

    if target.unit == Unit.WORKDAY:
        end = worktime.workdays_after(target.calendar, started_at, target.amount)
        return _budget_until(target, started_at, end)

    # Of a repeating limit the day it starts on is the first; any other has whole days after it.
    days = target.amount - 1 if target.repeats else target.amount
    end = worktime.end_of_day(target.calendar, started_at, days)
    return _budget_until(target, started_at, end)


def _budget_until(target: LimitTarget, started_at: datetime, end: datetime) -> timedelta:
    return worktime.elapsed(target.calendar, started_at, end)


def same_promise(first: LimitTarget, second: LimitTarget) -> bool:
    """Do both targets grant the same time on the same calendar? Steps and pause reasons aside."""
    granted = (first.amount, first.unit, first.moment, first.calendar)
    return granted == (second.amount, second.unit, second.moment, second.calendar)


def grace_of(budget: timedelta) -> timedelta:
    """What a running clock is granted at the least when its limit is tightened."""
    return max(SMALLEST_GRACE, whole_seconds(budget / GRACE_SHARE))


def whole_seconds(span: timedelta) -> timedelta:
    """A span without its fraction of a second, as instants are floored to whole seconds."""
    return span // SECOND * SECOND
