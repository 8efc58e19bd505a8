"""Where dates lie on a line, in per cent of its width. Pure; dates are the desk's dates, and a day is as wide as any other."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from plans.domain.progress import TrackedStage
from plans.enums import StageStatus

DAY = timedelta(days=1)
LEAST = 0.7
"""Nothing is drawn narrower than this, in per cent."""

MARGIN = 0.025
"""Share of the days that stays free at either end."""

MOST_LABELS = 13
WEEKS_UP_TO = 200
"""Longer lines have months only, in days."""

RESTS_UP_TO = 130
"""Longer lines do not shade rest days."""


@dataclass(frozen=True, slots=True)
class Extent:
    """A piece of the line, in per cent."""

    x: float
    width: float

    @property
    def end(self) -> float:
        return self.x + self.width


@dataclass(frozen=True, slots=True)
class TimeTick:
    """A line of the grid; the label is empty where it would not fit."""

    x: float
    label: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """From the first to the last day, both included; raises `ValueError` for an end before the start."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"a line cannot end ({self.end}) before it starts ({self.start})")

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1

    def holds(self, day: date) -> bool:
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
    air = max(1, round(((last - first).days + 1) * MARGIN)) * DAY
    return Timeline(first - air, last + air)


def month_ticks(line: Timeline, most: int = MOST_LABELS) -> list[TimeTick]:
    """Firsts of months, so few that their labels fit; the month in which the line starts stands at its beginning."""
    starts = _month_starts(line)
    step = next(step for step in (1, 2, 3, 6, 12, 24, 60, 120, 1200) if len(starts) / step <= most)
    shown = [day for day in starts if (day.year * 12 + day.month - 1) % step == 0]
    ticks = [TimeTick(line.left_of(day), f"{day:%Y-%m}") for day in shown]
    room = 100 / most
    if not ticks or (step == 1 and ticks[0].x > room):
        ticks.insert(0, TimeTick(0.0, f"{line.start:%Y-%m}"))
    return [tick if tick.x <= 100 - room * 0.8 else TimeTick(tick.x, "") for tick in ticks]


def _month_starts(line: Timeline) -> list[date]:
    day, found = line.start.replace(day=1), []
    while day <= line.end:
        if day >= line.start:
            found.append(day)
        day = (day + 31 * DAY).replace(day=1)
    return found


def week_ticks(line: Timeline) -> list[TimeTick]:
    """Mondays, every one or every second or fourth with its date; none on a long line."""
    if line.days > WEEKS_UP_TO:
        return []
    first = line.start + (-line.start.weekday() % 7) * DAY
    mondays = [first + n * 7 * DAY for n in range((line.end - first).days // 7 + 1)]
    step = next(step for step in (1, 2, 4) if len(mondays) / step <= MOST_LABELS)
    return [
        TimeTick(
            line.left_of(day), f"{day:%m-%d}" if n % step == 0 and line.left_of(day) < 96 else ""
        )
        for n, day in enumerate(mondays)
    ]


def rest_extents(line: Timeline, days: Iterable[date]) -> list[Extent]:
    """Rest days as columns, neighbours joined; none on a long line."""
    if line.days > RESTS_UP_TO:
        return []
    found: list[list[date]] = []
    for day in sorted(day for day in days if line.holds(day)):
        if found and day - found[-1][1] == DAY:
            found[-1][1] = day
        else:
            found.append([day, day])
    return [line.extent_of(first, last) for first, last in found]


class DrawnStage(TrackedStage, Protocol):
    """What a bar needs to know of a stage; rows have it."""

    start_date: date | None
    baseline_planned_date: date


def stage_beginnings(stages: Sequence[DrawnStage], plan_start: date) -> list[date]:
    """When each stage of one sub-project begins: its own date, else after the one before, else with the plan. Never after its end."""
    found, following = [], plan_start
    for stage in stages:
        found.append(
            min(
                stage.start_date or following,
                stage.planned_date,
                stage.actual_date or stage.planned_date,
            )
        )
        following = stage.planned_date + DAY
    return found


@dataclass(frozen=True, slots=True)
class StageBar:
    """A stage on the line: `whole` runs to the planned date, or to the day it was done before that; `late` is what lies beyond."""

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
    is_done = stage.status == StageStatus.DONE and stage.actual_date is not None
    until = stage.actual_date if is_done else today
    whole = line.extent_of(begin, min(stage.planned_date, until) if is_done else stage.planned_date)
    moved = stage.baseline_planned_date != stage.planned_date
    return StageBar(
        whole=whole,
        done=Extent(whole.x, whole.width * stage.percent / 100) if stage.percent else None,
        late=_late_extent(line, stage.planned_date, until),
        baseline=line.extent_of(
            min(begin, stage.baseline_planned_date), stage.baseline_planned_date
        )
        if moved
        else None,
    )


def _late_extent(line: Timeline, planned: date, until: date) -> Extent | None:
    return line.extent_of(planned + DAY, until) if until > planned and planned < line.end else None


def line_to_today(dates: Iterable[date], today: date) -> Timeline:
    """A line around all dates, and as far as today unless that would leave the dates less than half of it."""
    dates = list(dates)
    first, last = min(dates), max(dates)
    reach = max((last - first).days, 14) * DAY
    return line_around([first, last, min(max(today, first - reach / 4), last + reach)])
