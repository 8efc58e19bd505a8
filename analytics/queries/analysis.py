"""The monthly analysis as its page shows it: a strip of figures, and pictures with their tables."""

from dataclasses import dataclass
from datetime import datetime

from analytics.models import Benchmark
from analytics.queries import month_facts
from analytics.queries.definition_chart import definition_chart
from analytics.queries.look import Look
from analytics.queries.month_facts import STRIP, facts_of_other_month, kept_facts
from analytics.queries.month_tables import month_before
from analytics.queries.months import year_before
from analytics.queries.pareto import VitalType, pareto_chart, running_plans, vital_types
from analytics.queries.pictures import (
    age_chart,
    arrival_chart,
    department_chart,
    missed_chart,
    model_chart,
    reason_chart,
)
from analytics.queries.rectification import requests_of_month
from analytics.queries.rectification_settings import failure_limit_of
from analytics.queries.tiles import Tile, figure_tile
from analytics.queries.trends import trend_chart
from metrics.domain.figures import FigureScope, FigureSpan
from pages.charts import Chart


@dataclass(frozen=True, slots=True)
class Analysis:
    """A month of whatever tickets were asked for, as it is known at `at`."""

    span: FigureSpan
    scope: FigureScope
    at: datetime
    tiles: list[Tile]
    charts: list[Chart]
    vital: list[VitalType]

    def chart(self, name: str) -> Chart:
        """The picture of a name."""
        return next(chart for chart in self.charts if chart.name == name)


def month_analysis(look: Look) -> Analysis:
    """From what is kept, where that is what was asked for; else counted now."""
    kept = kept_facts(look.month) if look.is_whole and look.is_kept else None
    facts = kept.data if kept else month_facts.month_facts(look.asked)
    benchmarks = {row.metric: row for row in Benchmark.objects.valid_on(look.asked.span.end)}
    before = month_before(look.month)
    last = facts_of_other_month(before, look.asked, is_whole=look.is_whole)
    year = facts_of_other_month(year_before(look.month), look.asked, is_whole=look.is_whole)
    tables, plans = facts["tables"], running_plans(look)
    return Analysis(
        span=look.asked.span,
        scope=look.asked.scope,
        at=kept.made_at if kept else look.asked.at,
        tiles=[
            figure_tile(key, facts["figures"][key], last[key], year[key], benchmarks.get(key), look)
            for key in STRIP
        ],
        charts=[
            pareto_chart(tables, plans, look),
            trend_chart(look),
            department_chart(tables["departments"], benchmarks.get("avg_response"), look),
            # Months that were kept by an earlier release have none until they are counted anew.
            definition_chart(tables.get("definitions", [])),
            missed_chart(tables["missed"], facts["figures"].get("part_delay"), look),
            arrival_chart(tables["arrivals"], look),
            age_chart(tables["ages"], look),
            model_chart(
                tables["models"],
                facts["figures"].get("failure_rate"),
                failure_limit_of(facts),
                requests_of_month(look.month, by=look.by),
                look,
            ),
            reason_chart(tables["reasons"], look),
        ],
        vital=vital_types(tables, plans, look),
    )
