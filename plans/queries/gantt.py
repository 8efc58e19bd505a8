"""Plans and their stages laid out over time. Reads nothing but the calendar: rows are handed in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from calendars.queries.hours import desk_hours
from plans.domain import lifecycle, progress, timeline
from plans.domain.timeline import DAY, Extent, StageBar, Timeline, TimeTick
from plans.enums import StageStatus
from plans.models import Plan, Stage


@dataclass(frozen=True, slots=True)
class TimeGrid:
    """What all rows have behind them; `today` is None when it lies off the line."""

    line: Timeline
    months: list[TimeTick]
    weeks: list[TimeTick]
    rests: list[Extent]
    today: float | None


@dataclass(frozen=True, slots=True)
class StageRow:
    """A stage with its bar; `days_late` until it was done, or until today. `due` is the place of the planned date."""

    stage: Stage
    bar: StageBar
    begin: date
    due: float
    days_late: int
    is_moved: bool
    is_on_rest_day: bool


@dataclass(frozen=True, slots=True)
class GanttGroup:
    """The stages of a sub-project; without a name those of the plan itself."""

    name: str
    rows: list[StageRow]


@dataclass(frozen=True, slots=True)
class Gantt:
    """A plan over time."""

    grid: TimeGrid
    groups: list[GanttGroup]

    @property
    def rows(self) -> list[StageRow]:
        return [row for group in self.groups for row in group.rows]


@dataclass(frozen=True, slots=True)
class Milestone:
    """A stage as a diamond at its planned date; `baseline` is where it stood before it was moved."""

    stage: Stage
    x: float
    baseline: float | None
    look: str


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A plan as one row of the portfolio; `row` is its line of the list."""

    row: Any
    period: Extent
    done: Extent
    milestones: list[Milestone]


@dataclass(frozen=True, slots=True)
class Portfolio:
    grid: TimeGrid
    lines: list[PlanLine]


def rest_days(first: date, last: date) -> frozenset[date]:
    """The days on which the desk does not work, by the calendar of its hours: two statements."""
    calendar = desk_hours()
    days = (first + n * DAY for n in range((last - first).days + 1))
    return frozenset(day for day in days if not calendar.hours_on(day))


def rest_days_of(plan: Plan, stages: Iterable[Stage], today: date) -> frozenset[date]:
    """The rest days of everything that `gantt` draws."""
    line = _gantt_line(plan, stages, today)
    return rest_days(line.start, line.end)


def plan_gantt(
    plan: Plan, stages: Iterable[Stage], today: date, rest: Iterable[date] = ()
) -> Gantt | None:
    """The stages that count, grouped by sub-project; None without any. Touches `stage.subproject` and `stage.owner`, nothing else."""
    stages = [stage for stage in stages if stage.is_counted]
    if not stages:
        return None
    rest = frozenset(rest)
    line = _gantt_line(plan, stages, today)
    by_part: dict[int | None, list[Stage]] = {}
    for stage in sorted(stages, key=lambda one: (one.phase, one.sequence)):
        by_part.setdefault(stage.subproject_id, []).append(stage)
    own = by_part.pop(None, [])
    parts = sorted(
        by_part.values(), key=lambda part: (part[0].subproject.order, part[0].subproject_id)
    )
    named = [("", own)] if own else []
    named += [(part[0].subproject.name, part) for part in parts]
    return Gantt(
        _time_grid(line, today, rest),
        [GanttGroup(name, _stage_rows(line, part, plan, today, rest)) for name, part in named],
    )


def _gantt_line(plan: Plan, stages: Iterable[Stage], today: date) -> Timeline:
    dates = [plan.start_date, plan.end_date]
    for stage in stages:
        dates += [
            day
            for day in (
                stage.start_date,
                stage.planned_date,
                stage.baseline_planned_date,
                stage.actual_date,
            )
            if day
        ]
    if plan.state in lifecycle.WATCHED:
        return timeline.line_to_today(dates, today)
    return timeline.line_around(dates)


def _time_grid(line: Timeline, today: date, rest: Iterable[date] = ()) -> TimeGrid:
    return TimeGrid(
        line,
        timeline.month_ticks(line),
        timeline.week_ticks(line),
        timeline.rest_extents(line, rest),
        line.mark_of(today),
    )


def _stage_rows(
    line: Timeline, stages: Sequence[Stage], plan: Plan, today: date, rest: frozenset[date]
) -> list[StageRow]:
    counts_on = min(today, line.end) if plan.state in lifecycle.WATCHED else plan.start_date
    begins = timeline.stage_beginnings(stages, plan.start_date)
    return [
        StageRow(
            stage=stage,
            bar=timeline.stage_bar(line, stage, begin, counts_on),
            begin=begin,
            due=line.right_of(stage.planned_date),
            days_late=_days_late(stage, plan, today),
            is_moved=stage.baseline_planned_date != stage.planned_date,
            is_on_rest_day=stage.planned_date in rest,
        )
        for stage, begin in zip(stages, begins, strict=True)
    ]


def _days_late(stage: Stage, plan: Plan, today: date) -> int:
    """A plan at rest is late with nothing that is unfinished."""
    if stage.status != StageStatus.DONE and plan.state not in lifecycle.WATCHED:
        return 0
    return progress.delay_days(stage, today)


def plan_portfolio(rows: Sequence[Any], today: date) -> Portfolio | None:
    """Lines of the list as one row each; None without any."""
    if not rows:
        return None
    dates = [day for row in rows for day in (row.plan.start_date, row.plan.end_date)]
    dates += [stage.planned_date for row in rows for stage in row.stages]
    line = timeline.line_to_today(dates, today)
    return Portfolio(_time_grid(line, today), [_plan_line(line, row, today) for row in rows])


def _plan_line(line: Timeline, row: Any, today: date) -> PlanLine:
    period = line.extent_of(row.plan.start_date, row.plan.end_date)
    share = float(row.progress.weighted_pct or 0) / 100
    milestones = [
        Milestone(
            stage,
            line.centre_of(stage.planned_date),
            line.centre_of(stage.baseline_planned_date)
            if stage.baseline_planned_date != stage.planned_date
            else None,
            _milestone_look(stage, row.plan, today),
        )
        for stage in row.stages
    ]
    return PlanLine(row, period, Extent(period.x, period.width * share), milestones)


def _milestone_look(stage: Stage, plan: Plan, today: date) -> str:
    """`done`, `late` or `open`."""
    if stage.status == StageStatus.DONE:
        return "done"
    is_late = progress.is_overdue(stage, today) or stage.status == StageStatus.DELAYED
    return "late" if is_late and plan.state in lifecycle.WATCHED else "open"
