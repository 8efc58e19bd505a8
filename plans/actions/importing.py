"""An execution record that comes in becomes a plan: all of it in one transaction, or nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.actions import audit
from core.errors import LawBroken
from plans.actions import ledger, moves, numbering
from plans.domain import stage_cells
from plans.domain.direction import direction_of
from plans.domain.progress import code_key
from plans.domain.record import (
    LONGEST,
    NUMBER,
    Closing,
    MetricLine,
    Record,
    Section,
    StageLine,
    joined_names,
    split_label,
)
from plans.enums import Audited, EventKind, MetricSource, PlanState, ProblemState, StageStatus
from plans.models import (
    Evaluation,
    Plan,
    PlanMetric,
    PlanSummary,
    Stage,
    StageProblem,
    StageProgress,
    SubProject,
)
from plans.queries.known import departments_by_name, has_number, people_by_name

NOTE = "由执行记录表导入"
"""What stands in the ledger and as evidence of figures.

Written once into the rows, in the language of the form.
"""


@dataclass(frozen=True, slots=True)
class _ImportContext:
    """Who imports, when, and whom the names of the form mean."""

    by: User
    at: datetime
    people: dict[str, User]

    def find_person(self, name: str) -> tuple[User | None, str]:
        """The person of a name, or nobody and the words."""
        person = self.people.get(name)
        return (person, "") if person else (None, name)


@transaction.atomic
def import_record(record: Record, *, by: User, at: datetime) -> Plan:
    """A plan with everything the record says.

    A number of the desk's shape is kept; raises `LawBroken` when a plan has it already.
    """
    context = _ImportContext(by, at, _known_people(record))
    plan = _create_plan(record, context)
    stage_count = 0
    for order, section in enumerate(record.sections):
        stage_count += _create_section(plan, order, section, context)
    for order, line in enumerate(record.metrics, 1):
        _create_metric(plan, order, line, context)
    _create_summary(plan, record.closing, context)

    ledger.write_line(
        plan,
        EventKind.IMPORTED,
        by=by,
        at=at,
        after=plan.state,
        note=NOTE,
        number=record.basics.number,
        file_no=record.closing.file_no,
        stages=stage_count,
    )
    audit.write_audit_entry(
        Audited.PLAN_IMPORTED,
        by=by,
        at=at,
        target=f"plan {plan.number}",
        stages=stage_count,
        state=plan.state,
    )
    return plan


def _known_people(record: Record) -> dict[str, User]:
    """Names that mean exactly one person of the desk."""
    owners = (stage.owner for stage in record.stages)
    names = {record.basics.owner, record.closing.author, *owners}
    people = {}
    for name, namesakes in people_by_name(names).items():
        if len(namesakes) == 1:
            people[name] = namesakes[0]
    return people


# --- section one ------------------------------------------------------------------------------
def _create_plan(record: Record, context: _ImportContext) -> Plan:
    """The plan with its state; departments that nobody knows stay as words."""
    basics = record.basics
    owner, owner_text = context.find_person(basics.owner)
    departments = departments_by_name(basics.departments)
    unknown = [name for name in basics.departments if name not in departments]
    plan = Plan(
        number=_plan_number(basics.number, context.at),
        name=basics.name,
        start_date=basics.start,
        end_date=basics.end,
        owner=owner or context.by,
        owner_text=owner_text,
        departments_text=joined_names(unknown),
        core_goal=basics.core_goal,
        created_at=context.at,
        created_by=context.by,
        updated_at=context.at,
        updated_by=context.by,
    )
    state = state_of(record)
    moves.set_plan_state(plan, state, at=context.at)
    plan.frozen_at = None if state == PlanState.DRAFT else context.at
    plan.save(force_insert=True)
    plan.departments.set(departments.values())
    return plan


def _plan_number(number: str, at: datetime) -> str:
    """The number of the form if it is one of ours and free; a new one for none."""
    if not NUMBER.fullmatch(number):
        return numbering.issue_number(at)

    # Reserved before it is looked up: two imports of one form then wait for each other.
    numbering.reserve_number(number)
    if has_number(number):
        raise LawBroken(
            _("There is a plan %(number)s already; nothing was imported.") % {"number": number},
            field="number",
        )
    return number


def state_of(record: Record) -> PlanState:
    """How far the plan is, by its stages, figures and summary."""
    statuses = {stage.status for stage in record.stages}
    if statuses <= {StageStatus.NOT_STARTED}:
        return PlanState.DRAFT
    if statuses != {StageStatus.DONE}:
        return PlanState.RUNNING
    is_measured = all(metric.after is not None for metric in record.metrics)
    if record.metrics and is_measured and record.closing.experience:
        return PlanState.SUMMARIZED
    return PlanState.EVALUATING


# --- section two ------------------------------------------------------------------------------
def _create_section(plan: Plan, order: int, section: Section, context: _ImportContext) -> int:
    """The stages of the plan itself or of a sub-project; how many."""
    part = None
    if section.name:
        part = SubProject.objects.create(plan=plan, name=section.name, order=order)
    for line in section.stages:
        _create_stage(plan, part, line, context)
    return len(section.stages)


def _create_stage(
    plan: Plan, part: SubProject | None, line: StageLine, context: _ImportContext
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
    stage: Stage, lines: Iterable[stage_cells.ProgressLine], context: _ImportContext
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
    stage: Stage, problems: list[stage_cells.ProblemEntry], context: _ImportContext
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
    context: _ImportContext,
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


# --- section three and the summary ------------------------------------------------------------
def _create_metric(plan: Plan, order: int, line: MetricLine, context: _ImportContext) -> None:
    """A figure typed by hand, with the form as its evidence.

    The value after is the first evaluation.
    """
    name, unit = split_label(line.label)

    # Two figures that differ in their unit alone keep it in their names.
    if plan.metrics.filter(name=name).exists():
        name, unit = line.label[: LONGEST["metric"]], ""
    metric = PlanMetric.objects.create(
        plan=plan,
        order=order,
        source=MetricSource.MANUAL,
        name=name,
        unit=unit,
        direction=direction_of(line),
        target=line.target,
        before=line.before,
        before_evidence=NOTE if line.before is not None else "",
        frozen_at=plan.frozen_at,
        after=line.after,
        stated_met=line.is_met,
    )
    if line.after is None:
        return
    metric.evaluated_at = context.at
    metric.evaluated_by = context.by
    metric.save()
    Evaluation.objects.create(
        metric=metric,
        cycle=plan.cycle,
        after=line.after,
        is_met=metric.effect.is_met,
        evidence=NOTE,
        at=context.at,
        by=context.by,
    )


def _create_summary(plan: Plan, closing: Closing, context: _ImportContext) -> None:
    """Nothing for a form whose last section is empty, or holds its file number alone."""
    if not (closing.experience or closing.suggestions or closing.author or closing.written_on):
        return
    author, author_text = context.find_person(closing.author)
    PlanSummary.objects.create(
        plan=plan,
        experience=closing.experience,
        suggestions=closing.suggestions,
        author=author,
        author_text=author_text,
        written_on=closing.written_on,
    )
