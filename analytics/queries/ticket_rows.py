"""A row for each ticket that the figure `volume` of a month counts: what its pictures stand on."""

from datetime import datetime
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    Exists,
    F,
    IntegerField,
    Min,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
    When,
)

from analytics.queries.month_tables import Asked
from core.domain import worktime
from metrics.queries import measure
from metrics.queries.sources.answers import latest_scores
from metrics.queries.sources.first_time import stayed_solved
from metrics.queries.sources.limits import judgement
from tickets.limits.models import SlaClock
from tickets.record.models import Ticket, TicketQuerySet

# The figure whose cases the rows are.
VOLUME = "volume"

# What is read of the ticket itself and of the rows that it names.
COLUMNS = (
    "number",
    "reported_at",
    "channel__name",
    "channel__name_en",
    "tier",
    "issue_type__name",
    "issue_type__name_en",
    "department__name",
    "business_type",
    "nature",
    "status",
    "customer__name",
    "customer__level",
    "asset__model__category",
    "asset__model__code",
    "assignee_id",
    "assignee__display_name",
    "assignee__username",
    "first_responded_at",
    "resolved_at",
    "reopen_count",
)
MADE = ("is_in_call", "ack_kept", "resolve_kept", "is_first_time")


def ticket_rows(asked: Asked) -> QuerySet[Ticket, dict[str, Any]]:
    """The rows in the order of their reports, to be read with `iterator`. One statement.

    `ack_kept` and `resolve_kept` are 1 where every cycle of the limit that has been judged by
    `asked.at` was kept, 0 where one was missed, None where none has been judged. `score` is the
    latest that the customer gave.
    """
    in_call = SlaClock.objects.filter(ticket=OuterRef("pk"), is_synchronous=True)
    rows = latest_scores(Ticket.objects.filter(pk__in=_counted(asked).order_by().values("pk")))
    rows = rows.annotate(
        is_in_call=Exists(in_call),
        ack_kept=_kept_limit("ack", asked.at),
        resolve_kept=_kept_limit("resolve", asked.at),
        is_first_time=_stayed_solved(),
    )
    return rows.order_by("reported_at", "pk").values(*COLUMNS, *MADE, score=F("case_raw"))


def count_ticket_rows(asked: Asked) -> int:
    """How many rows there are: the figure `volume`. One statement."""
    return _counted(asked).count()


def _counted(asked: Asked) -> TicketQuerySet:
    return measure.cases_behind(VOLUME, asked.scope, asked.span, at=asked.at, seen=asked.seen)


def _kept_limit(code: str, at: datetime) -> Subquery:
    """The worst of what is judged of a ticket's clocks of a kind."""
    judged = judgement(worktime.whole_second(at))
    verdict = Case(
        When(judged.missed | judged.overdue, then=Value(0)),
        When(judged.ended, then=Value(1)),
        output_field=IntegerField(),
    )
    clocks = SlaClock.objects.filter(
        ticket=OuterRef("pk"), kind__code=code, cancelled_at__isnull=True
    )
    worst = clocks.order_by().values("ticket").annotate(worst=Min(verdict))
    return Subquery(worst.values("worst"))


def _stayed_solved() -> Case:
    """Solved at the first go; None for what is not solved."""
    return Case(
        When(resolved_at__isnull=True, then=None),
        When(stayed_solved(), then=Value(True)),
        default=Value(False),
        output_field=BooleanField(),
    )
