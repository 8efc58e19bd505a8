"""Metrics of a plan: chosen, frozen with the start, measured after the roll-out by somebody who is not the plan owner."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core.errors import LawBroken
from metrics.domain.figures import Scope, Span
from metrics.queries import measure, registry
from notifications.enums import Topic
from plans import rules
from plans.actions import journal, ledger, notices
from plans.actions.dates import require_order
from plans.actions.locking import led, locked, require_state, save
from plans.domain import lifecycle
from plans.domain.windows import baseline_span
from plans.enums import EventKind, MetricSource
from plans.models import Evaluation, Plan, PlanMetric
from plans.queries.scope import scope_of

METRIC_FIELDS = (
    "name",
    "unit",
    "direction",
    "target",
    "is_core",
    "formula",
    "min_samples",
    "evaluator",
    "before",
    "before_evidence",
)


@transaction.atomic
def add_metric(plan: Plan, *, by: Any, at: datetime, key: str = "", **fields: Any) -> PlanMetric:
    """A metric of the registry (`key`), or one typed by hand with the evidence of its value before. A running plan freezes it at once."""
    plan = led(plan, by, lifecycle.EDITABLE)
    metric = PlanMetric(plan=plan, order=plan.metrics.count() + 1)
    _fill_metric(metric, key, fields)
    metric.save()
    if plan.frozen_at:
        freeze_baseline(metric, plan, at=at)
    ledger.record(
        plan,
        EventKind.METRIC,
        by=by,
        at=at,
        after=metric.name[:60],
        target=_figure_text(metric.target),
    )
    save(plan, by=by, at=at)
    return metric


@transaction.atomic
def edit_metric(
    metric: PlanMetric, *, by: Any, at: datetime, key: str = "", note: str = "", **fields: Any
) -> PlanMetric:
    """Once the baseline is frozen neither it nor the figure changes; a new target then needs a reason."""
    plan = led(metric.plan, by, lifecycle.EDITABLE)
    metric = PlanMetric.objects.select_for_update(no_key=True).get(pk=metric.pk)
    former = metric.target
    if metric.frozen_at:
        fields = {
            name: value
            for name, value in fields.items()
            if name in ("target", "is_core", "formula", "min_samples", "evaluator")
        }
        if "target" in fields and fields["target"] != former and not note.strip():
            raise LawBroken(_("The plan runs: say why the target changes."), field="note")
        for name, value in fields.items():
            setattr(metric, name, value)
    else:
        _fill_metric(metric, key, fields)
    metric.save()
    ledger.record(
        plan,
        EventKind.METRIC,
        by=by,
        at=at,
        before=_figure_text(former),
        after=_figure_text(metric.target),
        note=note,
        metric=metric.name,
    )
    save(plan, by=by, at=at)
    return metric


@transaction.atomic
def remove_metric(metric: PlanMetric, *, by: Any, at: datetime) -> None:
    """Only while the plan is a draft."""
    plan = led(metric.plan, by, lifecycle.PLANNED)
    name = metric.name
    metric.delete()
    ledger.record(plan, EventKind.METRIC, by=by, at=at, before=name[:60])
    save(plan, by=by, at=at)


def _fill_metric(metric: PlanMetric, key: str, fields: dict[str, Any]) -> None:
    for name in METRIC_FIELDS:
        if name in fields:
            setattr(metric, name, fields[name])
    metric.key, metric.source = key, MetricSource.TICKETS if key else MetricSource.MANUAL
    if key:
        known = registry.metric(key)
        metric.unit, metric.direction = known.unit, known.better or metric.direction
        metric.name = metric.name or _in_house_language(known)
        metric.before, metric.before_evidence = None, ""
    if metric.target is None:
        raise LawBroken(
            _("Without a target nobody can say whether it was reached."), field="target"
        )
    if not key:
        _require_typed(metric)
    clash = metric.plan.metrics.filter(name=metric.name)
    if (clash.exclude(pk=metric.pk) if metric.pk else clash).exists():
        raise LawBroken(_("The plan has a metric of this name."), field="name")


def _in_house_language(known: registry.Metric) -> str:
    """The name that stands in the record; pages show the registry's in the reader's language."""
    with translation.override("zh-hans"):
        return str(known.name)


def _require_typed(metric: PlanMetric) -> None:
    if not metric.name.strip():
        raise LawBroken(_("Give the metric a name."), field="name")
    if metric.before is not None and not metric.before_evidence.strip():
        raise LawBroken(
            _("A value typed by hand needs its evidence: where it was read."),
            field="before_evidence",
        )


# --- before ---------------------------------------------------------------------------------------------------------
def freeze_all_baselines(plan: Plan, *, by: Any, at: datetime) -> None:
    """At the start: every metric keeps its scope, its window and its value before."""
    for metric in plan.metrics.all():
        freeze_baseline(metric, plan, at=at)
        ledger.record(
            plan,
            EventKind.FROZEN,
            by=by,
            at=at,
            after=_figure_text(metric.before),
            note=metric.name,
            samples=metric.before_samples,
        )


def freeze_baseline(metric: PlanMetric, plan: Plan, *, at: datetime) -> None:
    """The baseline of one metric. No tickets in the window: no value before, which prints as a dash."""
    span = baseline_of(plan)
    metric.frozen_at = at
    if metric.is_counted:
        scope = scope_of(plan)
        found = measure.figure(metric.key, scope, span, at=at)
        metric.scope, metric.before, metric.before_samples = (
            scope.to_json(),
            found.value,
            found.count,
        )
        metric.baseline_from, metric.baseline_to = span.start, span.end
    metric.save()


def baseline_of(plan: Plan) -> Span:
    """The window before the change: as the plan names it, else the ninety days before its start."""
    return baseline_span(plan.start_date, plan.baseline_from, plan.baseline_to)


# --- after ----------------------------------------------------------------------------------------------------------
@transaction.atomic
def evaluate_metric(
    metric: PlanMetric,
    *,
    by: Any,
    at: datetime,
    after: Decimal | None = None,
    evidence: str = "",
    note: str = "",
    uploads: Iterable[UploadedFile] = (),
) -> Evaluation:
    """Take the value after the change, in the plan's window, by somebody who is not its owner. A counted metric is never typed."""
    plan = locked(metric.plan)
    metric = PlanMetric.objects.select_for_update(no_key=True).get(pk=metric.pk)
    metric.plan = plan
    rules.require_evaluator(by, plan, metric)
    require_state(plan, lifecycle.MEASURED)
    uploads = list(uploads)
    span = Span(plan.evaluation_due_from, plan.evaluation_due_to)
    found = (
        _count_after(metric, span, at)
        if metric.is_counted
        else _take_typed_after(metric, span, after, evidence, uploads, at)
    )
    metric.after, metric.after_samples, metric.compliance_pct = (
        found.after,
        found.samples,
        found.compliance_pct,
    )
    metric.measured_from, metric.measured_to = span.start, span.end
    metric.evaluated_at, metric.evaluated_by = at, by
    found.metric, found.cycle, found.at, found.by = metric, plan.cycle, at, by
    found.is_met, found.is_small_sample = metric.effect.is_met, has_small_sample(metric)
    found.note, found.evidence = note, evidence
    found.save()
    metric.save()
    journal.attach_files(plan, uploads, by=by, at=at, evaluation=found)
    ledger.record(
        plan,
        EventKind.EVALUATED,
        by=by,
        at=at,
        before=_figure_text(metric.before),
        after=_figure_text(metric.after),
        note=note,
        metric=metric.name,
        is_met=found.is_met,
        samples=found.samples,
    )
    save(plan, by=by, at=at)
    _notify_of_verdict(plan, at=at)
    return found


