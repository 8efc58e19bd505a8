"""Labels: each device keeps its first one."""

import pytest

from core.models import AuditEntry
from customers.models import Asset, ProductModel
from portal.actions.labels import labels_of
from tests.fixtures import moment

pytestmark = pytest.mark.django_db
MONDAY = moment("2026-03-16 10:00")


def test_a_device_keeps_its_label(cast):
    model = ProductModel.objects.create(code="SV", name="伺服")
    customer = cast.customers["华启科技有限公司"]
    assets = [
        Asset.objects.create(serial=f"S{n}", model=model, customer=customer) for n in range(3)
    ]
    agent = cast.staff["agent"]
    first = labels_of(assets[:2], by=agent, at=MONDAY)
    again = labels_of(assets, by=agent, at=MONDAY)
    assert len(set(again.values())) == 3
    assert all(again[key] == code and len(code) == 16 for key, code in first.items())
    labels_of(assets, by=agent, at=MONDAY)
    assert AuditEntry.objects.filter(action="labels_made").count() == 2
