"""The execution record of a plan, read from its rows as form F2 has it."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import override

from accounts.models import User
from metrics.enums import MetricUnit
from metrics.queries import registry
from plans.domain import f2, stage_cells
from plans.domain.effect import Effect, one_decimal
from plans.domain.record import (
    Basics,
    ChangeLine,
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
from plans.domain.written import figure_words, plain_figure
from plans.enums import ReplanState, StageStatus
from plans.models import (
    ChangeRequest,
    Plan,
    PlanArchive,
    PlanMetric,
    PlanSummary,
    Replan,
    Stage,
    StageProblem,
    StageProgress,
)
from plans.queries.changes import changes_of_plan


def record_of(plan: Plan) -> Record:
    """The whole record, without dropped stages; ten statements whatever its size."""
    metrics = list(plan.metrics.all())
    return Record(
        basics=_record_basics(plan),
        sections=_record_sections(plan),
        metrics=tuple(map(_metric_line, metrics)),
        closing=_record_closing(plan),
        changes=tuple(_change_lines(plan, metrics)),
    )


def _change_lines(plan: Plan, metrics: Iterable[PlanMetric]) -> Iterator[ChangeLine]:
    """Targets that are not better than before, dates that were planned anew, changed goals."""
    for metric in metrics:
        if metric.target_reason:
            yield ChangeLine(
                title=f"{label_of(metric.name, metric.unit)}：目标未优于优化前数值",
                before=figure_words(metric.before),
                after=figure_words(metric.target),
                reason=tidy_text(metric.target_reason),
                asked="",
                decided="",
            )
    replans = Replan.objects.filter(stage__plan=plan, state=ReplanState.APPROVED)
    for replan in replans.select_related("stage", "asked_by", "decided_by").order_by("decided_at"):
        yield ChangeLine(
            title=f"{replan.stage.code} {f2.PLANNED}",
            before=f"{replan.from_date}",
            after=f"{replan.to_date}",
            reason=tidy_text(replan.reason),
            asked=_signed(replan.asked_by, replan.asked_at),
            decided=_decision_words(replan),
        )
    for entry in changes_of_plan(plan):
        change = entry.change
        yield ChangeLine(
            title=tidy_text(entry.title),
            before=tidy_text(entry.before),
            after=tidy_text(entry.after),
            reason=tidy_text(change.reason),
            asked=_signed(change.asked_by, change.asked_at),
            decided=_decision_words(change),
        )


def _decision_words(change: ChangeRequest | Replan) -> str:
    words = str(change.get_state_display())
    if change.decided_by is None or change.decided_at is None:
        return words
    signed = _signed(change.decided_by, change.decided_at)
    return "；".join(part for part in (words, change.comment, signed) if part)


def _signed(person: User, at: datetime) -> str:
    return f"{person} {timezone.localtime(at):%Y-%m-%d %H:%M}"


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
