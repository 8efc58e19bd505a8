"""E10: how often the devices of a model fail."""

from datetime import date
from decimal import Decimal

import pytest

from customers.models import Asset
from metrics.domain.figures import FigureSpan
from metrics.queries.failures import confirmed_faults, failed_devices, failures_by_model
from tests.factories.faults import AT, fail, model_in_use, serials
from tests.fixtures import moment, reported

pytestmark = pytest.mark.django_db
MARCH = FigureSpan(date(2026, 3, 1), date(2026, 3, 31))
TEN = Decimal(10)


@pytest.fixture
def model(cast):
    return model_in_use(cast)


@pytest.mark.parametrize(("count", "rate", "is_above"), [(21, "10.5", True), (20, "10", False)])
def test_e10_strictly_above_the_threshold_is_an_alarm(cast, model, count, rate, is_above):
    fail(cast, serials(count))
    fail(cast, serials(9))
    (row,) = failures_by_model(MARCH)
    assert (row.code, row.failed, row.base, row.rate) == ("SV-1", count, 200, Decimal(rate))
    assert row.tickets == count + 9, "a device counts once however often it failed"
    assert row.is_above(TEN) is is_above


def test_what_is_no_confirmed_fault_of_the_month_does_not_count(cast, model):
    fail(cast, ["S001"], found="user_error")
    fail(cast, ["S002"], kind="操作咨询")
    fail(cast, ["S003"], at=moment("2026-02-28 23:59"))
    reported(cast, AT, asset=Asset.objects.get(serial="S004"), issue_type=cast.types["硬件故障"])
    assert failures_by_model(MARCH) == []


def test_devices_that_came_later_are_not_in_use_yet(cast, model):
    Asset.objects.filter(serial__gte="S100").update(installed_on=date(2026, 4, 1))
    Asset.objects.filter(serial__gte="S150").update(installed_on=date(2026, 3, 31))
    fail(cast, ["S001"])
    (row,) = failures_by_model(MARCH)
    assert row.base == 150


def test_without_devices_there_is_no_rate_and_no_alarm(cast, model):
    Asset.objects.update(installed_on=date(2027, 1, 1))
    fail(cast, ["S001"])
    (row,) = failures_by_model(MARCH)
    assert (row.rate, row.is_above(TEN)) == (None, False)


def test_a_model_that_is_asked_for_is_told_of_without_a_fault_too(cast, model):
    (row,) = failures_by_model(MARCH, also=[model.pk])
    assert (row.failed, row.tickets, row.base, row.rate) == (0, 0, 200, Decimal(0))


def test_the_devices_and_their_tickets(cast, model):
    fail(cast, ["S001"], times=3)
    fail(cast, ["S002"])
    fail(cast, ["S003"], found="user_error")
    devices = {
        Asset.objects.get(pk=key).serial: n for key, n in failed_devices(MARCH, model.pk).items()
    }
    assert devices == {"S001": 3, "S002": 1}
    assert confirmed_faults(MARCH).count() == 4
