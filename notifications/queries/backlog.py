"""What has not left the house yet, and what never will.

Reads only rows that are not done, by their partial indexes.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min

from notifications.enums import OutboxState
from notifications.models import Outbox, OutboxPause

RECENT = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class OutboxBacklog:
    """Messages by state; `since`: since when the oldest due one waits; `died_at`: when the
    first of those was given up that were within the last hour; `paused_at`: since when nothing is
    sent, because the desk was restored."""

    pending: int
    held: int
    failed: int
    dead: int
    since: datetime | None
    died_at: datetime | None
    paused_at: datetime | None = None

    def seconds(self, at: datetime) -> int:
        """How long the oldest due message waits."""
        return max(0, int((at - self.since).total_seconds())) if self.since else 0


def outbox_backlog(at: datetime) -> OutboxBacklog:
    """The outbox at a moment."""
    rows = Outbox.objects.order_by()
    pending = rows.filter(state=OutboxState.PENDING)
    unsent = dict(
        rows.filter(state__in=[OutboxState.FAILED, OutboxState.DEAD])
        .values_list("state")
        .annotate(Count("pk"))
    )
    died = rows.filter(state=OutboxState.DEAD, ended_at__gt=at - RECENT)
    return OutboxBacklog(
        pending=pending.count(),
        held=rows.filter(state=OutboxState.HELD).count(),
        failed=unsent.get(OutboxState.FAILED, 0),
        dead=unsent.get(OutboxState.DEAD, 0),
        since=pending.filter(next_at__lte=at).aggregate(first=Min("next_at"))["first"],
        died_at=died.aggregate(first=Min("ended_at"))["first"],
        paused_at=OutboxPause.objects.aggregate(first=Min("since"))["first"],
    )


def is_outbox_paused() -> bool:
    """Was the desk restored, and has nobody said that messages may leave again?"""
    return OutboxPause.objects.exists()
