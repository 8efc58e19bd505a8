"""A device as whoever stands before it sees it: what it is, and how far its open case is."""

from dataclasses import dataclass
from datetime import date

from customers.domain.warranty import warranty_ends
from customers.models import Asset
from portal.models import DeviceLabel
from portal.queries.case import ShownCourse, course_of
from privacy.domain.classes import FieldClass, mask_value
from tickets.record.models import Ticket

OPEN_CASES = 3


@dataclass(frozen=True, slots=True)
class ShownDevice:
    """The page as shown. The customer's name is masked: the code is stuck where anybody passes."""

    model: str
    serial: str
    customer: str
    warranty_until: date | None
    cases: list[ShownCourse]


def labelled_asset(code: str) -> Asset | None:
    """The device of a label. One statement."""
    labels = DeviceLabel.objects.select_related("asset__model", "asset__customer")
    label = labels.filter(code=code).first()
    return label.asset if label else None


def shown_device(asset: Asset) -> ShownDevice:
    """What the page says: a statement, and one more for each open case."""
    cases = Ticket.objects.open().filter(asset=asset).order_by("-reported_at", "-pk")
    begins_on = asset.sold_on
    return ShownDevice(
        model=asset.model.name,
        serial=asset.serial,
        customer=mask_value(asset.customer.name, FieldClass.COMPANY),
        warranty_until=(
            warranty_ends(begins_on, asset.model.warranty_months) if begins_on else None
        ),
        cases=[course_of(ticket) for ticket in cases[:OPEN_CASES]],
    )
