"""What the empty forms of a new plan, of its successors and of its meetings propose."""

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from customers.rules import masked_words
from metrics.domain.figures import FigureScope, FigureSpan, rounded_value
from metrics.queries import measure
from metrics.queries.registry import Metric
from plans.models import Plan
from plans.queries.review_news import ReviewNews
from tickets.record.models import Ticket

PROPOSED_LENGTH = timedelta(days=60)

PLAIN_FIELDS = (
    "version",
    "name",
    "kind",
    "owner",
    "start_date",
    "end_date",
    "rhythm",
    "core_goal",
    "background",
    "benchmark_notes",
    "practice_notes",
    "scope_text",
    "natures",
    "customer_levels",
    "baseline_from",
    "baseline_to",
)
MANY_FIELDS = ("departments", "channels", "issue_types", "scope_departments", "product_models")

# What a plan takes over from another; background and baseline are of their own time.
COPIED_FIELDS = (
    "kind",
    "rhythm",
    "core_goal",
    "benchmark_notes",
    "practice_notes",
    "scope_text",
    "departments",
    "channels",
    "natures",
    "issue_types",
    "scope_departments",
    "product_models",
    "customer_levels",
)


def proposed_period(today: date) -> FigureSpan:
    """Sixty days from today on."""
    return FigureSpan(today, today + PROPOSED_LENGTH)


def stored_values(plan: Plan) -> dict[str, Any]:
    """The first page of a plan as it is stored, by the names of its form."""
    plain = {name: getattr(plan, name) for name in PLAIN_FIELDS}
    many = {name: list(getattr(plan, name).all()) for name in MANY_FIELDS}
    return {**plain, **many}


def blank_values(owner: User, today: date) -> dict[str, Any]:
    """A plan about nothing yet."""
    period = proposed_period(today)
    return {"owner": owner, "start_date": period.start, "end_date": period.end}


def copied_values(source: Plan, today: date) -> dict[str, Any]:
    """A plan as long as its source, from today on."""
    stored = stored_values(source)
    values = {name: stored[name] for name in COPIED_FIELDS}
    values["name"] = source.name
    values["copied_from"] = source.pk
    values["end_date"] = today + (source.end_date - source.start_date)
    return values


def figure_values(
    metric: Metric, scope: FigureScope, span: FigureSpan, *, at: datetime
) -> dict[str, Any]:
    """A figure that went wrong: its scope, its period as baseline, what it was as the reason."""
    # Counted anew: what an address claims of a figure is not believed.
    figure = measure.measured_figure(metric.key, scope, span, at=at)
    if figure.value is None:
        value = "—"
    else:
        value = f"{rounded_value(figure.value, metric.unit)} {metric.unit.label}"

    return {
        "name": str(metric.name),
        "background": f"{metric.name} {span.start} – {span.end}: {value} (n = {figure.count})",
        "channels": scope.channels,
        "issue_types": scope.issue_types,
        "scope_departments": scope.departments,
        "natures": scope.natures,
        "product_models": scope.models,
        "customer_levels": scope.levels,
        "baseline_from": span.start,
        "baseline_to": span.end,
    }


def ticket_values(ticket: Ticket) -> dict[str, Any]:
    """A ticket that deserves a plan: its words as the reason, its kind as the scope.

    A plan is read by many who have nothing to do with the customer.
    """
    summary = masked_words(ticket.summary, ticket.customer)
    symptom = masked_words(ticket.symptom, ticket.customer)
    background = f"{ticket.number} {summary}\n{symptom}"
    return {
        "name": summary,
        "background": background.strip(),
        "channels": [ticket.channel_id],
        "issue_types": [ticket.issue_type_id] if ticket.issue_type_id else [],
    }


def review_values(news: ReviewNews, at: datetime) -> dict[str, Any]:
    """A review that is held now, by those who came last time."""
    held_at = timezone.localtime(at).replace(second=0, microsecond=0)
    return {"held_at": held_at, "attendees": news.attendees}


def retrospective_values(at: datetime) -> dict[str, Any]:
    """A retrospective over the last month, held now."""
    now = timezone.localtime(at)
    last_day = now.date().replace(day=1) - timedelta(days=1)
    return {"held_at": now, "period_from": last_day.replace(day=1), "period_to": last_day}
