"""What the page of a month shows, read in one go: a strip of figures and the tables behind its
pictures. Kept by a job for the whole desk, asked live for a part of it.
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from analytics.models import MonthFigures
from analytics.queries.definition_rows import definition_rows
from analytics.queries.month_tables import (
    SPLITS,
    Asked,
    Row,
    age_rows,
    arrival_rows,
    department_rows,
    figure_numbers,
    handling_rows,
    missed_rows,
    model_rows,
    month_before,
    number_text,
    reason_rows,
    split_rows,
)
from analytics.queries.rectification_settings import LIMIT_KEY, current_rectification_settings
from metrics.domain.figures import Figure, FigureScope, FigureSpan
from metrics.enums import Bucket
from metrics.queries import measure
from tickets.record.domain.scope import TicketScope
from tickets.record.models import Ticket

# What a manager reads in ten seconds.
STRIP = (
    "volume",
    "avg_response",
    "avg_resolution",
    "sla_ack",
    "sla_resolve",
    "fcr",
    "csat_avg",
    "answer_rate",
    "reopen_rate",
    "backlog",
)

# What is kept of a month besides: pictures say it, and a trend may be of it.
BESIDES = ("failure_rate", "part_delay")
TRENDS = (*STRIP, *BESIDES)

# A trend shows so many months.
MONTHS = 24


def month_facts(asked: Asked) -> dict[str, Any]:
    """Figures and tables of the month in which the period begins."""
    limits = measure.figures_of_limits(asked.scope, asked.span, at=asked.at, seen=asked.seen)
    threshold = current_rectification_settings().threshold
    return {
        LIMIT_KEY: number_text(threshold),
        "figures": {
            **_strip_of(asked, limits),
            **{key: figure_row(_figure_of(key, asked)) for key in BESIDES},
        },
        "tables": {
            **{name: split_rows(by, asked) for name, by in SPLITS.items()},
            "handling": handling_rows(asked),
            "reasons": reason_rows(asked),
            "models": model_rows(asked, threshold),
            "missed": missed_rows(asked, limits),
            "departments": department_rows(asked),
            "definitions": definition_rows(asked),
            "arrivals": arrival_rows(asked),
            "ages": age_rows(asked),
        },
    }


def _strip_of(asked: Asked, limits: Mapping[str, Figure]) -> dict[str, Row]:
    """The figures of the strip; those of limits are known already."""
    known = {f"sla_{code}": figure for code, figure in limits.items()}
    return {
        key: figure_row(known[key] if key in known else _figure_of(key, asked)) for key in STRIP
    }


def _figure_of(key: str, asked: Asked) -> Figure:
    return measure.measured_figure(key, asked.scope, asked.span, at=asked.at, seen=asked.seen)


def figure_row(figure: Figure) -> Row:
    """A figure as it is kept, with what is to be said of it."""
    return {**figure_numbers(figure), "notes": [note.value for note in figure.notes]}


def kept_facts(month: date) -> MonthFigures | None:
    """What the job keeps of a month; None where it has not looked yet."""
    return MonthFigures.objects.filter(month=month).first()


def facts_of_other_month(month: date, asked: Asked, *, is_whole: bool) -> dict[str, Row]:
    """The strip's figures of another month; of the whole desk from what is kept."""
    kept = kept_facts(month) if is_whole else None
    if kept is not None:
        figures: dict[str, Row] = kept.data["figures"]
        return figures
    other = Asked(FigureSpan.month(month), asked.at, asked.scope, asked.seen)
    limits = measure.figures_of_limits(other.scope, other.span, at=other.at, seen=other.seen)
    return _strip_of(other, limits)


def months_until(month: date, count: int) -> list[date]:
    """So many first days, the last of them that of the month."""
    months = [month]
    while len(months) < count:
        months.insert(0, month_before(months[0]))
    return months


def months_with_tickets(month: date, count: int) -> list[date]:
    """The month and those before it, but for those before the first ticket. One statement."""
    reported = Ticket.objects.order_by("reported_at").values_list("reported_at", flat=True).first()
    first = timezone.localdate(reported).replace(day=1) if reported else month
    return [one for one in months_until(month, count) if one >= first or one == month]


def trend_rows(
    key: str,
    month: date,
    *,
    at: datetime,
    scope: FigureScope,
    seen: TicketScope | None,
    is_whole: bool,
) -> list[tuple[date, Row | None]]:
    """A figure of each of the last months, None before the first ticket.

    Of the whole desk it comes from what is kept, once every month is, and with this figure.
    """
    months = months_until(month, MONTHS)
    if is_whole:
        kept = dict(
            MonthFigures.objects.filter(month__in=months).values_list(
                "month", f"data__figures__{key}"
            )
        )
        known = {day for day, row in kept.items() if row is not None}
        if known >= set(months_with_tickets(month, MONTHS)):
            return [(day, kept.get(day)) for day in months]
    span = FigureSpan(months[0], FigureSpan.month(month).end)
    series = measure.figure_series(key, scope, span, Bucket.MONTH, at=at, seen=seen)
    return [(day, figure_row(figure)) for day, figure in series]


def decimal_of(row: Row | None, name: str = "value") -> Decimal | None:
    """A number that is kept as text."""
    written = row.get(name) if row else None
    return None if written is None else Decimal(written)
