"""The figures of a quarter beside those of the quarter before, and the meeting about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language

from analytics.models import QuarterlyReport
from analytics.queries.month_facts import decimal_of, figure_row
from analytics.queries.month_tables import Asked
from analytics.queries.months import definition_of
from analytics.queries.slow_cases import cause_rows
from analytics.queries.tiles import change_between
from metrics.domain.figures import DAY, FigureScope, FigureSpan
from metrics.formats import measured_value
from metrics.queries import links, measure
from metrics.queries.registry import REGISTRY
from plans.enums import ReviewKind
from plans.models import ReviewAction, ReviewMeeting

ALL = FigureScope()
FIGURES = (
    "volume",
    "complaint_rate",
    "avg_response",
    "avg_resolution",
    "fcr",
    "reopen_rate",
    "sla_ack",
    "sla_resolve",
    "csat_avg",
    "answer_rate",
    "low_answers",
    "failure_rate",
    "part_delay",
)


@dataclass(frozen=True, slots=True)
class QuarterFigure:
    """A figure of the quarter, of the one before, and the change with its tone."""

    name: str
    meaning: str
    value: str
    last: str
    change: str
    tone: str
    count: int
    path: str


def quarter_of(day: date) -> date:
    """The first day of the quarter of a day."""
    return day.replace(month=day.month - (day.month - 1) % 3, day=1)


def quarter_before(quarter: date) -> date:
    return quarter_of(quarter - DAY)


def quarter_span(quarter: date) -> FigureSpan:
    """From its first day to its last."""
    return FigureSpan(quarter, quarter_of(quarter + 100 * DAY) - DAY)


def months_of(quarter: date) -> list[FigureSpan]:
    """Its three months."""
    first = FigureSpan.month(quarter)
    second = FigureSpan.month(first.end + DAY)
    return [first, second, FigureSpan.month(second.end + DAY)]


def quarter_is_over(quarter: date, at: datetime) -> bool:
    """By the desk's clock."""
    _start, end = quarter_span(quarter).moments(timezone.get_default_timezone())
    return at >= end


def quarter_data(quarter: date, *, at: datetime) -> dict[str, Any]:
    """What the report of a quarter keeps. Two statements a figure, and those of causes."""
    spans = {"this": quarter_span(quarter), "last": quarter_span(quarter_before(quarter))}
    return {
        "at": at.isoformat(),
        "figures": {
            key: {
                name: figure_row(measure.measured_figure(key, ALL, span, at=at))
                for name, span in spans.items()
            }
            for key in FIGURES
        },
        "definitions": {key: definition_of(key) for key in FIGURES},
        "causes": cause_rows([Asked(span, at) for span in months_of(quarter)]),
    }


def shown_figures(report: QuarterlyReport) -> list[QuarterFigure]:
    """As page and paper print them, in the language that is active."""
    # The database keeps no order of keys.
    return [_shown_figure(report, key) for key in FIGURES if key in report.data["figures"]]


def _shown_figure(report: QuarterlyReport, key: str) -> QuarterFigure:
    rows, definition = report.data["figures"][key], report.data["definitions"][key]
    language = "en" if get_language() == "en" else "zh"
    value, last = decimal_of(rows["this"]), decimal_of(rows["last"])
    change, tone = _change_of(key, value, last)
    return QuarterFigure(
        name=definition[language],
        meaning=definition[f"meaning_{language}"],
        value=measured_value(value, definition["unit"]),
        last=measured_value(last, definition["unit"]),
        change=change,
        tone=tone,
        count=rows["this"]["count"],
        path=links.cases_path(key, ALL, quarter_span(report.quarter)),
    )


def shown_causes(report: QuarterlyReport) -> list[tuple[str, int, int]]:
    """Causes with the cases that missed the limit of their response and of their solution; none in
    a report of an earlier release.
    """
    language = "en" if get_language() == "en" else "zh"
    rows = report.data.get("causes", [])
    return [(row[language], row["response"], row["resolution"]) for row in rows]


def _change_of(key: str, value: Decimal | None, last: Decimal | None) -> tuple[str, str]:
    metric = REGISTRY.get(key)
    return change_between(value, last, metric) if metric else ("", "")


def meetings_about(quarter: date) -> Iterable[ReviewMeeting]:
    """Minutes of quarterly meetings over this quarter, the newest first."""
    span = quarter_span(quarter)
    return (
        ReviewMeeting.objects.filter(
            kind=ReviewKind.QUARTERLY, period_from=span.start, period_to=span.end
        )
        .select_related("chair")
        .prefetch_related("actions__owner__department")
        .order_by("-held_at", "-pk")
    )


def decision_rows(meeting: ReviewMeeting) -> list[dict[str, str]]:
    """What was decided, as it is frozen: task, department, owner, due."""
    return [
        {
            "task": action.task,
            "department": str(action.owner.department or ""),
            "owner": str(action.owner),
            "due": f"{action.due}",
        }
        for action in _actions_of(meeting)
    ]


def follow_up(meeting: ReviewMeeting) -> list[tuple[str, str]]:
    """What has become of each decision by now: its state and its result."""
    return [(str(one.get_state_display()), one.result) for one in _actions_of(meeting)]


def _actions_of(meeting: ReviewMeeting) -> Iterable[ReviewAction]:
    return meeting.actions.select_related("owner__department").order_by("due", "pk")
