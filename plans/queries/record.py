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
        _record_basics(plan),
        _record_sections(plan),
        tuple(_metric_line(metric) for metric in plan.metrics.all()),
        _record_closing(plan),
    )


def _record_basics(plan: Plan) -> Basics:
    departments = joined_names(
        (*(department.name for department in plan.departments.all()), plan.departments_text)
    )
    return Basics(
        name=tidy_text(plan.name),
        number=plan.number,
        start=plan.start_date,
        end=plan.end_date,
        owner=tidy_text(plan.owner_name),
        departments=names_in(departments),
        core_goal=tidy_text(plan.core_goal),
    )


def _record_sections(plan: Plan) -> tuple[Section, ...]:
    """The plan's own stages, if any, then those of each sub-project, also of one that has none yet."""
    progress = Prefetch("progress", StageProgress.objects.order_by("date", "at", "id"))
    problems = Prefetch("problems", StageProblem.objects.order_by("raised_at", "id"))
    stages = list(
        plan.stages.counted().select_related("owner").prefetch_related(progress, problems)
    )
    found = [
        Section(tidy_text(part.name), _stage_lines(stages, part.pk))
        for part in plan.subprojects.all()
    ]
    own = _stage_lines(stages, None)
    return (*((Section("", own),) if own else ()), *found)


def _stage_lines(stages: Iterable[Stage], subproject: int | None) -> tuple[StageLine, ...]:
    return tuple(_stage_line(stage) for stage in stages if stage.subproject_id == subproject)


def _stage_line(stage: Stage) -> StageLine:
    lines = [
        stage_cells.ProgressLine(line.date, line.percent, line.text)
        for line in stage.progress.all()
    ]
    problems, measures = stage_cells.problem_cells(
        _problem_entry(problem) for problem in stage.problems.all()
    )
    return StageLine(
        code=stage.code,
        task=tidy_text(stage.task),
        owner=tidy_text(stage.owner_name),
        planned=stage.planned_date,
        actual=stage.actual_date,
        progress=stage_cells.progress_cell(lines),
        problems=problems,
        measures=measures,
        status=StageStatus(stage.status),
    )


def _problem_entry(row: StageProblem) -> stage_cells.ProblemEntry:
    missed = row.missed_date if row.is_automatic else None
    return stage_cells.ProblemEntry(
        row.description, row.impact, row.countermeasure, row.resolution, missed
    )


def _metric_line(metric: PlanMetric) -> MetricLine:
    effect, unit = metric.effect, unit_word(metric.unit)
    return MetricLine(
        label=label_of(metric_name(metric), unit),
        before=_printed_value(effect.before, effect),
        after=_printed_value(effect.after, effect),
        target=None if effect.target is None else plain_figure(effect.target),
        is_met=effect.is_met,
        change=f2.change_text(effect, unit),
        attainment=one_decimal(effect.attainment_pct),
    )


def metric_name(metric: PlanMetric) -> str:
    """The figure's Chinese name, also when it was chosen by somebody who reads English; a name that somebody typed stays."""
    if not metric.is_counted:
        return metric.name
    known = registry.metric(metric.key)
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


def _record_closing(plan: Plan) -> Closing:
    archive = PlanArchive.objects.filter(plan=plan).values_list("file_no", flat=True).first() or ""
    summary = PlanSummary.objects.filter(plan=plan).select_related("author").first()
    if summary is None:
        return Closing(file_no=archive)
    return Closing(
        experience=tidy_text(summary.experience),
        suggestions=tidy_text(summary.suggestions),
        author=tidy_text(summary.author_text or summary.author or ""),
        written_on=summary.written_on,
        file_no=archive,
    )
