"""The strip of figures above the analysis: each with its neighbours and the benchmark."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from analytics.domain.benchmark import gap_between
from analytics.models import Benchmark
from analytics.queries.look import Look
from analytics.queries.month_facts import decimal_of
from analytics.queries.month_tables import Row
from metrics.domain.figures import rounded_value
from metrics.enums import Better, MetricUnit, Note
from metrics.formats import measured_value
from metrics.queries import links
from metrics.queries.registry import REGISTRY, Metric


@dataclass(frozen=True, slots=True)
class Tile:
    """A figure of the strip. `tone` says of the change since last month whether it is better.

    The texts are for reading; `row`, `last_row` and `year_row` are the numbers as they are kept.
    """

    key: str
    name: str
    meaning: str
    value: str
    detail: str
    last: str
    change: str
    tone: str
    year: str
    benchmark: str
    benchmark_tone: str
    notes: str
    path: str
    row: Row
    last_row: Row
    year_row: Row
    benchmark_row: Benchmark | None

    @property
    def metric(self) -> Metric:
        return REGISTRY[self.key]


def figure_tile(
    key: str, row: Row, last: Row, year: Row, benchmark: Benchmark | None, look: Look
) -> Tile:
    """A figure beside those of the month before and of the year before."""
    metric = REGISTRY[key]
    value = decimal_of(row)
    change, tone = change_between(value, decimal_of(last), metric)
    return Tile(
        key=key,
        name=str(metric.name),
        meaning=metric.definition,
        value=measured_value(value, metric.unit),
        detail=_detail_of(row, metric),
        last=measured_value(decimal_of(last), metric.unit),
        change=change,
        tone=tone,
        year=measured_value(decimal_of(year), metric.unit),
        benchmark=_benchmark_text(value, benchmark, metric),
        benchmark_tone=_benchmark_tone(value, benchmark, metric),
        notes="; ".join(str(Note(note).label) for note in row["notes"]),
        path=links.cases_path(key, look.asked.scope, look.asked.span),
        row=row,
        last_row=last,
        year_row=year,
        benchmark_row=benchmark,
    )


def _detail_of(row: Row, metric: Metric) -> str:
    """What the figure stands on, and how its cases spread."""
    if metric.unit == MetricUnit.COUNT:
        return ""
    parts = [f"n = {row['count']:,}"]
    if row.get("median") is not None:
        median = measured_value(decimal_of(row, "median"), metric.unit)
        p90 = measured_value(decimal_of(row, "p90"), metric.unit)
        parts += [f"{_('median')} {median}", f"p90 {p90}"]
    return " · ".join(parts)


def change_between(
    value: Decimal | None, before: Decimal | None, metric: Metric
) -> tuple[str, str]:
    """With its sign, and `kept` where that is better, `missed` where it is worse."""
    if value is None or before is None:
        return "", ""
    change = value - before
    shown = rounded_value(change, metric.unit)
    if not shown:
        return "±0", ""
    if metric.better is None:
        return f"{shown:+,}", ""
    is_better = (change < 0) == (metric.better == Better.LOWER)
    return f"{shown:+,}", "kept" if is_better else "missed"


def _benchmark_text(value: Decimal | None, benchmark: Benchmark | None, metric: Metric) -> str:
    if benchmark is None:
        return ""
    shown = measured_value(benchmark.value, metric.unit)
    if value is None or not benchmark.value:
        return shown
    lower = metric.better == Better.LOWER
    gap = gap_between(value, benchmark.value, lower_is_better=lower)
    return f"{shown} ({gap.pct:+.1f} %)"


def _benchmark_tone(value: Decimal | None, benchmark: Benchmark | None, metric: Metric) -> str:
    if benchmark is None or value is None or metric.better is None:
        return ""
    lower = metric.better == Better.LOWER
    is_better = gap_between(value, benchmark.value, lower_is_better=lower).is_better
    return {True: "kept", False: "missed", None: ""}[is_better]
