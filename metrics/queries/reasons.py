"""Why customers were dissatisfied: the reasons of low answers, as a distribution (MA-3)."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q
from django.utils import timezone

from core.names import in_language
from feedback.models import Survey
from metrics.domain.figures import DAY, FigureSpan
from tickets.record.domain.scope import TicketScope
from tickets.record.models import Ticket


@dataclass(frozen=True, slots=True)
class ReasonRow:
    """A reason, how many low answers of this and of the last month name it, and what share of all
    that are named that is.
    """

    reason: str
    this: int
    last: int
    this_pct: int
    last_pct: int


def reason_rows(today: date, *, seen: TicketScope) -> list[ReasonRow]:
    """The commonest of this month first, of the tickets that somebody may see. One statement."""
    this = FigureSpan.month(today)
    last = FigureSpan.month(this.start - DAY)
    rows = (
        Survey.objects.filter(is_low=True, reasons__isnull=False)
        .filter(_within(FigureSpan(last.start, this.end)))
        .filter(ticket__in=Ticket.objects.within(seen))
        .values_list("reasons__name", "reasons__name_en")
        .annotate(
            of_this=Count("pk", filter=_within(this)), of_last=Count("pk", filter=_within(last))
        )
        .order_by("-of_this", "-of_last", "reasons__name")
    )
    found = list(rows)
    in_this = sum(row[2] for row in found)
    in_last = sum(row[3] for row in found)
    return [
        ReasonRow(
            in_language(name, english), now, before, _share(now, in_this), _share(before, in_last)
        )
        for name, english, now, before in found
    ]


def _within(span: FigureSpan) -> Q:
    start, end = span.moments(timezone.get_default_timezone())
    return Q(answered_at__gte=start, answered_at__lt=end)


def _share(part: int, whole: int) -> int:
    return round(100 * part / whole) if whole else 0
