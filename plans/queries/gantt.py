"""Plans and their stages laid out over time. Reads nothing but the calendar: rows are handed in."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from calendars.queries.hours import desk_hours
from plans.domain import lifecycle, progress, timeline
from plans.domain.progress import Progress
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
    """A stage with its bar; `days_late` until it was done, or until today.

    `due` is the place of the planned date.
    """

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
        """Those of all groups."""
        rows = []
        for group in self.groups:
            rows += group.rows
        return rows


@dataclass(frozen=True, slots=True)
class Milestone:
    """A stage as a diamond at its planned date.

    `baseline` is where it stood before it was moved.
    """

    stage: Stage
    x: float
    baseline: float | None
    look: str


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A plan as one row of the portfolio; `row` is its line of the list."""

    row: "PortfolioRow"
    period: Extent
    done: Extent
    milestones: list[Milestone]


@dataclass(frozen=True, slots=True)
class Portfolio:
    """Plans over time, one row each."""

    grid: TimeGrid
    lines: list[PlanLine]


# --- rest days --------------------------------------------------------------------------------
def rest_days(first: date, last: date) -> frozenset[date]:
    """The days on which the desk does not work, by the calendar of its hours: two statements."""
    calendar = desk_hours()
    count = (last - first).days + 1
    days = (first + n * DAY for n in range(count))
    return frozenset(day for day in days if not calendar.hours_on(day))


def rest_days_of(plan: Plan, stages: Iterable[Stage], today: date) -> frozenset[date]:
    """The rest days of everything that `plan_gantt` draws."""
    line = _gantt_line(plan, stages, today)
    return rest_days(line.start, line.end)


# --- one plan ---------------------------------------------------------------------------------
def plan_gantt(
    plan: Plan, stages: Iterable[Stage], today: date, rest: Iterable[date] = ()
) -> Gantt | None:
    """The stages that count, grouped by sub-project; None without any.

    Touches `stage.subproject` and `stage.owner`, nothing else.
    """
    stages = [stage for stage in stages if stage.is_counted]
    if not stages:
        return None
    rest = frozenset(rest)
    line = _gantt_line(plan, stages, today)
    groups = []
    for name, part in _stages_by_part(stages):
        groups.append(GanttGroup(name, _stage_rows(line, part, plan, today, rest)))
    return Gantt(_time_grid(line, today, rest), groups)


def _stages_by_part(stages: Iterable[Stage]) -> Iterator[tuple[str, list[Stage]]]:
    """The plan's own stages first, then each sub-project in its order; codes sorted as numbers."""
    by_part: dict[int | None, list[Stage]] = {}
    for stage in sorted(stages, key=lambda stage: (stage.phase, stage.sequence)):
        by_part.setdefault(stage.subproject_id, []).append(stage)
    own = by_part.pop(None, [])
    if own:
        yield "", own
    for part in sorted(by_part.values(), key=_part_order):
        yield part[0].subproject.name, part


def _part_order(part: Sequence[Stage]) -> tuple[int, int]:
    return part[0].subproject.order, part[0].subproject_id


def _gantt_line(plan: Plan, stages: Iterable[Stage], today: date) -> Timeline:
    """As far as today only while people are reminded of the plan."""
    dates = [plan.start_date, plan.end_date]
    for stage in stages:
        dates += [stage.planned_date, stage.baseline_planned_date]
        if stage.start_date:
            dates.append(stage.start_date)
        if stage.actual_date:
            dates.append(stage.actual_date)
    if plan.state in lifecycle.WATCHED:
        return timeline.line_to_today(dates, today)
    return timeline.line_around(dates)


def _time_grid(line: Timeline, today: date, rest: Iterable[date] = ()) -> TimeGrid:
    return TimeGrid(
        line=line,
        months=timeline.month_ticks(line),
        weeks=timeline.week_ticks(line),
        rests=timeline.rest_extents(line, rest),
        today=line.mark_of(today),
    )


def _stage_rows(
    line: Timeline, stages: Sequence[Stage], plan: Plan, today: date, rest: frozenset[date]
) -> list[StageRow]:
    # In a plan at rest no bar grows beyond its planned date.
    counts_on = plan.start_date
    if plan.state in lifecycle.WATCHED:
        counts_on = min(today, line.end)

    rows = []
    begins = timeline.stage_beginnings(stages, plan.start_date)
    for stage, begin in zip(stages, begins, strict=True):
        row = StageRow(
            stage=stage,
            bar=timeline.stage_bar(line, stage, begin, counts_on),
            begin=begin,
            due=line.right_of(stage.planned_date),
            days_late=_days_late(stage, plan, today),
            is_moved=stage.baseline_planned_date != stage.planned_date,
            is_on_rest_day=stage.planned_date in rest,
        )
        rows.append(row)
    return rows


def _days_late(stage: Stage, plan: Plan, today: date) -> int:
    """A plan at rest is late with nothing that is unfinished."""
    if stage.status != StageStatus.DONE and plan.state not in lifecycle.WATCHED:
        return 0
    return progress.delay_days(stage, today)


# --- many plans -------------------------------------------------------------------------------
class PortfolioRow(Protocol):
    """What has to be known of a line of the list; the rows of the dashboard have it."""

    plan: Plan
    progress: Progress
    stages: Sequence[Stage]


def plan_portfolio(rows: Sequence[PortfolioRow], today: date) -> Portfolio | None:
    """Lines of the list as one row each; None without any."""
    if not rows:
        return None
    dates: list[date] = []
    for row in rows:
        dates += [row.plan.start_date, row.plan.end_date]
        dates += [stage.planned_date for stage in row.stages]
    line = timeline.line_to_today(dates, today)
    return Portfolio(_time_grid(line, today), [_plan_line(line, row, today) for row in rows])


def _plan_line(line: Timeline, row: PortfolioRow, today: date) -> PlanLine:
    period = line.extent_of(row.plan.start_date, row.plan.end_date)
    share = float(row.progress.weighted_pct or 0) / 100
    done = Extent(period.x, period.width * share)
    milestones = [_milestone(line, stage, row.plan, today) for stage in row.stages]
    return PlanLine(row, period, done, milestones)


def _milestone(line: Timeline, stage: Stage, plan: Plan, today: date) -> Milestone:
    baseline = None
    if stage.baseline_planned_date != stage.planned_date:
        baseline = line.centre_of(stage.baseline_planned_date)
    look = _milestone_look(stage, plan, today)
    return Milestone(stage, line.centre_of(stage.planned_date), baseline, look)


def _milestone_look(stage: Stage, plan: Plan, today: date) -> str:
    """`done`, `late` or `open`."""
    if stage.status == StageStatus.DONE:
        return "done"
    is_late = progress.is_overdue(stage, today) or stage.status == StageStatus.DELAYED
    return "late" if is_late and plan.state in lifecycle.WATCHED else "open"
