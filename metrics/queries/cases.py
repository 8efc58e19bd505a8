"""What every source of cases shares: the window it looks through, and how a value becomes a whole
number in the database.

A source takes counted tickets and a window and answers those tickets that the figure is about, each
with `case_at`, the moment that puts it into the period, `case_raw`, its value as a whole number
(`domain.figures.RAW_PER_UNIT`), empty while it has none, and `case_key`, which tells two cases of
one ticket apart. `case_mark` marks some, `case_open` and `case_unknown` say why one has no value.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import (
    BigIntegerField,
    DecimalField,
    DurationField,
    ExpressionWrapper,
    F,
    Func,
    Q,
    QuerySet,
)

from metrics.domain.figures import WITHOUT, FigureScope
from metrics.enums import By
from tickets.record.domain import lifecycle
from tickets.record.domain.scope import TicketScope
from tickets.record.models import Ticket, TicketQuerySet


@dataclass(frozen=True, slots=True)
class CaseWindow:
    """The moments of a period, half-open, and the moment at which somebody looks."""

    start: datetime
    end: datetime
    at: datetime

    def has(self, column: str) -> Q:
        """Lies the moment of a column in the period?"""
        return Q(**{f"{column}__gte": self.start, f"{column}__lt": self.end})


Source = Callable[[TicketQuerySet, CaseWindow], TicketQuerySet]


@dataclass(frozen=True, slots=True)
class Base:
    """Out of how many the cases of a rate come, where that is not their own number.

    A mean divides by its cases. How many of all devices failed cannot be told so: those that did
    not fail have no ticket. `things` of a scope are all that might have had a case, with `since`,
    the day from which on each is there (empty: always); those that are there at the end of the
    period are what the rate is divided by. A case names its thing as `case_thing`, and a thing
    counts once, however many cases it has. `columns` are the columns of a thing by which the rate
    may be split; `name` is what the things are called.
    """

    name: Any
    things: Callable[[FigureScope], QuerySet]
    columns: Mapping[By, str]


class Microseconds(Func):
    """A span of time as a whole number."""

    output_field = BigIntegerField()
    template = "(EXTRACT(EPOCH FROM %(expressions)s) * 1000000)::bigint"


class InUnit(Func):
    """A whole number as a decimal of the metric's unit."""

    output_field = DecimalField(max_digits=30, decimal_places=12)

    def __init__(self, raw: Any, scale: int) -> None:
        super().__init__(raw)
        self.scale = scale

    def as_sql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, Any]:
        return super().as_sql(
            compiler, connection, template=f"((%(expressions)s)::numeric / {self.scale})", **extra
        )


def time_between(start: str, end: str) -> Microseconds:
    """Natural time between two columns."""
    return Microseconds(ExpressionWrapper(F(end) - F(start), output_field=DurationField()))


def _one_of(column: str, keys: tuple[int, ...]) -> Q:
    found = Q(**{f"{column}__in": keys})
    return found | Q(**{f"{column}__isnull": True}) if WITHOUT in keys else found


def is_counted(ticket: str = "") -> Q:
    """Do figures count it: neither cancelled nor merged? `ticket` is the path to the ticket."""
    return ~Q(**{f"{ticket}status__in": sorted(lifecycle.UNCOUNTED)})


def counted_tickets(scope: FigureScope, seen: TicketScope | None = None) -> TicketQuerySet:
    """The tickets of a scope that figures count.

    `seen` keeps those that somebody may see.
    """
    rows = Ticket.objects.filter(is_counted())
    if seen is not None:
        rows = rows.within(seen)
    if scope.issue_types:
        below = Q(issue_type__parent__in=scope.issue_types)
        rows = rows.filter(_one_of("issue_type", scope.issue_types) | below)
    if scope.departments:
        rows = rows.filter(_one_of("department", scope.departments))
    if scope.models:
        models = Q(asset__model__in=scope.models)
        without = Q(asset__isnull=True)
        rows = rows.filter(models | without if WITHOUT in scope.models else models)
    given = {
        "channel__in": scope.channels,
        "nature__in": scope.natures,
        "tier__in": scope.tiers,
        "asset__model__category__in": scope.categories,
        "customer__level__in": scope.levels,
        "reported_at__iso_week_day__in": scope.weekdays,
        "reported_at__hour__in": scope.hours,
    }
    return rows.filter(**{name: values for name, values in given.items() if values})
