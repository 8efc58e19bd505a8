"""How long tickets stood still, from the ledger: pauses of clocks tell only what the terms of each
limit honour.
"""

from datetime import timedelta

from django.db.models import (
    DateTimeField,
    DurationField,
    ExpressionWrapper,
    F,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
)

from metrics.queries.cases import CaseWindow, Microseconds
from tickets.record.enums import EventKind, Status, WaitReason
from tickets.record.models import TicketEvent, TicketQuerySet

# The moves by which tickets go on that waited for somebody else than the customer; an index of the
# ledger holds them by their moment.
ENDS = TicketEvent.objects.filter(kind=EventKind.MOVED, before=Status.WAITING_INTERNAL).order_by()
BEGINNINGS = TicketEvent.objects.filter(
    kind=EventKind.MOVED, after=Status.WAITING_INTERNAL, data__reason=WaitReason.PARTS
).order_by()


def part_waits(tickets: TicketQuerySet, window: CaseWindow) -> TicketQuerySet:
    """Tickets that waited for spare parts: each once, at the end of its last such wait, with the
    natural time of all of them together. One that waits for parts now counts when it goes on.
    """
    ended = ENDS.filter(at__gte=window.start, at__lt=window.end).values("ticket")
    went_on = tickets.filter(pk__in=ended).exclude(wait_reason=WaitReason.PARTS)
    waits = _waits_of_ticket()
    last = waits.annotate(last=Max("end")).values("last")
    length = ExpressionWrapper(F("end") - F("at"), output_field=DurationField())
    total = waits.annotate(total=Sum(length, default=timedelta())).values("total")
    return (
        went_on.annotate(case_at=Subquery(last, output_field=DateTimeField()), case_key=F("pk"))
        .filter(window.has("case_at"))
        .annotate(case_raw=Microseconds(Subquery(total, output_field=DurationField())))
    )


def _waits_of_ticket() -> QuerySet[TicketEvent]:
    """The waits for parts of a ticket, each from `at` until `end`, as one group."""
    after = Q(at__gt=OuterRef("at")) | Q(pk__gt=OuterRef("pk"))
    later = ENDS.filter(after, ticket=OuterRef("ticket"), at__gte=OuterRef("at"))
    following = later.order_by("at", "pk")
    begun = BEGINNINGS.filter(ticket=OuterRef("pk"))
    return begun.annotate(end=Subquery(following.values("at")[:1])).values("ticket")
