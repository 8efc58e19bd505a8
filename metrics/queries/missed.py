"""Which limits were missed, and by how much (MA-5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Avg, DurationField, ExpressionWrapper, F, Value
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from metrics.domain.figures import HUNDRED, Figure, FigureScope, FigureSpan
from metrics.queries import measure
from metrics.queries.cases import counted_tickets
from tickets.limits.models import SlaClock
from tickets.record.domain.scope import TicketScope

MINUTE = timedelta(minutes=1)
ALL = FigureScope()


@dataclass(frozen=True, slots=True)
class MissedLimits:
    """Of a kind of limit: its code, how many were judged and missed in the period, and by how many
    minutes on the mean, in natural time.
    """

    code: str
    judged: int
    missed: int
    late_minutes: Decimal | None


def missed_limits(
    span: FigureSpan,
    *,
    at: datetime,
    scope: FigureScope = ALL,
    seen: TicketScope | None = None,
    figures: Mapping[str, Figure] | None = None,
) -> list[MissedLimits]:
    """Kinds with a miss, the most missed first; of what `measure.figures_of_limits` says, where
    somebody has asked it already. Three statements, else one.
    """
    late = _delays(span, at, scope, seen)
    found = []
    if figures is None:
        figures = measure.figures_of_limits(scope, span, at=at, seen=seen)
    for code, figure in figures.items():
        if figure.value is None:
            continue
        kept = round(figure.value * figure.count / HUNDRED)
        if kept < figure.count:
            found.append(MissedLimits(code, figure.count, figure.count - kept, late.get(code)))
    return sorted(found, key=lambda row: (-row.missed, row.code))


def _delays(
    span: FigureSpan, at: datetime, scope: FigureScope, seen: TicketScope | None
) -> dict[str, Decimal]:
    """By kind the mean time by which those that were missed in the period are, or were, late."""
    start, end = span.moments(timezone.get_default_timezone())
    tickets = counted_tickets(scope, seen).order_by()
    until = Coalesce("stopped_at", Value(at))
    late = ExpressionWrapper(Greatest(until, F("due_at")) - F("due_at"), DurationField())
    rows = (
        SlaClock.objects.filter(
            breached_at__gte=start,
            breached_at__lt=end,
            is_corrected=False,
            cancelled_at__isnull=True,
        )
        .filter(ticket__in=tickets.values("pk"))
        .order_by()
        .values_list("kind__code")
        .annotate(mean=Avg(late))
    )
    return {code: Decimal(mean / MINUTE) for code, mean in rows if mean is not None}
