"""The metrics of a plan as its page shows them."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch

from accounts.models import User
from metrics.domain.figures import FigureScope, FigureSpan
from metrics.queries.links import cases_path
from metrics.queries.registry import REGISTRY
from plans.models import Evaluation, Plan, PlanMetric
from plans.queries.evaluation import small_sample_warnings


@dataclass(frozen=True, slots=True)
class MetricCard:
    """A metric: its name in the reader's language, its definition, its history.

    The paths lead to the tickets behind both values; empty for who may not see them.
    """

    metric: PlanMetric
    title: str
    definition: str
    before_path: str
    after_path: str
    warnings: list[str]
    history: list[Evaluation]
    is_mine: bool


def metric_cards(plan: Plan, user: User) -> list[MetricCard]:
    """Two statements whatever the number of metrics."""
    histories = Prefetch("evaluations", Evaluation.objects.select_related("by"))
    metrics = plan.metrics.select_related("evaluator", "evaluated_by").prefetch_related(histories)
    return [_metric_card(metric, user) for metric in metrics]


def _metric_card(metric: PlanMetric, user: User) -> MetricCard:
    known = REGISTRY.get(metric.key)

    # The list of cases shows tickets of the whole desk.
    before_path = after_path = ""
    if known and user.has_perm("tickets.see_all"):
        before_path = _cases_path(metric, metric.baseline_from, metric.baseline_to)
        after_path = _cases_path(metric, metric.measured_from, metric.measured_to)
    return MetricCard(
        metric=metric,
        title=title_of_metric(metric),
        definition=known.definition if known else "",
        before_path=before_path,
        after_path=after_path,
        warnings=list(small_sample_warnings(metric, metric.after_samples)),
        history=list(metric.evaluations.all()),
        is_mine=metric.evaluator_id == user.pk,
    )


def _cases_path(metric: PlanMetric, first: date | None, last: date | None) -> str:
    """Where the tickets of a window are listed; empty as long as there is no window."""
    if first is None or last is None:
        return ""
    return cases_path(metric.key, FigureScope.from_json(metric.scope), FigureSpan(first, last))


def title_of_metric(metric: PlanMetric) -> str:
    """In the reader's language where the registry knows the figure."""
    known = REGISTRY.get(metric.key)
    return str(known.name) if known else metric.name
