"""Which limits were missed, and by how much (MA-5)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Avg, DurationField, ExpressionWrapper, F, Value
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from metrics.domain.figures import HUNDRED, FigureScope, FigureSpan
from metrics.queries import measure
from metrics.queries.cases import counted_tickets
from metrics.queries.registry import LIMIT_KINDS
from tickets.limits.models import SlaClock, SlaKind

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class MissedLimits:
    """Of a kind of limit: its code, how many were judged and missed in the period, and by how many
    minutes on the mean, in natural time.
    """

    code: str
    judged: int
    missed: int
    late_minutes: Decimal | None


def missed_limits(span: FigureSpan, *, at: datetime) -> list[MissedLimits]:
    """Kinds with a miss, the most missed first. A statement a kind, and two more."""
    late = _delays(span, at)
    known = set(SlaKind.objects.values_list("code", flat=True))
    found = []
    for code in (code for code in LIMIT_KINDS if code in known):
        figure = measure.measured_figure(f"sla_{code}", FigureScope(), span, at=at)
        if figure.value is None:
            continue
        kept = round(figure.value * figure.count / HUNDRED)
        if kept < figure.count:
            found.append(MissedLimits(code, figure.count, figure.count - kept, late.get(code)))
    return sorted(found, key=lambda row: (-row.missed, row.code))


def _delays(span: FigureSpan, at: datetime) -> dict[str, Decimal]:
    """By kind the mean time by which those that were missed in the period are, or were, late."""
    start, end = span.moments(timezone.get_default_timezone())
    tickets = counted_tickets(FigureScope()).order_by()
    until = Coalesce("stopped_at", Value(at))
    late = ExpressionWrapper(Greatest(until, F("due_at")) - F("due_at"), DurationField())
    rows = (
        SlaClock.objects.filter(
            due_at__gte=start, due_at__lt=end, breached_at__isnull=False, cancelled_at__isnull=True
        )
        .filter(ticket__in=tickets.values("pk"))
        .order_by()
        .values_list("kind__code")
        .annotate(mean=Avg(late))
    )
    return {code: Decimal(mean / MINUTE) for code, mean in rows if mean is not None}
