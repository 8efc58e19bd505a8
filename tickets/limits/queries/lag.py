"""How far the sweep of the clocks is behind."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count
from django.db.models.functions import Greatest

from tickets.limits.models import SlaClock
from tickets.record.models import Ticket

# Counts stop here: more says no more.
CAP = 10_000
OLDEST = 200


@dataclass(frozen=True, slots=True)
class Lag:
    """How much waits for the sweep.

    `since`: since when the oldest clock waits; `due`: how many wait; `undetected`: missed, and
    nobody was told yet.
    """

    since: datetime | None
    due: int
    undetected: int

    def seconds(self, at: datetime) -> int:
        if self.since is None:
            return 0

        return max(0, int((at - self.since).total_seconds()))


def sweep_lag(at: datetime) -> Lag:
    """What waits at a moment.

    A limit that was over when its ticket was written down waits since then, not longer.
    """
    waiting = SlaClock.objects.filter(next_check_at__lte=at).order_by("next_check_at", "pk")

    # Which of them waits longest is not known from the index alone: the oldest few are asked.
    waits_since = Greatest("next_check_at", "ticket__updated_at")
    moments = waiting.annotate(waits_since=waits_since).values_list("waits_since", flat=True)
    oldest = min(moments[:OLDEST], default=None)
    if oldest is None:
        return Lag(None, 0, 0)

    missed = waiting.filter(due_at__lte=at, breached_at__isnull=True)
    return Lag(oldest, waiting[:CAP].count(), missed[:CAP].count())


def open_by_status() -> dict[str, int]:
    """Open tickets by their status; every ticket counts, as only numbers are given away."""
    rows = Ticket.objects.open().order_by().values_list("status").annotate(Count("pk"))
    return dict(rows)
