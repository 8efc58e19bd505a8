"""Where dates lie on a line, in per cent of its width.

Dates are the desk's dates, and a day is as wide as any other.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from plans.domain.progress import TrackedStage
from plans.enums import StageStatus

DAY = timedelta(days=1)

# Nothing is drawn narrower than this, in per cent.
LEAST = 0.7

# Share of the days that stays free at either end.
MARGIN = 0.025

MOST_LABELS = 13
MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 1200)
WEEK_STEPS = (1, 2, 4)

# A date of a week that starts behind this would be cut off, in per cent.
LAST_LABEL = 96

# Longer lines have months only, in days.
WEEKS_UP_TO = 200

# Longer lines do not shade rest days.
RESTS_UP_TO = 130

# A line is drawn on at least so many days beyond its dates when today lies there.
LEAST_REACH = 14


# --- the line ---------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Extent:
    """A piece of the line, in per cent."""

    x: float
    width: float

    @property
    def end(self) -> float:
        """Where it ends."""
        return self.x + self.width


@dataclass(frozen=True, slots=True)
class TimeTick:
    """A line of the grid; the label is empty where it would not fit."""

    x: float
    label: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """From the first to the last day, both included.

    Raises `ValueError` for an end before the start.
    """

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"a line cannot end ({self.end}) before it starts ({self.start})")

    @property
    def days(self) -> int:
        """How many days it has, at least one."""
        return (self.end - self.start).days + 1

    def holds(self, day: date) -> bool:
        """Does the day lie on the line?"""
        return self.start <= day <= self.end

    def left_of(self, day: date) -> float:
        """Where a day begins; days off the line lie on its ends."""
        return min(100.0, max(0.0, 100 * (day - self.start).days / self.days))

    def right_of(self, day: date) -> float:
        """Where a day ends."""
        return self.left_of(day + DAY)

    def centre_of(self, day: date) -> float:
        """The middle of a day."""
        return (self.left_of(day) + self.right_of(day)) / 2

    def mark_of(self, day: date | None) -> float | None:
        """The middle of a day that lies on the line; None for others."""
        return self.centre_of(day) if day and self.holds(day) else None

    def extent_of(self, first: date, last: date) -> Extent:
        """The days from the first to the last, at least `LEAST` wide and never off the line."""
        x = self.left_of(first)
        width = max(self.right_of(max(first, last)) - x, LEAST)
        return Extent(min(x, 100 - width), width)


def line_around(dates: Iterable[date]) -> Timeline:
    """A line with all dates on it and a little air; raises `ValueError` without any date."""
    dates = list(dates)
    first, last = min(dates), max(dates)
    days = (last - first).days + 1
    air = max(1, round(days * MARGIN)) * DAY
    return Timeline(first - air, last + air)


def line_to_today(dates: Iterable[date], today: date) -> Timeline:
    """A line around all dates, and as far as today.

    Unless that would leave the dates less than half of it.
    """
    dates = list(dates)
    first, last = min(dates), max(dates)
    reach = max((last - first).days, LEAST_REACH) * DAY
    drawn_today = min(max(today, first - reach / 4), last + reach)
    return line_around([first, last, drawn_today])


# --- the grid ---------------------------------------------------------------------------------
def month_ticks(line: Timeline, most: int = MOST_LABELS) -> list[TimeTick]:
    """Firsts of months, so few that their labels fit.

    The month in which the line starts stands at its beginning.
    """
    starts = _month_starts(line)
    step = next(step for step in MONTH_STEPS if len(starts) / step <= most)
    labelled = [day for day in starts if (day.year * 12 + day.month - 1) % step == 0]
    ticks = [TimeTick(line.left_of(day), f"{day:%Y-%m}") for day in labelled]

    room = 100 / most
    if not ticks or (step == 1 and ticks[0].x > room):
        ticks.insert(0, TimeTick(0.0, f"{line.start:%Y-%m}"))

    # Behind the last place where a label fits the line of the grid stays without one.
    last_place = 100 - room * 0.8
    return [tick if tick.x <= last_place else TimeTick(tick.x, "") for tick in ticks]


def _month_starts(line: Timeline) -> list[date]:
    starts = []
    day = line.start.replace(day=1)
    while day <= line.end:
        if day >= line.start:
            starts.append(day)
        # 31 days from a first always reach the next month, and never the one after.
        day = (day + 31 * DAY).replace(day=1)
    return starts


def week_ticks(line: Timeline) -> list[TimeTick]:
    """Mondays, every one or every second or fourth with its date; none on a long line."""
    if line.days > WEEKS_UP_TO:
        return []
    first = line.start + (-line.start.weekday() % 7) * DAY
    count = (line.end - first).days // 7 + 1
    step = next(step for step in WEEK_STEPS if count / step <= MOST_LABELS)

    ticks = []
    for n in range(count):
        monday = first + n * 7 * DAY
        x = line.left_of(monday)
        has_label = n % step == 0 and x < LAST_LABEL
        ticks.append(TimeTick(x, f"{monday:%m-%d}" if has_label else ""))
    return ticks


def rest_extents(line: Timeline, days: Iterable[date]) -> list[Extent]:
    """Rest days as columns, neighbours joined; none on a long line."""
    if line.days > RESTS_UP_TO:
        return []
    spans: list[list[date]] = []
    for day in sorted(day for day in days if line.holds(day)):
        if spans and day - spans[-1][1] == DAY:
            spans[-1][1] = day
        else:
            spans.append([day, day])
    return [line.extent_of(first, last) for first, last in spans]


# --- the bars ---------------------------------------------------------------------------------
class DrawnStage(TrackedStage, Protocol):
    """What a bar needs to know of a stage; rows have it."""

    start_date: date | None
    baseline_planned_date: date


def stage_beginnings(stages: Sequence[DrawnStage], plan_start: date) -> list[date]:
    """When each stage of one sub-project begins.

    On its own date, else after the one before, else with the plan; never after its end.
    """
    beginnings = []
    following = plan_start
    for stage in stages:
        end = min(stage.planned_date, stage.actual_date or stage.planned_date)
        beginnings.append(min(stage.start_date or following, end))
        following = stage.planned_date + DAY
    return beginnings


@dataclass(frozen=True, slots=True)
class StageBar:
    """A stage on the line.

    `whole` runs to the planned date, or to the day it was done before that; `late` is what lies
    beyond.
    """

    whole: Extent
    done: Extent | None
    late: Extent | None
    baseline: Extent | None

    @property
    def end(self) -> float:
        """Where everything drawn of it ends."""
        return max(part.end for part in (self.whole, self.late) if part)


def stage_bar(line: Timeline, stage: DrawnStage, begin: date, today: date) -> StageBar:
    """How a stage is drawn on a day."""
    until, end = today, stage.planned_date
    if stage.status == StageStatus.DONE and stage.actual_date is not None:
        until = stage.actual_date
        end = min(end, until)
    whole = line.extent_of(begin, end)
    done = Extent(whole.x, whole.width * stage.percent / 100) if stage.percent else None

    baseline = None
    first_planned = stage.baseline_planned_date
    if first_planned != stage.planned_date:
        baseline = line.extent_of(min(begin, first_planned), first_planned)
    return StageBar(whole, done, _late_extent(line, stage.planned_date, until), baseline)


def _late_extent(line: Timeline, planned: date, until: date) -> Extent | None:
    """What lies behind the planned date; None for nothing, or nothing on the line."""
    if until <= planned or planned >= line.end:
        return None
    return line.extent_of(planned + DAY, until)
