"""A plan metric over time: what the registry counts before and after the change, ready to be drawn."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from metrics.domain.figures import Figure, Scope, Span
from metrics.enums import Bucket, MetricUnit
from metrics.queries import measure
from metrics.queries.registry import REGISTRY
from plans.domain import chart, timeline, windows
from plans.domain.chart import BucketFigure, EffectColumn, Picture, ValueScale, WindowMean
from plans.domain.timeline import Timeline, TimeTick
from plans.models import Plan, PlanMetric
from plans.queries.scope import scope_of

DAY = timedelta(days=1)
FEW_LABELS = 4
"""Months that fit below a chart in a narrow column."""


@dataclass(frozen=True, slots=True)
class TypedColumns:
    """A figure that is typed: two bars and the target."""

    scale: ValueScale
    bars: list[EffectColumn]
    target_y: float | None


@dataclass(frozen=True, slots=True)
class EffectChart:
    """One metric before and after. Counted: `picture` and `told` on `line`; typed: `columns`."""

    metric: PlanMetric
    unit: Any
    before: WindowMean | None
    after: WindowMean | None
    line: Timeline | None = None
    bucket: str = ""
    told: tuple[BucketFigure, ...] = ()
    picture: Picture | None = None
    months: tuple[TimeTick, ...] = ()
    few_months: tuple[TimeTick, ...] = ()
    rollout: date | None = None
    rollout_x: float | None = None
    today_x: float | None = None
    columns: TypedColumns | None = None

    @property
    def means(self) -> list[WindowMean]:
        """Before and after, as far as they are known."""
        return [mean for mean in (self.before, self.after) if mean]

    @property
    def cases(self) -> int:
        return sum(one.count for one in self.told)


def chart_of(metric: PlanMetric, plan: Plan, *, at: datetime) -> EffectChart:
    """The chart of a metric as it is known at a moment. Two columns where no line over time would be comparable with the windows."""
    if not _has_series(metric):
        return _typed_chart(metric)
    today = timezone.localdate(at)
    scope = Scope.from_json(metric.scope) if metric.frozen_at else scope_of(plan)
    before, after = _baseline_span(metric, plan), _evaluation_span(metric, plan)
    span = _drawn_span(before, after, plan, today)
    bucket = chart.bucket_of(span.days)
    told = _bucket_figures(metric.key, scope, span, bucket, at)
    means = [
        _window_mean("before", before, metric.before, metric.before_samples, metric, scope, at),
        _window_mean("after", after, metric.after, metric.after_samples, metric, scope, at),
    ]
    line = Timeline(told[0].first, told[-1].last)
    return EffectChart(
        metric=metric,
        unit=unit_of(metric),
        before=means[0],
        after=means[1],
        line=line,
        bucket=bucket,
        told=told,
        picture=chart.effect_picture(line, told, [mean for mean in means if mean], metric.target),
        months=tuple(timeline.month_ticks(line)),
        few_months=tuple(timeline.month_ticks(line, FEW_LABELS)),
        rollout=plan.rollout_date,
        rollout_x=line.mark_of(plan.rollout_date),
        today_x=line.mark_of(today),
    )


def _has_series(metric: PlanMetric) -> bool:
    """A number of tickets grows with the length of its window; what is typed, or left the registry, nobody counts."""
    return (
        metric.is_counted
        and metric.key in REGISTRY
        and REGISTRY[metric.key].unit != MetricUnit.COUNT
    )


def unit_of(metric: PlanMetric) -> Any:
    """The unit in the reader's language where the registry knows it, else the words of the metric."""
    return (
        REGISTRY[metric.key].unit.label
        if metric.is_counted and metric.key in REGISTRY
        else metric.unit
    )


def _baseline_span(metric: PlanMetric, plan: Plan) -> Span:
    """Frozen with the metric, else as the plan wants it, else the ninety days before the plan."""
    for one in (metric, plan):
        if one.baseline_from and one.baseline_to:
            return Span(one.baseline_from, one.baseline_to)
    return windows.baseline_window(plan.start_date)


def _evaluation_span(metric: PlanMetric, plan: Plan) -> Span | None:
    """Where the value after was taken, else where it will be; None before the roll-out."""
    if metric.measured_from and metric.measured_to:
        return Span(metric.measured_from, metric.measured_to)
    if plan.evaluation_due_from and plan.evaluation_due_to:
        return Span(plan.evaluation_due_from, plan.evaluation_due_to)
    return windows.evaluation_window(plan.rollout_date) if plan.rollout_date else None


def _drawn_span(before: Span, after: Span | None, plan: Plan, today: date) -> Span:
    """From the baseline on; to the end of what is measured, and to today while the plan is not over."""
    ends = [before.end, plan.rollout_date or before.end]
    ends += [after.end] if after else []
    ends += [today] if plan.is_editable else []
    return Span(before.start, max(ends))


def _bucket_figures(
    key: str, scope: Scope, span: Span, bucket: str, at: datetime
) -> tuple[BucketFigure, ...]:
    series = measure.series(key, scope, span, Bucket(bucket), at=at)
    firsts = [max(day, span.start) for day, _figure in series]
    lasts = [*(day - DAY for day, _figure in series[1:]), span.end]
    return tuple(
        BucketFigure(first, last, figure.value, figure.count, figure.is_provisional)
        for first, last, (_day, figure) in zip(firsts, lasts, series, strict=True)
    )


def _window_mean(
    kind: str,
    window: Span | None,
    value: Decimal | None,
    samples: int | None,
    metric: PlanMetric,
    scope: Scope,
    at: datetime,
) -> WindowMean | None:
    """What is written down; as long as nothing is, what the registry counts so far."""
    if window is None:
        return None
    if value is not None:
        return WindowMean(kind, window.start, window.end, value, samples)
    counted: Figure = measure.figure(metric.key, scope, Span(window.start, window.end), at=at)
    return WindowMean(
        kind, window.start, window.end, counted.value, counted.count, is_provisional=True
    )


def _typed_chart(metric: PlanMetric) -> EffectChart:
    scale, bars, target_y = chart.effect_columns(metric.before, metric.after, metric.target)
    return EffectChart(
        metric=metric,
        unit=unit_of(metric),
        before=_typed_mean(
            "before", metric.before, metric.before_samples, metric.baseline_from, metric.baseline_to
        ),
        after=_typed_mean(
            "after", metric.after, metric.after_samples, metric.measured_from, metric.measured_to
        ),
        columns=TypedColumns(scale, bars, target_y),
    )


def _typed_mean(
    kind: str, value: Decimal | None, samples: int | None, first: date | None, last: date | None
) -> WindowMean | None:
    return None if value is None else WindowMean(kind, first, last, value, samples)
