"""The figures of a month as the report keeps them: numbers as texts, names in both languages."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from django.conf import settings
from django.utils import timezone, translation

from analytics.enums import Section
from metrics.domain.figures import DAY, HUNDRED, Figure, FigureScope, FigureSpan
from metrics.enums import Bucket, By
from metrics.queries import measure
from metrics.queries.failures import failures_by_model
from metrics.queries.measure import FigureGroup
from metrics.queries.missed import missed_limits
from metrics.queries.reasons import NOT_NOTED, reason_text, reasons_of_month
from metrics.queries.registry import REGISTRY
from tickets.limits.models import SlaKind

ALL = FigureScope()

# A model whose devices fail more often than so many per cent is pushed to its department (MA-4).
FAILURE_LIMIT = Decimal(10)

# The figures of each part, in the order in which they are read.
FIGURES: dict[Section, tuple[str, ...]] = {
    Section.TYPES: ("volume", "complaint_rate"),
    Section.TIMES: (
        "avg_response",
        "avg_resolution",
        "avg_handling",
        "fcr",
        "reopen_rate",
        "sla_ack",
        "sla_respond",
        "sla_resolve",
    ),
    Section.SATISFACTION: (
        "csat_avg",
        "csat_timeliness",
        "csat_skill",
        "csat_attitude",
        "csat_effect",
        "csat_pct",
        "answer_rate",
        "low_answers",
        "csat_own",
        "csat_phone",
        "nps",
        "confirmed",
        "refused",
    ),
}

# Tables that split the number of tickets.
SPLITS = {"types": By.ISSUE_TYPE, "tiers": By.TIER, "channels": By.CHANNEL}

# What stands beside each figure of the month.
LANGUAGES = {"zh": "zh-hans", "en": "en"}


def month_data(month: date, *, at: datetime) -> dict[str, Any]:
    """All that the report of a month holds, as it is known at `at`."""
    span = FigureSpan.month(month)
    keys = [key for of_section in FIGURES.values() for key in of_section]
    return {
        "month": f"{month:%Y-%m}",
        "at": at.isoformat(),
        "zone": settings.TIME_ZONE,
        "figures": {key: _figure_with_neighbours(key, span, at) for key in keys},
        "tables": {
            **{name: _split(by, span, at) for name, by in SPLITS.items()},
            "reasons": _reasons(span),
            "models": _models(span),
            "missed": _missed(span, at),
            "departments": _departments(span, at),
        },
        "definitions": {key: _definition(key) for key in keys},
    }


def month_before(month: date) -> date:
    """The first day of the month before."""
    return (month - DAY).replace(day=1)


def year_before(month: date) -> date:
    """The same month of the last year."""
    return month.replace(year=month.year - 1)


def _figure_with_neighbours(key: str, span: FigureSpan, at: datetime) -> dict[str, Any]:
    """With the value of the month before and of the same month a year before. Two statements."""
    before = FigureSpan(month_before(span.start), span.end)
    (_last, last), (_this, this) = measure.figure_series(key, ALL, before, Bucket.MONTH, at=at)
    year = measure.measured_figure(key, ALL, FigureSpan.month(year_before(span.start)), at=at)
    return {
        **_written(this),
        "last_value": _text(last.value),
        "year_value": _text(year.value),
    }


def _written(figure: Figure) -> dict[str, Any]:
    numbers = ("value", "minimum", "maximum", "median", "p90")
    return {
        **{name: _text(getattr(figure, name)) for name in numbers},
        "count": figure.count,
        "missing": figure.missing,
    }


def _text(value: Decimal | None) -> str | None:
    """Exact to nine places: what is printed is rounded from it."""
    return None if value is None else f"{value:.9f}".rstrip("0").rstrip(".")


def _share(part: int, whole: int) -> str | None:
    return _text(HUNDRED * part / whole) if whole else None


def _split(dimension: By, span: FigureSpan, at: datetime) -> list[dict[str, Any]]:
    """The tickets of the month by one of their facts, with the share of the month before."""
    last = FigureSpan.month(month_before(span.start))
    now = _groups("volume", dimension, span, at)
    before = {group["key"]: group["count"] for group in _groups("volume", dimension, last, at)}
    whole, whole_before = sum(row["count"] for row in now), sum(before.values())
    return [
        {
            **row,
            "share": _share(row["count"], whole),
            "last_share": _share(before.get(row["key"], 0), whole_before),
        }
        for row in now
    ]


def _groups(key: str, dimension: By, span: FigureSpan, at: datetime) -> list[dict[str, Any]]:
    """Each group with its names and its count. One statement."""
    found = measure.figure_by_group(key, ALL, span, dimension, at=at)
    return [{"key": one.key, **_names_of(one), "count": one.figure.count} for one in found]


def _names_of(group: FigureGroup) -> dict[str, str]:
    return _in_languages(lambda: group.label)


def _in_languages(say: Callable[[], Any]) -> dict[str, Any]:
    found = {}
    for name, language in LANGUAGES.items():
        with translation.override(language):
            found[name] = say()
    return found


def _reasons(span: FigureSpan) -> list[dict[str, Any]]:
    counts = reasons_of_month(span)
    whole = counts.total()
    order = sorted(counts, key=lambda name: (name == NOT_NOTED, -counts[name], name))
    return [
        {
            **_in_languages(partial(reason_text, name)),
            "count": counts[name],
            "share": _share(counts[name], whole),
        }
        for name in order
    ]


def _models(span: FigureSpan) -> list[dict[str, Any]]:
    return [
        {
            "code": row.code,
            "zh": row.name,
            "en": row.name,
            "failed": row.failed,
            "tickets": row.tickets,
            "base": row.base,
            "rate": _text(row.rate),
            "is_above": row.is_above(FAILURE_LIMIT),
        }
        for row in failures_by_model(span)
    ]


def _missed(span: FigureSpan, at: datetime) -> list[dict[str, Any]]:
    kinds = {kind.code: kind for kind in SlaKind.objects.all()}
    return [
        {
            "code": row.code,
            "zh": kinds[row.code].name,
            "en": kinds[row.code].name_en,
            "judged": row.judged,
            "missed": row.missed,
            "late_minutes": _text(row.late_minutes),
        }
        for row in missed_limits(span, at=at)
    ]


def _departments(span: FigureSpan, at: datetime) -> list[dict[str, Any]]:
    """How quickly each department answers, and how many tickets came to it."""
    counts = {row["key"]: row for row in _groups("volume", By.DEPARTMENT, span, at)}
    response = measure.figure_by_group("avg_response", ALL, span, By.DEPARTMENT, at=at)
    figures = {group.key: group.figure for group in response}
    return [{**row, **_times_of(figures.get(key))} for key, row in counts.items()]


def _times_of(figure: Figure | None) -> Mapping[str, Any]:
    if figure is None:
        return {"answered": 0, "mean": None, "maximum": None, "minimum": None}
    return {
        "answered": figure.count,
        "mean": _text(figure.value),
        "maximum": _text(figure.maximum),
        "minimum": _text(figure.minimum),
    }


def _definition(key: str) -> dict[str, Any]:
    metric = REGISTRY[key]
    names = _in_languages(lambda: str(metric.name))
    meanings = _in_languages(lambda: str(metric.definition))
    return {
        "zh": names["zh"],
        "en": names["en"],
        "meaning_zh": meanings["zh"],
        "meaning_en": meanings["en"],
        "unit": metric.unit.value,
    }


def is_over(month: date, at: datetime) -> bool:
    """Has the last day of the month passed, by the desk's clock?"""
    _start, end = FigureSpan.month(month).moments(timezone.get_default_timezone())
    return at >= end


def due_moment(month: date) -> datetime:
    """The end of the 5th of the next month."""
    following = (month + timedelta(days=31)).replace(day=5)
    _start, end = FigureSpan(following, following).moments(timezone.get_default_timezone())
    return end
