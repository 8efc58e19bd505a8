"""Labels of devices: each device keeps the one that it was given first."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from accounts.models import User
from core.actions import audit
from customers.models import Asset
from portal.domain.tokens import new_label_code
from portal.enums import Audited
from portal.models import DeviceLabel


@transaction.atomic
def labels_of(assets: Sequence[Asset], *, by: User, at: datetime) -> dict[int, str]:
    """The codes of devices by their keys; new ones for those that have none."""
    keys = [asset.pk for asset in assets]
    known = set(DeviceLabel.objects.filter(asset__in=keys).values_list("asset", flat=True))
    fresh = [
        DeviceLabel(asset=asset, code=new_label_code(), created_at=at)
        for asset in assets
        if asset.pk not in known
    ]
    if fresh:
        # Somebody else may print them at the same moment: the first ones stay.
        DeviceLabel.objects.bulk_create(fresh, ignore_conflicts=True)
        audit.write_audit_entry(Audited.LABELS_MADE, by=by, at=at, count=len(fresh))
    return dict(DeviceLabel.objects.filter(asset__in=keys).values_list("asset", "code"))
