"""Devices of one model that fail, for failure rates and what follows from them (vectors.md E10)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from customers.models import Asset, ProductModel
from demo.people import Cast
from tests.fixtures import COMPANY, moment, reported
from tickets.work.models import Diagnosis

AT = moment("2026-03-16 09:00")


def model_in_use(cast: Cast, base: int = 200, code: str = "SV-1") -> ProductModel:
    """A model of which the customer has so many devices, from `S000` on."""
    model = ProductModel.objects.create(code=code, name="伺服驱动器")
    customer = cast.customers[COMPANY]
    prefix = "S" if code == "SV-1" else code
    Asset.objects.bulk_create(
        Asset(serial=f"{prefix}{n:03d}", model=model, customer=customer) for n in range(base)
    )
    return model


def serials(count: int, prefix: str = "S") -> list[str]:
    return [f"{prefix}{n:03d}" for n in range(count)]


def fail(
    cast: Cast,
    failing: Iterable[str],
    *,
    found: str = "defect",
    times: int = 1,
    kind: str = "硬件故障",
    at: datetime = AT,
) -> None:
    """So many tickets of each device, with a diagnosis."""
    for serial in failing:
        for _time in range(times):
            facts: dict[str, Any] = {"asset": Asset.objects.get(serial=serial)}
            ticket = reported(cast, at, **facts, issue_type=cast.types[kind])
            Diagnosis.objects.create(
                ticket=ticket,
                by=cast.staff["engineer"],
                at=at,
                method="remote",
                phenomenon="异响",
                cause_class=found,
            )