def _count_after(metric: PlanMetric, span: Span, at: datetime) -> Evaluation:
    if timezone.localdate(at) <= span.end:
        raise LawBroken(
            _("The window runs until %(day)s; the figure is taken when it is over.")
            % {"day": span.end}
        )
    scope = Scope.from_json(metric.scope)
    found = measure.figure(metric.key, scope, span, at=at)
    if found.value is None:
        raise LawBroken(
            _(
                "No ticket of the scope falls into this window. Lengthen it, or measure by hand with evidence."
            )
        )
    kept = (
        measure.compliance_pct(metric.key, scope, span, metric.target, metric.direction, at=at)
        if metric.target is not None
        else None
    )
    return Evaluation(
        after=found.value,
        samples=found.count,
        compliance_pct=kept,
        measured_from=span.start,
        measured_to=span.end,
    )


def _take_typed_after(
    metric: PlanMetric,
    span: Span,
    after: Decimal | None,
    evidence: str,
    uploads: list[UploadedFile],
    at: datetime,
) -> Evaluation:
    if timezone.localdate(at) < span.start:
        raise LawBroken(_("The window begins on %(day)s.") % {"day": span.start})
    if after is None:
        raise LawBroken(_("Type the value after the change."), field="after")
    if not evidence.strip() and not uploads:
        raise LawBroken(
            _("A value typed by hand needs its evidence: where it was read."), field="evidence"
        )
    return Evaluation(after=after, measured_from=span.start, measured_to=span.end)


