"""What the audit ledger tells other programs of reports."""

from collections.abc import Iterator

from analytics.enums import Audited
from core.models import AuditEntry
from notifications.domain.webhooks import Happening
from notifications.enums import EventType


def report_happenings(after: int, until: int) -> Iterator[Happening]:
    """Monthly reports that were issued, by lines behind `after` up to `until`. One statement."""
    lines = AuditEntry.objects.filter(pk__gt=after, pk__lte=until, action=Audited.REPORT_ISSUED)
    for key, at, target in lines.order_by("pk").values_list("pk", "at", "target"):
        # `report 2026-05 v1`
        _noun, month, version = target.split(" ", 2)
        yield Happening(
            type=EventType.REPORT_ISSUED.value,
            subject=f"/reports/{month}/",
            sequence=key,
            recorded_at=at,
            data={"month": month, "version": int(version.removeprefix("v"))},
        )
