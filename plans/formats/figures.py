"""Metrics of plans and what became of them, in words and figures."""

from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from metrics.enums import MetricUnit
from plans.domain import chart
from plans.domain.effect import Effect, one_decimal
from plans.models import PlanMetric
from plans.queries.chart import unit_of
from plans.queries.metric_cards import title_of_metric

# Units whose differences are percentage points.
PERCENT_SIGNS = (MetricUnit.PERCENT, "%", "％")


def figure_text(value: Decimal | None) -> str:
    """A figure without idle zeros; a dash for none."""
    return chart.figure_text(value)


def metric_unit(metric: PlanMetric) -> str | Promise:
    """The unit of a metric in the reader's language."""
    return unit_of(metric)


def metric_title(metric: PlanMetric) -> str:
    """The name of a metric in the reader's language where the registry knows it."""
    return title_of_metric(metric)


def metric_places(metric: PlanMetric) -> dict[str, float]:
    """Where `before`, `after` and `target` lie on one short line, in per cent of its width."""
    return chart.places_on_line(metric.before, metric.after, metric.target)


def percent_text(value: Decimal | None) -> str:
    """`66.7 %`; a dash for none."""
    return "—" if value is None else f"{one_decimal(value)} %"


def change_text(effect: Effect, unit: str) -> str:
    """`-58.3 % (-28)`; percentage points for per cent; a dash for none."""
    if effect.change_abs is None:
        return "—"

    sign = " %" if effect.change_pct is not None else ""
    points = _(" points") if unit in PERCENT_SIGNS else ""
    return f"{_signed(effect.change_pct)}{sign} ({_signed(effect.change_abs)}{points})"


def _signed(value: Decimal | None) -> str:
    if value is None:
        return "—"
    plus = "+" if value > 0 else ""
    return f"{plus}{one_decimal(value)}"


FILTERS = {
    "figure": figure_text,
    "metric_unit": metric_unit,
    "metric_title": metric_title,
    "metric_places": metric_places,
    "percent": percent_text,
    "effect_change": change_text,
}
