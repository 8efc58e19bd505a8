"""What lines of the plans' ledger tell other programs."""

from collections.abc import Iterator

from notifications.domain.webhooks import Happening
from notifications.enums import EventType
from plans.enums import EventKind
from plans.models import PlanEvent

COLUMNS = ("pk", "at", "before", "after", "plan__number", "plan__version")


def plan_happenings(after: int, until: int) -> Iterator[Happening]:
    """Changes of state behind the line `after` up to `until`, in their order. One statement."""
    lines = PlanEvent.objects.filter(pk__gt=after, pk__lte=until, kind=EventKind.MOVED)
    for row in lines.order_by("pk").values(*COLUMNS):
        yield Happening(
            type=EventType.PLAN_STATE.value,
            subject=f"/plans/{row['plan__number']}/",
            sequence=row["pk"],
            recorded_at=row["at"],
            data={
                "number": row["plan__number"],
                "version": row["plan__version"],
                "before": row["before"],
                "after": row["after"],
            },
        )
