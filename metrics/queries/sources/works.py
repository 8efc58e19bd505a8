"""Times of the work itself: in the open time of the limits' calendars, cycle by cycle, and how long
a ticket waited for somebody.
"""

from django.db.models import F, FilteredRelation, OuterRef, Q, Subquery

from metrics.queries.cases import CaseWindow, Microseconds, Source, time_between
from metrics.queries.sources.times import of_reported
from tickets.record.enums import EventKind
from tickets.record.models import TicketEvent, TicketQuerySet

# Who was given a ticket, or took it.
CAME_TO_SOMEBODY = (EventKind.ASSIGNED, EventKind.TAKEN)


def _finished_cycles(code: str, tickets: TicketQuerySet, window: CaseWindow) -> TicketQuerySet:
    """A row for each cycle of a kind of limit that ended in the period, kept or not."""
    rows = tickets.annotate(
        clock=FilteredRelation("clocks", condition=Q(clocks__cancelled_at__isnull=True))
    )
    return rows.filter(window.has("clock__stopped_at"), clock__kind__code=code).annotate(
        case_at=F("clock__stopped_at"), case_key=F("clock__pk")
    )


def working_times(code: str) -> Source:
    """Spent open time of the limit's own calendar, without what stood still."""

    def source(tickets: TicketQuerySet, window: CaseWindow) -> TicketQuerySet:
        return _finished_cycles(code, tickets, window).annotate(
            case_raw=Microseconds(F("clock__spent"))
        )

    return source


def cycle_times(code: str) -> Source:
    """Natural time of each cycle by itself."""

    def source(tickets: TicketQuerySet, window: CaseWindow) -> TicketQuerySet:
        return _finished_cycles(code, tickets, window).annotate(
            case_raw=time_between("clock__started_at", "clock__stopped_at")
        )

    return source


def assignment_delays(tickets: TicketQuerySet, window: CaseWindow) -> TicketQuerySet:
    """From the report to the first time that somebody was given the ticket or took it."""
    came = TicketEvent.objects.filter(ticket=OuterRef("pk"), kind__in=CAME_TO_SOMEBODY)
    first = Subquery(came.order_by("at", "pk").values("at")[:1])
    return (
        of_reported(tickets, window)
        .annotate(came_at=first)
        .annotate(case_raw=time_between("reported_at", "came_at"))
    )
