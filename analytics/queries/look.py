"""What somebody asks of a month, and where its marks lead to."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import get_language, ngettext

from accounts.models import User
from analytics.models import Measure
from analytics.models.measures import MeasureQuerySet
from analytics.queries.month_tables import Asked, Row
from metrics.domain.figures import FigureScope, rounded_value
from metrics.enums import MetricUnit
from metrics.formats import measured_value, number_format
from metrics.queries import links
from pages.charts import Cell
from plans.models import Plan, PlanQuerySet
from tickets.record.domain.scope import Extent


@dataclass(frozen=True, slots=True)
class Look:
    """Who asks for what: `weight` of the Pareto chart, `trend` is the figure over time.

    `by` is None for a command, which sees all. `is_kept` takes figures from what the job keeps
    where that is what is asked for; else all is counted now. `has_offers`: it is a page, on which
    something may be done.
    """

    asked: Asked
    by: User | None
    weight: str
    trend: str
    is_kept: bool = True
    has_offers: bool = True

    @property
    def may_lead_plans(self) -> bool:
        """May a plan be begun from here?"""
        return self.has_offers and self.by is not None and self.by.has_perm("plans.lead_plan")

    @property
    def is_whole(self) -> bool:
        """The very figures that are kept: all tickets, seen by somebody who sees all."""
        seen = self.asked.seen
        sees_all = seen is None or seen.extent == Extent.EVERYTHING
        return self.asked.scope.is_all and sees_all

    @property
    def month(self) -> date:
        return self.asked.span.start

    def visible_plans(self) -> PlanQuerySet:
        """The plans that may be named to whoever asks."""
        return Plan.objects.all() if self.by is None else Plan.objects.visible_to(self.by)

    def visible_measures(self) -> MeasureQuerySet:
        """The measures that may be named to whoever asks."""
        return Measure.objects.all() if self.by is None else Measure.objects.visible_to(self.by)

    def path_of(self, key: str, **parts: Iterable[Any]) -> str:
        """The cases of a part of what is asked for."""
        return links.cases_path(key, self.part(**parts), self.asked.span)

    def part(self, **parts: Iterable[Any]) -> FigureScope:
        """The scope that is asked for, with some parts narrowed."""
        return replace(self.asked.scope, **{name: tuple(keys) for name, keys in parts.items()})


def name_of(row: Row) -> str:
    return row["en" if get_language() == "en" else "zh"]


def measured_cell(value: Decimal | None, unit: str, path: str = "") -> Cell:
    """A number in its unit, for reading and for calculating."""
    return Cell(measured_value(value, unit), path, value, number_format(unit))


def gap_cell(value: Decimal | None, level: Decimal | None, unit: str) -> Cell:
    """How far a value is above a level, or below it, with its sign."""
    if value is None or level is None:
        return Cell("—")
    gap, written = value - level, number_format(unit)
    sign = "+" if rounded_value(gap, MetricUnit(unit)) > 0 else ""
    return Cell(f"{sign}{measured_value(gap, unit)}", "", gap, f"+{written};-{written};{written}")


def count_cell(count: int, path: str = "") -> Cell:
    """A whole number."""
    return Cell(f"{count:,}", path, Decimal(count), number_format(MetricUnit.COUNT))


def tickets_text(count: int) -> str:
    return ngettext("%(n)d ticket", "%(n)d tickets", count) % {"n": count}


def ticket_path(number: str) -> str:
    """The page of a ticket."""
    return reverse("tickets:page", args=[number])


def listed_path(**query: str) -> str:
    """The list of tickets, narrowed."""
    return f"{reverse('tickets:list')}?{urlencode(query)}"


def plan_path(number: str) -> str:
    """The page of a plan."""
    return reverse("plans:page", args=[number])


def measure_path(number: str) -> str:
    """The page of a measure."""
    return reverse("analytics:measure", args=[number])


def rectification_path(number: str) -> str:
    """The page of a request to rectify a model."""
    return reverse("analytics:rectification", args=[number])


def new_plan_path(key: str, scope: FigureScope, look: Look) -> str:
    """A new plan about a figure, with its scope and period filled in."""
    _page, _mark, query = links.cases_path(key, scope, look.asked.span).partition("?")
    return f"{reverse('plans:new')}?figure={key}&{query}"
