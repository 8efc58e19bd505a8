"""How far the sweep of the clocks is behind."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count
from django.db.models.functions import Greatest

from tickets.limits.models import SlaClock
from tickets.record.models import Ticket

CAP = 10_000
"""Counts stop here: more says no more."""
OLDEST = 200


@dataclass(frozen=True, slots=True)
class Lag:
    """`since`: since when the oldest clock waits for the sweep; `due`: how many wait; `undetected`: missed, and nobody told yet."""

    since: datetime | None
    due: int
    undetected: int

    def seconds(self, at: datetime) -> int:
        return max(0, int((at - self.since).total_seconds())) if self.since else 0


def sweep_lag(at: datetime) -> Lag:
    """What waits at a moment. A limit that was over when its ticket was written down waits since then, not longer."""
    waiting = SlaClock.objects.filter(next_check_at__lte=at).order_by("next_check_at", "pk")
    moments = waiting.annotate(
        waits_since=Greatest("next_check_at", "ticket__updated_at")
    ).values_list("waits_since", flat=True)
    oldest = min(moments[:OLDEST], default=None)
    if oldest is None:
        return Lag(None, 0, 0)
    missed = waiting.filter(due_at__lte=at, breached_at__isnull=True)
    return Lag(oldest, waiting[:CAP].count(), missed[:CAP].count())


def open_by_status() -> dict[str, int]:
    """Open tickets by their status; every ticket counts, as only numbers leave this room."""
    rows = Ticket.objects.open().order_by().values_list("status").annotate(Count("pk"))
    return dict(rows)
