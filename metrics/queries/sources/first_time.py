"""Solved at the first go (一次性解决率, model.md C8).

No return, no second visit, no second ticket about the same soon after.
"""

from datetime import timedelta

from django.db.models import (
    Count,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Q,
    QuerySet,
    Value,
)
from django.db.models.functions import TruncDate
from django.db.models.lookups import IsNull
from django.utils import timezone

from metrics.queries.cases import CaseWindow
from metrics.queries.sources.times import as_share, of_resolved
from tickets.record.enums import Status
from tickets.record.models import Ticket, TicketQuerySet
from tickets.work.enums import ProcessKind
from tickets.work.models import ProcessEntry

REPEAT_WINDOW = timedelta(days=7)


def first_time(tickets: TicketQuerySet, window: CaseWindow) -> TicketQuerySet:
    """100 for a solved ticket that stayed solved, 0 for one that came back in any of the ways."""
    return of_resolved(tickets, window).annotate(case_raw=as_share(stayed_solved()))


def stayed_solved() -> Q:
    """Of a solved ticket: did it come back in none of the ways?"""
    return Q(reopen_count=0) & ~Exists(_second_visits()) & ~Exists(_later_tickets())


def _second_visits() -> QuerySet:
    """Service visits of the ticket outside, where there were some on more than one day."""
    day = TruncDate("started_at", tzinfo=timezone.get_default_timezone())
    visits = (
        ProcessEntry.objects.filter(ticket=OuterRef("pk"), kind=ProcessKind.ONSITE)
        .order_by()
        .values("ticket")
    )
    return visits.annotate(days=Count(day, distinct=True)).filter(days__gt=1)


def _later_tickets() -> TicketQuerySet:
    """Tickets of the same customer about the same matter, reported within seven days after the
    solution: of the same device, or, where one of the two names no device, of the same issue type,
    or linked by somebody. A merged one came back too; a cancelled one did not.
    """
    end = ExpressionWrapper(
        OuterRef("resolved_at") + Value(REPEAT_WINDOW), output_field=DateTimeField()
    )
    later = Ticket.objects.filter(
        customer=OuterRef("customer"), reported_at__gt=OuterRef("resolved_at"), reported_at__lte=end
    )
    no_device = Q(asset__isnull=True) | Q(IsNull(OuterRef("asset"), True))
    same_matter = Q(asset=OuterRef("asset")) | (Q(issue_type=OuterRef("issue_type")) & no_device)
    return later.exclude(status=Status.CANCELLED).filter(
        same_matter | Q(is_repeat_of=OuterRef("pk"))
    )
