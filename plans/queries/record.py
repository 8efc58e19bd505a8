"""The execution record of a plan, read from its rows as form F2 has it."""

from collections.abc import Iterable
from decimal import Decimal

from django.db.models import Prefetch
from django.utils.translation import override

from metrics.enums import MetricUnit
from metrics.queries import registry
from plans.domain import f2, stage_cells
from plans.domain.effect import Effect, one_decimal
from plans.domain.record import (
    Basics,
    Closing,
    MetricLine,
    Record,
    Section,
    StageLine,
    joined_names,
    label_of,
    names_in,
    tidy_text,
)
from plans.domain.written import plain_figure
from plans.enums import StageStatus
from plans.models import (
    Plan,
    PlanArchive,
    PlanMetric,
    PlanSummary,
    Stage,
    StageProblem,
    StageProgress,
)


def record_of(plan: Plan) -> Record:
    """The whole record, without dropped stages; eight statements whatever its size."""
    return Record(
        basics=_record_basics(plan),
        sections=_record_sections(plan),
        metrics=tuple(_metric_line(metric) for metric in plan.metrics.all()),
        closing=_record_closing(plan),
    )


# --- section one ------------------------------------------------------------------------------
def _record_basics(plan: Plan) -> Basics:
    names = [department.name for department in plan.departments.all()]

    # Joined and split again, so that words of an imported form are sorted in with the others.
    departments = joined_names([*names, plan.departments_text])
    return Basics(
        name=tidy_text(plan.name),
        number=plan.number,
        start=plan.start_date,
        end=plan.end_date,
        owner=tidy_text(plan.owner_name),
        departments=names_in(departments),
        core_goal=tidy_text(plan.core_goal),
    )


# --- section two ------------------------------------------------------------------------------
def _record_sections(plan: Plan) -> tuple[Section, ...]:
    """The plan's own stages, if any, then those of each sub-project, also of one without any."""
    progress = Prefetch("progress", StageProgress.objects.order_by("date", "at", "id"))
    problems = Prefetch("problems", StageProblem.objects.order_by("raised_at", "id"))
    counted = plan.stages.counted().select_related("owner")
    stages = list(counted.prefetch_related(progress, problems))

    sections = []
    own_lines = _stage_lines(stages, None)
    if own_lines:
        sections.append(Section("", own_lines))
    for part in plan.subprojects.all():
        sections.append(Section(tidy_text(part.name), _stage_lines(stages, part.pk)))
    return tuple(sections)


def _stage_lines(stages: Iterable[Stage], subproject: int | None) -> tuple[StageLine, ...]:
    return tuple(_stage_line(stage) for stage in stages if stage.subproject_id == subproject)


def _stage_line(stage: Stage) -> StageLine:
    progress = []
    for row in stage.progress.all():
        progress.append(stage_cells.ProgressLine(row.date, row.percent, row.text))
    entries = [_problem_entry(problem) for problem in stage.problems.all()]
    problems, measures = stage_cells.problem_cells(entries)
    return StageLine(
        code=stage.code,
        task=tidy_text(stage.task),
        owner=tidy_text(stage.owner_name),
        planned=stage.planned_date,
        actual=stage.actual_date,
        progress=stage_cells.progress_cell(progress),
        problems=problems,
        measures=measures,
        status=StageStatus(stage.status),
    )


def _problem_entry(row: StageProblem) -> stage_cells.ProblemEntry:
    return stage_cells.ProblemEntry(
        description=row.description,
        impact=row.impact,
        countermeasure=row.countermeasure,
        resolution=row.resolution,
        missed=row.missed_date if row.is_automatic else None,
    )


# --- section three ----------------------------------------------------------------------------
def _metric_line(metric: PlanMetric) -> MetricLine:
    effect = metric.effect
    unit = unit_word(metric.unit)
    target = None if effect.target is None else plain_figure(effect.target)
    return MetricLine(
        label=label_of(metric_name(metric), unit),
        before=_printed_value(effect.before, effect),
        after=_printed_value(effect.after, effect),
        target=target,
        is_met=effect.is_met,
        change=f2.change_text(effect, unit),
        attainment=one_decimal(effect.attainment_pct),
    )


def metric_name(metric: PlanMetric) -> str:
    """The figure's Chinese name, also when it was chosen by somebody who reads English.

    A name that somebody typed stays.
    """
    if not metric.is_counted:
        return metric.name
    known = registry.metric_of(metric.key)
    with override("en"):
        is_as_known = metric.name == str(known.name)
    with override("zh-hans"):
        return str(known.name) if is_as_known else metric.name


def _printed_value(figure: Decimal | None, effect: Effect) -> Decimal | None:
    return None if figure is None else f2.printed_figure(figure, effect)


def unit_word(unit: str) -> str:
    """The Chinese word of a unit of the registry; a unit that somebody typed stays."""
    if unit not in MetricUnit.values:
        return unit
    with override("zh-hans"):
        return str(MetricUnit(unit).label)


# --- summary ----------------------------------------------------------------------------------
def _record_closing(plan: Plan) -> Closing:
    file_numbers = PlanArchive.objects.filter(plan=plan).values_list("file_no", flat=True)
    file_no = file_numbers.first() or ""
    summary = PlanSummary.objects.filter(plan=plan).select_related("author").first()
    if summary is None:
        return Closing(file_no=file_no)
    return Closing(
        experience=tidy_text(summary.experience),
        suggestions=tidy_text(summary.suggestions),
        author=tidy_text(summary.author_text or summary.author or ""),
        written_on=summary.written_on,
        file_no=file_no,
    )
