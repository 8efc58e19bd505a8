"""Figures of the ticket's own columns: how many, how quickly, which share."""

from django.db.models import (
    BooleanField,
    Case,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)

from metrics.queries.cases import CaseWindow, Source, time_between
from tickets.limits.models import SlaClock
from tickets.record.domain import lifecycle
from tickets.record.enums import Nature
from tickets.record.models import TicketQuerySet

COMPLAINT = Q(nature=Nature.COMPLAINT)


def of_reported(tickets: TicketQuerySet, window: CaseWindow) -> TicketQuerySet:
    """Cohort: reported in the period."""
    return tickets.filter(window.has("reported_at")).annotate(
        case_at=F("reported_at"), case_key=F("pk")
    )


def of_resolved(tickets: TicketQuerySet, window: CaseWindow) -> TicketQuerySet:
    """Cohort: solved for good, as far as is known, in the period; a reopened ticket waits for its
    next solution.
    """
    return tickets.filter(window.has("resolved_at")).annotate(
        case_at=F("resolved_at"), case_key=F("pk")
    )


def as_share(is_so: Q | Exists) -> Case:
    """100 for the cases of which it is true, 0 for the others: the mean is the per cent."""
    return Case(When(is_so, then=Value(100)), default=Value(0), output_field=IntegerField())


def reported_tickets(tickets: TicketQuerySet, window: CaseWindow) -> TicketQuerySet:
    return of_reported(tickets, window).annotate(case_raw=Value(1, output_field=IntegerField()))


def response_times(tickets: TicketQuerySet, window: CaseWindow) -> TicketQuerySet:
    """From the report to the first word of a person; marked where that was the very call that
    reported it.
    """
    found = of_reported(tickets, window).annotate(
        case_raw=time_between("reported_at", "first_responded_at")
    )
    # An old register may tell that somebody answered, but not when.
    is_unknown = Q(first_responded_at__isnull=True) & ~Q(status__in=lifecycle.UNANSWERED)
    return found.annotate(
        case_mark=Exists(SlaClock.objects.filter(ticket=OuterRef("pk"), is_synchronous=True)),
        case_unknown=Case(
            When(is_unknown, then=Value(True)), default=Value(False), output_field=BooleanField()
        ),
    )


def resolution_times(tickets: TicketQuerySet, window: CaseWindow) -> TicketQuerySet:
    """From the report to the confirmed solution, over all cycles, waiting included."""
    return of_resolved(tickets, window).annotate(
        case_raw=time_between("reported_at", "resolved_at")
    )


def reopened_share(tickets: TicketQuerySet, window: CaseWindow) -> TicketQuerySet:
    return of_resolved(tickets, window).annotate(case_raw=as_share(Q(reopen_count__gt=0)))


def complaint_share(tickets: TicketQuerySet, window: CaseWindow) -> TicketQuerySet:
    return of_reported(tickets, window).annotate(case_raw=as_share(COMPLAINT))


def solved_complaints(tickets: TicketQuerySet, window: CaseWindow) -> TicketQuerySet:
    return of_reported(tickets.filter(COMPLAINT), window).annotate(
        case_raw=as_share(Q(resolved_at__isnull=False))
    )


def of_complaints(source: Source) -> Source:
    """The same figure of complaints only."""

    def narrowed(tickets: TicketQuerySet, window: CaseWindow) -> QuerySet:
        return source(tickets.filter(COMPLAINT), window)

    return narrowed
