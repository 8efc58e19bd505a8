"""Metrics of a plan: chosen, edited, and frozen with their value before when the plan starts."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import LawBroken
from core.work.record import store_row
from metrics.queries import measure, registry
from plans.actions import ledger
from plans.actions.locking import lock_for_lead
from plans.domain import lifecycle
from plans.domain.windows import baseline_span
from plans.enums import EventKind, MetricSource
from plans.models import Plan, PlanMetric
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

# What may still change when the value before stands.
FREE_WHEN_FROZEN = ("target", "is_core", "formula", "min_samples", "evaluator")


# --- choosing ---------------------------------------------------------------------------------
@transaction.atomic
def add_metric(plan: Plan, *, by: User, at: datetime, key: str = "", **fields: Any) -> PlanMetric:
    """A metric of the registry (`key`), or one typed by hand with the evidence of its value before.

    A running plan freezes it at once.
    """
    plan = lock_for_lead(plan, by, lifecycle.EDITABLE)
    metric = PlanMetric(plan=plan, order=plan.metrics.count() + 1)
    _fill_metric(metric, key, fields)
    metric.save()
    if plan.frozen_at:
        freeze_baseline(metric, plan, at=at)

    ledger.write_line(
        plan,
        EventKind.METRIC,
        by=by,
        at=at,
        after=metric.name[:60],
        target=figure_words(metric.target),
    )
    store_row(plan, by=by, at=at)
    return metric


@transaction.atomic
def edit_metric(
    metric: PlanMetric, *, by: User, at: datetime, key: str = "", note: str = "", **fields: Any
) -> PlanMetric:
    """Once the baseline is frozen neither it nor the figure changes.

    A new target then needs a reason.
    """
    plan = lock_for_lead(metric.plan, by, lifecycle.EDITABLE)
    metric = PlanMetric.objects.select_for_update(no_key=True).get(pk=metric.pk)
    former = metric.target
    if metric.frozen_at:
        _edit_frozen_metric(metric, fields, note)
    else:
        _fill_metric(metric, key, fields)
    metric.save()

    ledger.write_line(
        plan,
        EventKind.METRIC,
        by=by,
        at=at,
        before=figure_words(former),
        after=figure_words(metric.target),
        note=note,
        metric=metric.name,
    )
    store_row(plan, by=by, at=at)
    return metric


@transaction.atomic
def remove_metric(metric: PlanMetric, *, by: User, at: datetime) -> None:
    """Only while the plan is a draft."""
    plan = lock_for_lead(metric.plan, by, lifecycle.PLANNED)
    name = metric.name
    metric.delete()
    ledger.write_line(plan, EventKind.METRIC, by=by, at=at, before=name[:60])
    store_row(plan, by=by, at=at)


def _edit_frozen_metric(metric: PlanMetric, fields: dict[str, Any], note: str) -> None:
    """What else a form brings along is left as it is."""
    has_new_target = "target" in fields and fields["target"] != metric.target
    if has_new_target and not note.strip():
        raise LawBroken(_("The plan runs: say why the target changes."), field="note")
    for name in FREE_WHEN_FROZEN:
        if name in fields:
            setattr(metric, name, fields[name])


def _fill_metric(metric: PlanMetric, key: str, fields: dict[str, Any]) -> None:
    """Take over the fields and check them; the caller saves."""
    for name in METRIC_FIELDS:
        if name in fields:
            setattr(metric, name, fields[name])
    metric.key = key
    metric.source = MetricSource.TICKETS if key else MetricSource.MANUAL
    if key:
        _take_from_registry(metric, registry.metric_of(key))
    if metric.target is None:
        raise LawBroken(
            _("Without a target nobody can say whether it was reached."), field="target"
        )
    if not key:
        _require_evidence(metric)
    _require_free_name(metric)


def _take_from_registry(metric: PlanMetric, known: registry.Metric) -> None:
    """Unit, direction and name; the value before is counted at the start and never typed."""
    metric.unit = known.unit
    metric.direction = known.better or metric.direction
    metric.name = metric.name or _name_in_house_language(known)
    metric.before = None
    metric.before_evidence = ""


def _name_in_house_language(known: registry.Metric) -> str:
    """The name that stands in the record; pages show the registry's in the reader's language."""
    with translation.override("zh-hans"):
        return str(known.name)


def _require_evidence(metric: PlanMetric) -> None:
    """A metric that is typed by hand has a name, and its value before an evidence."""
    if not metric.name.strip():
        raise LawBroken(_("Give the metric a name."), field="name")
    if metric.before is not None and not metric.before_evidence.strip():
        raise LawBroken(
            _("A value typed by hand needs its evidence: where it was read."),
            field="before_evidence",
        )


def _require_free_name(metric: PlanMetric) -> None:
    same_name = metric.plan.metrics.filter(name=metric.name)
    if metric.pk:
        same_name = same_name.exclude(pk=metric.pk)
    if same_name.exists():
        raise LawBroken(_("The plan has a metric of this name."), field="name")


# --- before -----------------------------------------------------------------------------------
def freeze_all_baselines(plan: Plan, *, by: User, at: datetime) -> None:
    """At the start: every metric keeps its scope, its window and its value before."""
    for metric in plan.metrics.all():
        freeze_baseline(metric, plan, at=at)
        ledger.write_line(
            plan,
            EventKind.FROZEN,
            by=by,
            at=at,
            after=figure_words(metric.before),
            note=metric.name,
            samples=metric.before_samples,
        )


def freeze_baseline(metric: PlanMetric, plan: Plan, *, at: datetime) -> None:
    """The baseline of one metric.

    No tickets in the window: no value before, which prints as a dash.
    """
    metric.frozen_at = at
    if metric.is_counted:
        scope = scope_of(plan)
        span = baseline_span(plan.start_date, plan.baseline_from, plan.baseline_to)
        figure = measure.measured_figure(metric.key, scope, span, at=at)

        # The scope is kept too: the value after has to be counted over the same tickets.
        metric.scope = scope.to_json()
        metric.before = figure.value
        metric.before_samples = figure.count
        metric.baseline_from = span.start
        metric.baseline_to = span.end
    metric.save()


def figure_words(value: Decimal | None) -> str:
    """A figure as the ledger keeps it; empty for none."""
    return "" if value is None else f"{value.normalize():f}"
