"""Metrics of a plan: chosen, edited, and frozen with their value before when the plan starts."""

from datetime import datetime
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
from plans.domain.written import figure_words
from plans.enums import EventKind, MetricSource
from plans.models import Plan, PlanMetric
from plans.queries.scope import scope_of

METRIC_FIELDS = (
    "name",
    "unit",
    "direction",
    "target",
    "target_reason",
    "is_core",
    "formula",
    "min_samples",
    "evaluator",
    "before",
    "before_evidence",
)

# What judges a plan: once it has begun, `plans.actions.changes` asks somebody else about these.
JUDGING = ("target", "target_reason", "is_core", "formula", "min_samples")


# --- choosing ---------------------------------------------------------------------------------
@transaction.atomic
def add_metric(plan: Plan, *, by: User, at: datetime, key: str = "", **fields: Any) -> PlanMetric:
    """A metric of the registry (`key`), or one typed by hand with the evidence of its value before.

    Only while the plan is a draft.
    """
    plan = lock_for_lead(plan, by, lifecycle.PLANNED)
    metric = checked_metric(plan, key=key, **fields)
    metric.save()
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


def checked_metric(plan: Plan, *, key: str = "", **fields: Any) -> PlanMetric:
    """A new metric of the plan, not saved. Raises `LawBroken` for what cannot be measured."""
    metric = PlanMetric(plan=plan, order=plan.metrics.count() + 1)
    _fill_metric(metric, key, fields)
    return metric


@transaction.atomic
def edit_metric(
    metric: PlanMetric, *, by: User, at: datetime, key: str = "", **fields: Any
) -> PlanMetric:
    """Only while the plan is a draft."""
    plan = lock_for_lead(metric.plan, by, lifecycle.PLANNED)
    metric = PlanMetric.objects.select_for_update(no_key=True).get(pk=metric.pk)
    former = metric.target
    _fill_metric(metric, key, fields)
    metric.save()
    ledger.write_line(
        plan,
        EventKind.METRIC,
        by=by,
        at=at,
        before=figure_words(former),
        after=figure_words(metric.target),
        metric=metric.name,
    )
    store_row(plan, by=by, at=at)
    return metric


def name_evaluator(
    metric: PlanMetric, evaluator: User | None, *, by: User, at: datetime
) -> PlanMetric:
    """Somebody else takes the value after; the caller has locked the metric with its plan."""
    former = metric.evaluator
    metric.evaluator = evaluator
    metric.save()
    ledger.write_line(
        metric.plan,
        EventKind.METRIC,
        by=by,
        at=at,
        before=str(former or ""),
        after=str(evaluator or ""),
        metric=metric.name,
    )
    store_row(metric.plan, by=by, at=at)
    return metric


@transaction.atomic
def remove_metric(metric: PlanMetric, *, by: User, at: datetime) -> None:
    """Only while the plan is a draft."""
    plan = lock_for_lead(metric.plan, by, lifecycle.PLANNED)
    name = metric.name
    metric.delete()
    ledger.write_line(plan, EventKind.METRIC, by=by, at=at, before=name[:60])
    store_row(plan, by=by, at=at)


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
            _("Without a target no one can say whether it was reached."), field="target"
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
        raise LawBroken(_("Enter a name for the metric."), field="name")
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


# --- may it start -----------------------------------------------------------------------------
def require_measurable(plan: Plan) -> None:
    """Every core metric can tell in the end whether the plan worked. Raises `LawBroken`.

    Asked when the values before are frozen.
    """
    core = list(plan.metrics.filter(is_core=True).select_related("evaluator"))
    if not core:
        raise LawBroken(
            _("Add at least one core metric first: it tells whether the goal was reached.")
        )
    for metric in core:
        _require_value_before(metric)
        _require_better_target(metric)
        _require_judge(metric, plan)


def _require_value_before(metric: PlanMetric) -> None:
    if metric.before is not None:
        return
    if metric.is_counted:
        raise LawBroken(
            _(
                "“%(metric)s” has no value before: no ticket falls into %(start)s to %(end)s."
                " Choose another baseline window, or type the value with its evidence."
            )
            % {
                "metric": metric.name,
                "start": metric.baseline_from,
                "end": metric.baseline_to,
            }
        )
    raise LawBroken(
        _("“%(metric)s” has no value before: type it with its evidence.") % {"metric": metric.name}
    )


def _require_better_target(metric: PlanMetric) -> None:
    if metric.aims_better or metric.target_reason.strip():
        return
    raise LawBroken(
        _(
            "The target of “%(metric)s” (%(target)s) is not better than the value before"
            " (%(before)s): correct it, or write down the reason, which the record prints."
        )
        % {
            "metric": metric.name,
            "target": figure_words(metric.target),
            "before": figure_words(metric.before),
        }
    )


def _require_judge(metric: PlanMetric, plan: Plan) -> None:
    if metric.evaluator is None or metric.evaluator_id == plan.owner_id:
        raise LawBroken(
            _("Choose who evaluates “%(metric)s”; it cannot be the plan owner.")
            % {"metric": metric.name}
        )