def has_small_sample(metric: PlanMetric) -> bool:
    """Too few cases before or after to be sure."""
    counts = (metric.before_samples, metric.after_samples)
    return metric.is_counted and any(
        count is not None and count < metric.min_samples for count in counts
    )


def _notify_of_verdict(plan: Plan, *, at: datetime) -> None:
    """When the last core metric has its value: the owner learns whether a new cycle is due."""
    core = list(plan.metrics.filter(is_core=True))
    if any(metric.after is None for metric in core):
        return
    missed = any(metric.effect.is_met is False for metric in core)
    yes = gettext_noop("the goal was reached; write the summary")
    no = gettext_noop("the goal was missed: open cycle %(next)s, or end the plan with a reason")
    notices.notify_about_plan(
        plan,
        [plan.owner],
        no if missed else yes,
        key=f"verdict:{plan.cycle}:{missed}",
        at=at,
        topic=Topic.PLAN_LATE if missed else Topic.PLAN_TASK,
        anchor="#effect",
        next=plan.cycle + 1,
    )


def forget_values_after(plan: Plan) -> None:
    """A new cycle measures anew; the values of the last one stay in its evaluations."""
    plan.metrics.update(
        after=None,
        after_samples=None,
        compliance_pct=None,
        measured_from=None,
        measured_to=None,
        evaluated_at=None,
        evaluated_by=None,
        stated_met=None,
    )


@transaction.atomic
def set_window(plan: Plan, *, by: Any, at: datetime, start: date, end: date, note: str) -> Plan:
    """Another window for the values after the change, with a reason; never before the roll-out. Values taken already are forgotten."""
    plan = led(plan, by, lifecycle.MEASURED)
    require_order(start, end, "end")
    if start <= plan.rollout_date:
        raise LawBroken(
            _("The window begins after the roll-out on %(day)s.") % {"day": plan.rollout_date},
            field="start",
        )
    before = f"{plan.evaluation_due_from} – {plan.evaluation_due_to}"
    plan.evaluation_due_from, plan.evaluation_due_to = start, end
    forget_values_after(plan)
    ledger.record(
        plan, EventKind.METRIC, by=by, at=at, before=before, after=f"{start} – {end}", note=note
    )
    return save(plan, by=by, at=at)


def ask_evaluators(plan: Plan, *, at: datetime) -> None:
    """Those who are named learn when they will be needed."""
    notices.notify_about_plan(
        plan,
        [metric.evaluator for metric in plan.metrics.select_related("evaluator")],
        gettext_noop("please evaluate the effect, the data run from %(start)s to %(end)s"),
        key=f"evaluate:{plan.cycle}",
        at=at,
        anchor="#effect",
        start=notices.date_text(plan.evaluation_due_from),
        end=notices.date_text(plan.evaluation_due_to),
    )


def _figure_text(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f}"
