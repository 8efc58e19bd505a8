"""A plan metric over time: what the registry counts before and after the change, to be drawn."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone
from django.utils.functional import Promise

from metrics.domain.figures import FigureScope, FigureSpan
from metrics.enums import Bucket, Cohort
from metrics.queries import measure
from metrics.queries.registry import REGISTRY
from plans.domain import chart, windows
from plans.domain.chart import BucketFigure, WindowMean
from plans.models import Plan, PlanMetric
from plans.queries.scope import scope_of

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class EffectChart:
    """One metric before and after.

    Counted: `figures`, by bucket; of what is typed there are none.
    """

    metric: PlanMetric
    unit: str | Promise
    before: WindowMean | None
    after: WindowMean | None
    bucket: str = ""
    figures: tuple[BucketFigure, ...] = ()
    rollout: date | None = None

    @property
    def means(self) -> list[WindowMean]:
        """Before and after, as far as they are known."""
        return [mean for mean in (self.before, self.after) if mean]

    @property
    def cases(self) -> int:
        """Cases in all buckets together."""
        return sum(figure.count for figure in self.figures)


def chart_of(metric: PlanMetric, plan: Plan, *, at: datetime) -> EffectChart:
    """The chart of a metric as it is known at a moment.

    Two bars where no line over time would be comparable with the windows.
    """
    if not _has_series(metric):
        return _typed_chart(metric)

    today = timezone.localdate(at)
    scope = FigureScope.from_json(metric.scope) if metric.frozen_at else scope_of(plan)
    before_span = _baseline_span(metric, plan)
    after_span = _evaluation_span(metric, plan)
    drawn = _drawn_span(before_span, after_span, plan, today)
    bucket = chart.bucket_of(drawn.days)
    figures = _bucket_figures(metric.key, scope, drawn, bucket, at)

    before = _known_mean("before", before_span, metric.before, metric.before_samples)
    if before is None:
        before = _counted_mean("before", before_span, metric, scope, at)
    after = None
    if after_span is not None:
        after = _known_mean("after", after_span, metric.after, metric.after_samples)
        if after is None:
            after = _counted_mean("after", after_span, metric, scope, at)

    return EffectChart(
        metric=metric,
        unit=unit_of(metric),
        before=before,
        after=after,
        bucket=bucket,
        figures=figures,
        rollout=plan.rollout_date,
    )


def _has_series(metric: PlanMetric) -> bool:
    """What grows with the length of its window would not compare in buckets.

    What waits at the end of a period would be asked for once a bucket. What is typed, or left the
    registry, nobody counts.
    """
    if not metric.is_counted or metric.key not in REGISTRY:
        return False
    found = REGISTRY[metric.key]
    return not found.grows_with_days and found.cohort != Cohort.WAITING


def unit_of(metric: PlanMetric) -> str | Promise:
    """The unit in the reader's language where the registry knows it, else the metric's words."""
    if metric.is_counted and metric.key in REGISTRY:
        return REGISTRY[metric.key].unit.label
    return metric.unit


# --- spans ------------------------------------------------------------------------------------
def _baseline_span(metric: PlanMetric, plan: Plan) -> FigureSpan:
    """Frozen with the metric, else as the plan wants it, else the ninety days before the plan."""
    if metric.baseline_from and metric.baseline_to:
        return FigureSpan(metric.baseline_from, metric.baseline_to)
    return windows.baseline_span(plan.start_date, plan.baseline_from, plan.baseline_to)


def _evaluation_span(metric: PlanMetric, plan: Plan) -> FigureSpan | None:
    """Where the value after was taken, else where it will be; None before the roll-out."""
    if metric.measured_from and metric.measured_to:
        return FigureSpan(metric.measured_from, metric.measured_to)
    if plan.evaluation_due_from and plan.evaluation_due_to:
        return FigureSpan(plan.evaluation_due_from, plan.evaluation_due_to)
    if plan.rollout_date:
        return windows.evaluation_window(plan.rollout_date)
    return None


def _drawn_span(
    before: FigureSpan, after: FigureSpan | None, plan: Plan, today: date
) -> FigureSpan:
    """From the baseline on; to the end of what is measured, and to today while the plan runs."""
    end = max(before.end, plan.rollout_date or before.end)
    if after is not None:
        end = max(end, after.end)
    if plan.is_editable:
        end = max(end, today)
    return FigureSpan(before.start, end)


# --- figures ----------------------------------------------------------------------------------
def _bucket_figures(
    key: str, scope: FigureScope, span: FigureSpan, bucket: str, at: datetime
) -> tuple[BucketFigure, ...]:
    """The figures of all days, weeks or months of a span, also of those without a case."""
    series = measure.figure_series(key, scope, span, Bucket(bucket), at=at)
    starts = [day for day, _figure in series]
    ends = [start - DAY for start in starts[1:]] + [span.end]

    figures = []
    for (start, figure), end in zip(series, ends, strict=True):
        # The first week or month may begin before the span does.
        first = max(start, span.start)
        figures.append(BucketFigure(first, end, figure.value, figure.count, figure.is_provisional))
    return tuple(figures)


def _known_mean(
    kind: str, span: FigureSpan, value: Decimal | None, samples: int | None
) -> WindowMean | None:
    """What is written down; None as long as nothing is."""
    if value is None:
        return None
    return WindowMean(kind, span.start, span.end, value, samples)


def _counted_mean(
    kind: str, span: FigureSpan, metric: PlanMetric, scope: FigureScope, at: datetime
) -> WindowMean:
    """What the registry counts so far."""
    figure = measure.measured_figure(metric.key, scope, span, at=at)
    return WindowMean(kind, span.start, span.end, figure.value, figure.count, is_provisional=True)


# --- typed by hand ----------------------------------------------------------------------------
def _typed_chart(metric: PlanMetric) -> EffectChart:
    before = after = None
    if metric.before is not None:
        before = WindowMean(
            "before",
            metric.baseline_from,
            metric.baseline_to,
            metric.before,
            metric.before_samples,
        )
    if metric.after is not None:
        after = WindowMean(
            "after", metric.measured_from, metric.measured_to, metric.after, metric.after_samples
        )
    return EffectChart(metric=metric, unit=unit_of(metric), before=before, after=after)
