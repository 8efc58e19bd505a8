"""A figure over two years, what took effect meanwhile, and means before and after the last."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import groupby

from django.utils.translation import gettext as _

from analytics.queries import month_facts
from analytics.queries.look import Look, count_cell, measure_path, measured_cell, plan_path
from analytics.queries.measures import effective_measures
from analytics.queries.month_facts import decimal_of
from analytics.queries.month_tables import Row
from metrics.domain.figures import FigureSpan
from metrics.enums import MetricUnit
from metrics.formats import measured_value
from metrics.queries import links
from metrics.queries.registry import REGISTRY, Metric
from pages.charts import Cell, Chart, Mark, MeanLine, Point, Trend, trend_spec

# A mean before or after something took effect stands on so many months at the most.
MONTHS_AROUND = 6

# A young desk's trend shows so many months.
LEAST = 6

Months = list[tuple[date, Row | None]]


def trend_chart(look: Look) -> Chart:
    """Two years of a figure, what took effect meanwhile, and means before and after the last."""
    metric = REGISTRY[look.trend]
    rows = month_facts.trend_rows(
        look.trend,
        look.month,
        at=look.asked.at,
        scope=look.asked.scope,
        seen=look.asked.seen,
        is_whole=look.is_whole,
    )
    rows = _without_idle_start(rows)
    marks = _marks_in(rows[0][0], look)
    levels = _levels_around(marks[-1].day, rows, metric) if marks else []
    points = [_trend_point(day, row, metric, look) for day, row in rows]
    known = [point for point in points if point.value is not None]
    unit = str(metric.unit.label)
    return Chart(
        name="trend",
        title=_("%(figure)s over time") % {"figure": metric.name},
        summary=_("From %(first)s to %(last)s.")
        % {"first": known[0].say if known else "—", "last": known[-1].say if known else "—"},
        spec=trend_spec(Trend(points, unit, marks, levels)),
        columns=[_("Month"), unit, "n"],
        rows=[
            [
                Cell(f"{day:%Y-%m}", point.path),
                measured_cell(decimal_of(row), metric.unit),
                count_cell(row["count"] if row else 0),
            ]
            for (day, row), point in zip(rows, points, strict=True)
        ],
        note="\n".join(mark.say for mark in marks),
    )


def _without_idle_start(rows: Months) -> Months:
    """From the first month with a value on, but half a year at least."""
    has_value = [bool(decimal_of(row)) for _day, row in rows]
    first = has_value.index(True) if any(has_value) else 0
    return rows[min(first, len(rows) - LEAST) :]


def _trend_point(day: date, row: Row | None, metric: Metric, look: Look) -> Point:
    value = decimal_of(row)
    shown = f"{day:%Y-%m}: {measured_value(value, metric.unit)} · n = {row['count'] if row else 0}"
    is_open = bool(row and row["notes"])
    return Point(
        day=day.isoformat(),
        value=None if value is None else float(value),
        say=f"{shown} · {_('may still change')}" if is_open else shown,
        path=links.cases_path(metric.key, look.asked.scope, FigureSpan.month(day)),
        size=row["count"] if row else 0,
        is_open=is_open,
    )


def _marks_in(first: date, look: Look) -> list[Mark]:
    """Plans and measures that took effect meanwhile, by their day. Two statements."""
    marks = [*_marks_of_plans(first, look), *_marks_of_measures(first, look)]
    ordered = sorted(marks, key=lambda mark: (mark.day, mark.name))
    # Their names would lie upon each other: the sentences below say what each number is.
    numbered = [
        replace(mark, say=f"{number}  {mark.say}", name=f"{number}")
        for number, mark in enumerate(ordered, 1)
    ]
    return list(_named_once_a_day(numbered))


def _named_once_a_day(marks: list[Mark]) -> Iterator[Mark]:
    """The first of a day stands for all of it."""
    for _day, of_day in groupby(marks, key=lambda mark: mark.day):
        first, *others = of_day
        names = _(", ").join(mark.name for mark in (first, *others))
        yield replace(first, name=names)
        yield from (replace(mark, name="") for mark in others)


def _marks_of_measures(first: date, look: Look) -> list[Mark]:
    cycles = effective_measures(look.visible_measures(), first, look.asked.span.end)
    return [
        _effective_mark(
            cycle.effective_on,
            cycle.measure.number,
            cycle.measure.description,
            measure_path(cycle.measure.number),
        )
        for cycle in cycles
    ]


def _marks_of_plans(first: date, look: Look) -> list[Mark]:
    plans = look.visible_plans().filter(
        rollout_date__gte=first, rollout_date__lte=look.asked.span.end
    )
    return [
        _effective_mark(plan.rollout_date, plan.number, plan.name, plan_path(plan.number))
        for plan in plans.order_by("rollout_date", "pk").only("number", "name", "rollout_date")
    ]


def _effective_mark(day: date | None, number: str, name: str, path: str) -> Mark:
    """A day that the query has made sure of."""
    words = _("%(day)s effective: %(number)s %(name)s")
    return Mark(
        f"{day:%Y-%m-%d}", number, words % {"day": day, "number": number, "name": name}, path
    )


def _levels_around(day: str, rows: Months, metric: Metric) -> list[MeanLine]:
    """The months before and after a day; the one in which it lies belongs to neither."""
    effective = date.fromisoformat(day)
    before = [one for one in rows if FigureSpan.month(one[0]).end < effective][-MONTHS_AROUND:]
    after = [one for one in rows if one[0] >= effective][:MONTHS_AROUND]
    return [
        level
        for kind, months in ((_("before"), before), (_("after"), after))
        if (level := _level_of(kind, months, metric)) is not None
    ]


def _level_of(kind: str, months: Months, metric: Metric) -> MeanLine | None:
    """The mean over all cases of the months; of a number of tickets, the mean of the months."""
    counted = [(decimal_of(row), row["count"]) for _day, row in months if row]
    values = [(value, count) for value, count in counted if value is not None]
    if not values:
        return None
    if metric.unit == MetricUnit.COUNT:
        mean = sum(value for value, _count in values) / len(values)
    else:
        cases = sum(count for _value, count in values)
        mean = sum(value * count for value, count in values) / cases
    shown = measured_value(Decimal(mean), metric.unit)
    cases = sum(count for _value, count in values)
    return MeanLine(
        start=months[0][0].isoformat(),
        end=FigureSpan.month(months[-1][0]).end.isoformat(),
        value=float(mean),
        say=f"{kind} {shown} · n = {cases:,}",
        word=f"{kind} {shown} · n = {cases:,}",
    )
