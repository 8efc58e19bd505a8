"""The tables of a month as they are kept: numbers as texts, names in both languages."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from analytics.models import Benchmark
from metrics.domain.figures import DAY, HUNDRED, Figure, FigureScope, FigureSpan
from metrics.enums import By
from metrics.queries import arrivals, measure
from metrics.queries.failures import failures_by_model
from metrics.queries.measure import FigureGroup
from metrics.queries.missed import missed_limits
from metrics.queries.reasons import NOT_NOTED, reason_text, reasons_of_month
from tickets.limits.models import SlaKind
from tickets.record.domain.scope import TicketScope

LANGUAGES = {"zh": "zh-hans", "en": "en"}

# The figure by which departments are compared.
RESPONSE = "avg_response"

# Tables that split the number of tickets.
SPLITS = {"types": By.ISSUE_TYPE, "tiers": By.TIER, "channels": By.CHANNEL}

UNCLASSIFIED = _("Unclassified")

ALL = FigureScope()
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: a period, as it is known at a moment, of which tickets, and of which of
    them somebody may see.
    """

    span: FigureSpan
    at: datetime
    scope: FigureScope = ALL
    seen: TicketScope | None = None


def month_before(month: date) -> date:
    """The first day of the month before."""
    return (month - DAY).replace(day=1)


def month_after(month: date) -> date:
    """The first day of the month after."""
    return (month + 31 * DAY).replace(day=1)


def number_text(value: Decimal | None) -> str | None:
    """Exact to nine places: what is printed is rounded from it."""
    return None if value is None else f"{value:.9f}".rstrip("0").rstrip(".")


def figure_numbers(figure: Figure) -> Row:
    """A figure as it is kept: its numbers and how many cases they stand on."""
    numbers = ("value", "minimum", "maximum", "median", "p90")
    return {
        **{name: number_text(getattr(figure, name)) for name in numbers},
        "count": figure.count,
        "missing": figure.missing,
    }


def _share(part: int, whole: int) -> str | None:
    return number_text(HUNDRED * part / whole) if whole else None


def in_languages(say: Callable[[], Any]) -> dict[str, Any]:
    """What is said, by the short name of each language."""
    found = {}
    for name, language in LANGUAGES.items():
        with translation.override(language):
            found[name] = say()
    return found


def split_rows(dimension: By, asked: Asked) -> list[Row]:
    """The tickets of the month by one of their facts, with the share of the month before. Two
    statements.
    """
    last = FigureSpan.month(month_before(asked.span.start))
    now = _groups("volume", dimension, asked)
    counts = _groups("volume", dimension, replace(asked, span=last))
    before = {group["key"]: group["count"] for group in counts}
    whole, whole_before = sum(row["count"] for row in now), sum(before.values())
    return [
        {
            **row,
            "share": _share(row["count"], whole),
            "last_share": _share(before.get(row["key"], 0), whole_before),
        }
        for row in now
    ]


def _groups(key: str, dimension: By, asked: Asked) -> list[Row]:
    """Each group with its names and its count. One statement."""
    found = _figure_groups(key, dimension, asked)
    return [{"key": one.key, **_names_of(one), "count": one.figure.count} for one in found]


def _figure_groups(key: str, dimension: By, asked: Asked) -> list[FigureGroup]:
    return measure.figure_by_group(
        key, asked.scope, asked.span, dimension, at=asked.at, seen=asked.seen
    )


def _names_of(group: FigureGroup) -> dict[str, str]:
    return in_languages(lambda: group.label)


def reason_rows(asked: Asked) -> list[Row]:
    """Why scores were low. Five statements."""
    counts = reasons_of_month(asked.span, asked.scope, seen=asked.seen)
    whole = counts.total()
    order = sorted(counts, key=lambda name: (name == NOT_NOTED, -counts[name], name))
    return [
        {
            **in_languages(partial(reason_text, name)),
            "count": counts[name],
            "share": _share(counts[name], whole),
        }
        for name in order
    ]


