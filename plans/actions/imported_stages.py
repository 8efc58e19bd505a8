"""Section two of an execution record that comes in: stages, their progress, what went wrong."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from accounts.models import User
from plans.actions import moves
from plans.domain import stage_cells
from plans.domain.progress import code_key
from plans.domain.record import Section, StageLine
from plans.enums import ProblemState, StageStatus
from plans.models import Plan, Stage, StageProblem, StageProgress, SubProject


@dataclass(frozen=True, slots=True)
class ImportContext:
    """Who imports, when, and whom the names of the form mean."""

    by: User
    at: datetime
    people: dict[str, User]

    def find_person(self, name: str) -> tuple[User | None, str]:
        """The person of a name, or nobody and the words."""
        person = self.people.get(name)
        return (person, "") if person else (None, name)


def create_section(plan: Plan, order: int, section: Section, context: ImportContext) -> int:
    """The stages of the plan itself or of a sub-project; how many."""
    part = None
    if section.name:
        part = SubProject.objects.create(plan=plan, name=section.name, order=order)
    for line in section.stages:
        _create_stage(plan, part, line, context)
    return len(section.stages)


def _create_stage(
    plan: Plan, part: SubProject | None, line: StageLine, context: ImportContext
) -> None:
    progress = stage_cells.progress_in(line.progress)
    owner, owner_text = context.find_person(line.owner)
    phase, sequence = code_key(line.code)
    stage = Stage(
        plan=plan,
        subproject=part,
        code=line.code,
        phase=phase,
        sequence=sequence,
        task=line.task,
        owner=owner,
        owner_text=owner_text,
        planned_date=line.planned,
        baseline_planned_date=line.planned,
        actual_date=line.actual,
        percent=_stage_percent(line.status, progress),
    )
    moves.set_stage_status(stage, line.status)
    stage.save(force_insert=True)
    _create_progress(stage, progress, context)
    _create_problems(stage, stage_cells.problems_in(line.problems, line.measures), context)


def _stage_percent(status: StageStatus, lines: Iterable[stage_cells.ProgressLine]) -> int:
    """100 when done, nothing before the start; else the last percent that the form names."""
    if status == StageStatus.DONE:
        return 100
    if status == StageStatus.NOT_STARTED:
        return 0
    named = [line.percent for line in lines if line.percent is not None]
    return named[-1] if named else 0


def _create_progress(
    stage: Stage, lines: Iterable[stage_cells.ProgressLine], context: ImportContext
) -> None:
    """Lines without a date belong to the day the stage was done, or to today."""
    day = stage.actual_date or timezone.localdate(context.at)
    rows = []
    for line in lines:
        percent = stage.percent
        if line.on is not None and line.percent is not None:
            percent = line.percent
        row = StageProgress(
            stage=stage,
            date=line.on or day,
            percent=percent,
            text=line.text,
            at=context.at,
            by=context.by,
        )
        rows.append(row)
    StageProgress.objects.bulk_create(rows)


def _create_problems(
    stage: Stage, problems: list[stage_cells.ProblemEntry], context: ImportContext
) -> None:
    """What went wrong.

    A delayed stage that does not say so gets a record that waits for its words, as from the daily
    job.
    """
    if stage.status == StageStatus.DELAYED and not problems:
        problems = [stage_cells.ProblemEntry(missed=stage.planned_date)]

    # The database keeps one automatic record per missed date; a second one counts as reported.
    missed = set()
    for problem in problems:
        is_automatic = problem.missed is not None and problem.missed not in missed
        missed.add(problem.missed)
        _create_problem(stage, problem, context, is_automatic=is_automatic)


def _create_problem(
    stage: Stage,
    problem: stage_cells.ProblemEntry,
    context: ImportContext,
    *,
    is_automatic: bool,
) -> None:
    """Resolved where the form says what mended it."""
    row = StageProblem(
        stage=stage,
        description=problem.description,
        impact=problem.impact,
        countermeasure=problem.countermeasure,
        resolution=problem.resolution,
        is_automatic=is_automatic,
        missed_date=problem.missed,
        raised_at=context.at,
        raised_by=None if is_automatic else context.by,
    )
    if problem.resolution:
        row.state = ProblemState.RESOLVED
        row.resolved_at = context.at
        row.resolved_by = context.by
    row.save(force_insert=True)
