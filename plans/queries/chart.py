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
from plans.domain.chart import Column, Mean, Picture, Scale, Told
from plans.domain.timeline import Tick, Timeline
from plans.models import Plan, PlanMetric
from plans.queries.scope import scope_of

DAY = timedelta(days=1)
FEW_LABELS = 4
"""Months that fit below a chart in a narrow column."""


@dataclass(frozen=True, slots=True)
class Columns:
    """A figure that is typed: two bars and the target."""

    scale: Scale
    bars: list[Column]
    target_y: float | None


@dataclass(frozen=True, slots=True)
class EffectChart:
    """One metric before and after. Counted: `picture` and `told` on `line`; typed: `columns`."""

    metric: PlanMetric
    unit: Any
    before: Mean | None
    after: Mean | None
    line: Timeline | None = None
    bucket: str = ""
    told: tuple[Told, ...] = ()
    picture: Picture | None = None
    months: tuple[Tick, ...] = ()
    few_months: tuple[Tick, ...] = ()
    rollout: date | None = None
    rollout_x: float | None = None
    today_x: float | None = None
    columns: Columns | None = None

    @property
    def means(self) -> list[Mean]:
        """Before and after, as far as they are known."""
        return [mean for mean in (self.before, self.after) if mean]

    @property
    def cases(self) -> int:
        return sum(one.count for one in self.told)


def chart_of(metric: PlanMetric, plan: Plan, *, at: datetime) -> EffectChart:
    """The chart of a metric as it is known at a moment. Two columns where no line over time would be comparable with the windows."""
    if not _has_series(metric):
        return _typed(metric)
    today = timezone.localdate(at)
    scope = Scope.from_json(metric.scope) if metric.frozen_at else scope_of(plan)
    before, after = _baseline(metric, plan), _measured(metric, plan)
    span = _span(before, after, plan, today)
    bucket = chart.bucket_of(span.days)
    told = _told(metric.key, scope, span, bucket, at)
    means = [
        _mean("before", before, metric.before, metric.before_samples, metric, scope, at),
        _mean("after", after, metric.after, metric.after_samples, metric, scope, at),
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
        picture=chart.picture(line, told, [mean for mean in means if mean], metric.target),
        months=tuple(timeline.months(line)),
        few_months=tuple(timeline.months(line, FEW_LABELS)),
        rollout=plan.rollout_date,
        rollout_x=line.mark(plan.rollout_date),
        today_x=line.mark(today),
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


def _baseline(metric: PlanMetric, plan: Plan) -> Span:
    """Frozen with the metric, else as the plan wants it, else the ninety days before the plan."""
    for one in (metric, plan):
        if one.baseline_from and one.baseline_to:
            return Span(one.baseline_from, one.baseline_to)
    return windows.baseline_window(plan.start_date)


def _measured(metric: PlanMetric, plan: Plan) -> Span | None:
    """Where the value after was taken, else where it will be; None before the roll-out."""
    if metric.measured_from and metric.measured_to:
        return Span(metric.measured_from, metric.measured_to)
    if plan.evaluation_due_from and plan.evaluation_due_to:
        return Span(plan.evaluation_due_from, plan.evaluation_due_to)
    return windows.evaluation_window(plan.rollout_date) if plan.rollout_date else None


def _span(before: Span, after: Span | None, plan: Plan, today: date) -> Span:
    """From the baseline on; to the end of what is measured, and to today while the plan is not over."""
    ends = [before.end, plan.rollout_date or before.end]
    ends += [after.end] if after else []
    ends += [today] if plan.is_editable else []
    return Span(before.start, max(ends))


def _told(key: str, scope: Scope, span: Span, bucket: str, at: datetime) -> tuple[Told, ...]:
    series = measure.series(key, scope, span, Bucket(bucket), at=at)
    firsts = [max(day, span.start) for day, _figure in series]
    lasts = [*(day - DAY for day, _figure in series[1:]), span.end]
    return tuple(
        Told(first, last, figure.value, figure.count, figure.is_provisional)
        for first, last, (_day, figure) in zip(firsts, lasts, series, strict=True)
    )


def _mean(
    kind: str,
    window: Span | None,
    value: Decimal | None,
    samples: int | None,
    metric: PlanMetric,
    scope: Scope,
    at: datetime,
) -> Mean | None:
    """What is written down; as long as nothing is, what the registry counts so far."""
    if window is None:
        return None
    if value is not None:
        return Mean(kind, window.start, window.end, value, samples)
    counted: Figure = measure.figure(metric.key, scope, Span(window.start, window.end), at=at)
    return Mean(kind, window.start, window.end, counted.value, counted.count, is_provisional=True)


def _typed(metric: PlanMetric) -> EffectChart:
    scale, bars, target_y = chart.columns(metric.before, metric.after, metric.target)
    return EffectChart(
        metric=metric,
        unit=unit_of(metric),
        before=_written(
            "before", metric.before, metric.before_samples, metric.baseline_from, metric.baseline_to
        ),
        after=_written(
            "after", metric.after, metric.after_samples, metric.measured_from, metric.measured_to
        ),
        columns=Columns(scale, bars, target_y),
    )


def _written(
    kind: str, value: Decimal | None, samples: int | None, first: date | None, last: date | None
) -> Mean | None:
    return None if value is None else Mean(kind, first, last, value, samples)
