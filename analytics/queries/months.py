"""The figures of a month as the report keeps them: numbers as texts, names in both languages."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils import timezone

from analytics.enums import Section
from analytics.queries.definition_rows import definition_rows
from analytics.queries.month_tables import (
    SPLITS,
    Asked,
    department_rows,
    figure_numbers,
    in_languages,
    missed_rows,
    model_rows,
    month_before,
    number_text,
    reason_rows,
    split_rows,
)
from analytics.queries.rectification_settings import LIMIT_KEY, current_rectification_settings
from analytics.queries.slow_cases import cause_rows
from metrics.domain.figures import FigureScope, FigureSpan
from metrics.enums import Bucket
from metrics.queries import measure
from metrics.queries.registry import REGISTRY

ALL = FigureScope()

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
    Section.MODELS: ("failure_rate",),
    Section.MISSED: ("part_delay",),
}


def month_data(month: date, *, at: datetime, limit: Decimal | None = None) -> dict[str, Any]:
    """All that the report of a month holds, as it is known at `at`.

    Failure rates are judged by `limit`, in per cent; by the one of now where there is none.
    """
    if limit is None:
        limit = current_rectification_settings().threshold
    span = FigureSpan.month(month)
    asked = Asked(span, at)
    keys = [key for of_section in FIGURES.values() for key in of_section]
    return {
        "month": f"{month:%Y-%m}",
        "at": at.isoformat(),
        "zone": settings.TIME_ZONE,
        LIMIT_KEY: number_text(limit),
        "figures": {key: _figure_with_neighbours(key, span, at) for key in keys},
        "tables": {
            **{name: split_rows(by, asked) for name, by in SPLITS.items()},
            "reasons": reason_rows(asked),
            "models": model_rows(asked, limit),
            "missed": missed_rows(asked),
            "departments": department_rows(asked),
            "definitions": definition_rows(asked),
            "causes": cause_rows([asked]),
        },
        "definitions": {key: definition_of(key) for key in keys},
    }


def year_before(month: date) -> date:
    """The same month of the last year."""
    return month.replace(year=month.year - 1)


def _figure_with_neighbours(key: str, span: FigureSpan, at: datetime) -> dict[str, Any]:
    """With the value of the month before and of the same month a year before. Two statements, four
    for a rate of devices.
    """
    before = FigureSpan(month_before(span.start), span.end)
    (_last, last), (_this, this) = measure.figure_series(key, ALL, before, Bucket.MONTH, at=at)
    year = measure.measured_figure(key, ALL, FigureSpan.month(year_before(span.start)), at=at)
    return {
        **figure_numbers(this),
        "last_value": number_text(last.value),
        "year_value": number_text(year.value),
    }


def definition_of(key: str) -> dict[str, Any]:
    """What a figure is called and how it is made, in both languages, as a report keeps it."""
    metric = REGISTRY[key]
    names = in_languages(lambda: str(metric.name))
    meanings = in_languages(lambda: str(metric.definition))
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
