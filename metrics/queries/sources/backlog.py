"""What waits for its solution: at the end of a period, and of the tickets of a period until now."""

from datetime import datetime

from django.db.models import (
    BigIntegerField,
    DateTimeField,
    DurationField,
    ExpressionWrapper,
    F,
    IntegerField,
    Q,
    Value,
)

from metrics.queries.cases import CaseWindow, Microseconds
from metrics.queries.sources.times import of_reported
from tickets.record.models import TicketQuerySet

# What was closed without a solution time, as old registers have it, waits for nothing.
UNSOLVED = Q(resolved_at__isnull=True, is_open=True)


def waits_at(moment: datetime) -> Q:
    """Was it reported before a moment and not solved by then? `moment` is none to come."""
    unsolved = UNSOLVED | Q(resolved_at__gte=moment)
    return unsolved & Q(reported_at__lt=moment)


def _waiting(tickets: TicketQuerySet, window: CaseWindow) -> tuple[TicketQuerySet, datetime]:
    """Those that waited at the end of the period, or wait now where it has not ended."""
    end = min(window.end, window.at)
    found = tickets.filter(waits_at(end))
    return found.annotate(case_at=F("reported_at"), case_key=F("pk")), end


def waiting_tickets(tickets: TicketQuerySet, window: CaseWindow) -> TicketQuerySet:
    found, _end = _waiting(tickets, window)
    return found.annotate(case_raw=Value(1, output_field=IntegerField()))


def waiting_ages(tickets: TicketQuerySet, window: CaseWindow) -> TicketQuerySet:
    """From the report to the end of the period, or until now."""
    found, end = _waiting(tickets, window)
    age = ExpressionWrapper(
        Value(end, output_field=DateTimeField()) - F("reported_at"), output_field=DurationField()
    )
    return found.annotate(case_raw=Microseconds(age, output_field=BigIntegerField()))


def unsolved_tickets(tickets: TicketQuerySet, window: CaseWindow) -> TicketQuerySet:
    """Of those reported in the period."""
    found = of_reported(tickets.filter(UNSOLVED), window)
    return found.annotate(case_raw=Value(1, output_field=IntegerField()))
