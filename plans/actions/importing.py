"""An execution record that comes in becomes a plan: all of it in one transaction, or nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

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
"""What stands in the ledger and as evidence of figures: written once into the rows, in the language of the form."""


@dataclass(frozen=True, slots=True)
class _ImportContext:
    """Who imports, when, and whom the names of the form mean."""

    by: Any
    at: datetime
    people: dict[str, User]

    def person(self, name: str) -> tuple[User | None, str]:
        """The person of a name, or nobody and the words."""
        found = self.people.get(name)
        return (found, "") if found else (None, name)


@transaction.atomic
def import_record(record: Record, *, by: Any, at: datetime) -> Plan:
    """A plan with everything the record says. A number of the desk's shape is kept; raises `LawBroken` when a plan has it already."""
    hands = _ImportContext(by, at, _known_people(record))
    plan = _create_plan(record, hands)
    codes = {
        section.name: _create_section(plan, order, section, hands)
        for order, section in enumerate(record.sections)
    }
    for order, line in enumerate(record.metrics, 1):
        _create_metric(plan, order, line, hands)
    _create_summary(plan, record.closing, hands)
    ledger.record(
        plan,
        EventKind.IMPORTED,
        by=by,
        at=at,
        after=plan.state,
        note=NOTE,
        number=record.basics.number,
        file_no=record.closing.file_no,
        stages=sum(codes.values()),
    )
    audit.record(
        Audited.PLAN_IMPORTED,
        by=by,
        at=at,
        target=f"plan {plan.number}",
        stages=sum(codes.values()),
        state=plan.state,
    )
    return plan


def _known_people(record: Record) -> dict[str, User]:
    """Names that mean exactly one person of the desk."""
    names = {record.basics.owner, record.closing.author, *(stage.owner for stage in record.stages)}
    return {name: found[0] for name, found in people_by_name(names).items() if len(found) == 1}


# --- section one ------------------------------------------------------------------------------------------------------------
def _create_plan(record: Record, hands: _ImportContext) -> Plan:
    basics = record.basics
    owner, owner_text = hands.person(basics.owner)
    departments = departments_by_name(basics.departments)
    plan = Plan(
        number=_plan_number(basics.number, hands.at),
        name=basics.name,
        start_date=basics.start,
        end_date=basics.end,
        owner=owner or hands.by,
        owner_text=owner_text,
        departments_text=joined_names(
            name for name in basics.departments if name not in departments
        ),
        core_goal=basics.core_goal,
        created_at=hands.at,
        created_by=hands.by,
        updated_at=hands.at,
        updated_by=hands.by,
    )
    state = state_of(record)
    moves.set_plan_state(plan, state, at=hands.at)
    plan.frozen_at = None if state == PlanState.DRAFT else hands.at
    plan.save(force_insert=True)
    plan.departments.set(departments.values())
    return plan


def _plan_number(number: str, at: datetime) -> str:
    """The number of the form if it is one of ours and free; a new one for none."""
    if not NUMBER.fullmatch(number):
        return numbering.issue_number(at)
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
    is_measured = bool(record.metrics) and all(
        metric.after is not None for metric in record.metrics
    )
    return (
        PlanState.SUMMARIZED if is_measured and record.closing.experience else PlanState.EVALUATING
    )


# --- section two ------------------------------------------------------------------------------------------------------------
def _create_section(plan: Plan, order: int, section: Section, hands: _ImportContext) -> int:
    """The stages of the plan itself or of a sub-project; how many."""
    part = (
        SubProject.objects.create(plan=plan, name=section.name, order=order)
        if section.name
        else None
    )
    for line in section.stages:
        _create_stage(plan, part, line, hands)
    return len(section.stages)


def _create_stage(
    plan: Plan, part: SubProject | None, line: StageLine, hands: _ImportContext
) -> None:
    lines = stage_cells.progress_in(line.progress)
    owner, owner_text = hands.person(line.owner)
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
        percent=_stage_percent(line.status, lines),
    )
    moves.set_stage_status(stage, line.status)
    stage.save(force_insert=True)
    _create_progress(stage, lines, hands)
    _create_problems(stage, stage_cells.problems_in(line.problems, line.measures), hands)


def _stage_percent(status: StageStatus, lines: Iterable[stage_cells.ProgressLine]) -> int:
    """100 when done, nothing before the start; else the last percent that the form names."""
    if status in (StageStatus.DONE, StageStatus.NOT_STARTED):
        return 100 if status == StageStatus.DONE else 0
    named = [line.percent for line in lines if line.percent is not None]
    return named[-1] if named else 0


def _create_progress(
    stage: Stage, lines: Iterable[stage_cells.ProgressLine], hands: _ImportContext
) -> None:
    """Lines without a date are told of the day the stage was done, or of today."""
    day = stage.actual_date or timezone.localdate(hands.at)
    StageProgress.objects.bulk_create(
        StageProgress(
            stage=stage,
            date=line.on or day,
            percent=stage.percent if line.percent is None or line.on is None else line.percent,
            text=line.text,
            at=hands.at,
            by=hands.by,
        )
        for line in lines
    )


def _create_problems(
    stage: Stage, problems: Iterable[stage_cells.ProblemEntry], hands: _ImportContext
) -> None:
    """What went wrong; a delayed stage that does not say so gets a record that waits for its words, as from the daily job."""
    problems = list(problems)
    if stage.status == StageStatus.DELAYED and not problems:
        problems = [stage_cells.ProblemEntry(missed=stage.planned_date)]
    missed = set()
    for problem in problems:
        is_new = problem.missed is not None and problem.missed not in missed
        missed.add(problem.missed)
        _create_problem(stage, problem, hands, is_automatic=is_new)


def _create_problem(
    stage: Stage, problem: stage_cells.ProblemEntry, hands: _ImportContext, *, is_automatic: bool
) -> None:
    is_mended = bool(problem.resolution)
    StageProblem.objects.create(
        stage=stage,
        description=problem.description,
        impact=problem.impact,
        countermeasure=problem.countermeasure,
        resolution=problem.resolution,
        state=ProblemState.RESOLVED if is_mended else ProblemState.OPEN,
        is_automatic=is_automatic,
        missed_date=problem.missed,
        raised_at=hands.at,
        raised_by=None if is_automatic else hands.by,
        resolved_at=hands.at if is_mended else None,
        resolved_by=hands.by if is_mended else None,
    )


# --- section three and the summary ------------------------------------------------------------------------------------------
def _create_metric(plan: Plan, order: int, line: MetricLine, hands: _ImportContext) -> None:
    """A figure typed by hand, with the form as its evidence; the value after is the first evaluation."""
    name, unit = split_label(line.label)
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
    metric.evaluated_at, metric.evaluated_by = hands.at, hands.by
    metric.save()
    Evaluation.objects.create(
        metric=metric,
        cycle=plan.cycle,
        after=line.after,
        is_met=metric.effect.is_met,
        evidence=NOTE,
        at=hands.at,
        by=hands.by,
    )


def _create_summary(plan: Plan, closing: Closing, hands: _ImportContext) -> None:
    if not (closing.experience or closing.suggestions or closing.author or closing.written_on):
        return
    author, author_text = hands.person(closing.author)
    PlanSummary.objects.create(
        plan=plan,
        experience=closing.experience,
        suggestions=closing.suggestions,
        author=author,
        author_text=author_text,
        written_on=closing.written_on,
    )