def model_rows(asked: Asked, limit: Decimal) -> list[Row]:
    """Models with a confirmed fault, and whether they fail more often than so many per cent (MA-4).
    Two statements.
    """
    return [
        {
            "model": row.key,
            "code": row.code,
            "zh": row.name,
            "en": row.name,
            "failed": row.failed,
            "tickets": row.tickets,
            "base": row.base,
            "rate": number_text(row.rate),
            "is_above": row.is_above(limit),
        }
        for row in failures_by_model(asked.span, asked.scope, seen=asked.seen)
    ]


def missed_rows(asked: Asked, figures: Mapping[str, Figure] | None = None) -> list[Row]:
    """Kinds of limits with a miss, of their figures where these are known already. Four
    statements, else two.
    """
    kinds = {kind.code: kind for kind in SlaKind.objects.all()}
    missed = missed_limits(
        asked.span, at=asked.at, scope=asked.scope, seen=asked.seen, figures=figures
    )
    return [
        {
            "code": row.code,
            "zh": kinds[row.code].name,
            "en": kinds[row.code].name_en,
            "judged": row.judged,
            "missed": row.missed,
            "late_minutes": number_text(row.late_minutes),
        }
        for row in missed
    ]


def department_rows(asked: Asked) -> list[Row]:
    """How quickly each department answers beside the benchmark, and how many tickets came to it.
    Three statements.
    """
    benchmark = Benchmark.objects.valid_on(asked.span.end).filter(metric=RESPONSE).first()
    level = benchmark.value if benchmark else None
    counts = {row["key"]: row for row in _groups("volume", By.DEPARTMENT, asked)}
    response = _figure_groups(RESPONSE, By.DEPARTMENT, asked)
    figures = {group.key: group.figure for group in response}
    return [
        {**row, **_times_of(figures.get(key)), **_gap_of(figures.get(key), level)}
        for key, row in counts.items()
    ]


def _gap_of(figure: Figure | None, benchmark: Decimal | None) -> Mapping[str, Any]:
    value = figure.value if figure else None
    gap = None if value is None or benchmark is None else value - benchmark
    return {"benchmark": number_text(benchmark), "gap": number_text(gap)}


def _times_of(figure: Figure | None) -> Mapping[str, Any]:
    if figure is None:
        return {"answered": 0, "mean": None, "maximum": None, "minimum": None}
    return {
        "answered": figure.count,
        "mean": number_text(figure.value),
        "maximum": number_text(figure.maximum),
        "minimum": number_text(figure.minimum),
    }


def handling_rows(asked: Asked) -> list[Row]:
    """Issue types by the time that their solutions took together. One statement."""
    found = arrivals.time_by_issue_type(asked.span, asked.scope, seen=asked.seen)
    unclassified = in_languages(lambda: str(UNCLASSIFIED))
    return [
        {
            "key": row.key,
            "zh": row.name or unclassified["zh"],
            "en": row.name_en or row.name or unclassified["en"],
            "count": row.count,
            "hours": number_text(row.hours),
        }
        for row in found
    ]


def arrival_rows(asked: Asked) -> list[Row]:
    """Tickets by day of the week and hour of their report. One statement."""
    counts = arrivals.arrivals_by_hour(asked.span, asked.scope, seen=asked.seen)
    return [
        {"key": f"{day}-{hour}", "day": day, "hour": hour, "count": count}
        for (day, hour), count in sorted(counts.items())
    ]


def age_rows(asked: Asked) -> list[Row]:
    """What waits for its solution, by age in days. One statement."""
    steps = arrivals.ages_of_unsolved(asked.at, asked.scope, seen=asked.seen)
    return [
        {
            "key": step.since_days,
            "until": step.until_days,
            "from": step.span.start.isoformat(),
            "to": step.span.end.isoformat(),
            "count": step.count,
        }
        for step in steps
    ]
