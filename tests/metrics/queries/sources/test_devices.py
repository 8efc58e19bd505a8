"""The failure rate: devices that failed out of all that customers have, in every form of a figure."""

import random
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from customers.enums import Level
from customers.models import Asset, Customer, ProductModel
from metrics.domain.figures import FigureScope, FigureSpan
from metrics.enums import Bucket, By, Note
from metrics.queries import measure
from metrics.queries.failures import failures_by_model
from metrics.queries.registry import REGISTRY
from tests.factories.faults import AT, fail, model_in_use, serials
from tests.fixtures import COMPANY, moment
from tickets.record.models import Ticket
from tickets.work.models import Diagnosis

pytestmark = pytest.mark.django_db
ALL = FigureScope()
MARCH = FigureSpan(date(2026, 3, 1), date(2026, 3, 31))
QUARTER = FigureSpan(date(2026, 1, 1), date(2026, 3, 31))
LATER = moment("2026-06-01 10:00")


def rate_of(scope=ALL, span=MARCH):
    return measure.measured_figure("failure_rate", scope, span, at=LATER)


@pytest.fixture
def alone(cast):
    """One model of 200 devices, and no device besides."""
    Asset.objects.all().delete()
    return model_in_use(cast)


@pytest.mark.parametrize(("count", "rate"), [(21, "10.5"), (20, "10")])
def test_e10_devices_count_once_and_the_list_has_their_tickets(cast, alone, count, rate):
    fail(cast, serials(count))
    fail(cast, serials(30 - count))
    found = rate_of()
    assert (found.value, found.count) == (Decimal(rate), 200)
    assert (found.marked, found.listed) == (count, 30)
    cases = list(measure.cases_behind("failure_rate", ALL, MARCH, at=LATER))
    assert len(cases) == 30
    assert sum(case.case_value == 100 for case in cases) == count, "the first of each device"


def test_e10_without_devices_there_is_no_rate(cast, alone):
    assert rate_of().value == 0, "nothing failed"
    fail(cast, ["S001"])
    Asset.objects.update(installed_on=date(2027, 1, 1))
    assert (rate_of().value, rate_of().count, rate_of().listed) == (None, 0, 1)
    assert failures_by_model(MARCH)[0].rate is None


def test_a_month_that_runs_is_provisional(alone):
    early = measure.measured_figure("failure_rate", ALL, MARCH, at=AT)
    assert early.notes == (Note.OPEN_PERIOD,)


def test_what_narrows_faults_and_devices_and_what_narrows_faults_alone(cast, alone):
    other = model_in_use(cast, 50, "SV-2")
    ProductModel.objects.filter(pk=other.pk).update(category="驱动")
    fail(cast, serials(10))
    fail(cast, serials(5, "SV-2"))
    assert (rate_of().marked, rate_of().count) == (15, 250)
    one = rate_of(FigureScope(models=(other.pk,)))
    assert (one.marked, one.count, one.value) == (5, 50, 10)
    assert rate_of(FigureScope(categories=("驱动",))) == one
    by_phone = rate_of(FigureScope(channels=(cast.channels["电话"].pk,)))
    assert (by_phone.marked, by_phone.count, by_phone.value) == (0, 250, 0)
    Customer.objects.filter(pk=cast.customers[COMPANY].pk).update(level=Level.VIP)
    assert rate_of(FigureScope(levels=(Level.VIP,))) == rate_of()
    assert rate_of(FigureScope(levels=(Level.NORMAL,))).count == 0


def test_it_is_split_by_what_a_device_has_alone(alone):
    assert set(REGISTRY["failure_rate"].groups) == {By.CATEGORY, By.MODEL, By.LEVEL}
    with pytest.raises(ValueError, match="not split"):
        measure.grouped("failure_rate", ALL, MARCH, By.DEPARTMENT, at=LATER)


def test_the_statements_do_not_grow_with_devices_and_tickets(cast, alone):
    asked = {
        "figure": (rate_of, 2),
        "days": (lambda: series(Bucket.DAY), 2),
        "models": (lambda: failures_by_model(MARCH), 2),
        "models, and others": (lambda: failures_by_model(MARCH, also=[alone.pk, other.pk]), 4),
    }
    other = model_in_use(cast, 3, "SV-3")
    for count in (1, 12):
        fail(cast, serials(count))
        for name, (ask, statements) in asked.items():
            with CaptureQueriesContext(connection) as captured:
                ask()
            assert len(captured) == statements, name


def series(bucket, span=MARCH, scope=ALL):
    return measure.figure_series("failure_rate", scope, span, bucket, at=LATER)


# --- counted in another way ---------------------------------------------------------------------


def chance_desk(cast, seed):
    """Devices of any day, tickets of any kind, diagnoses of any finding."""
    dice = random.Random(seed)
    Asset.objects.all().delete()
    customers = list(Customer.objects.all())
    Customer.objects.filter(pk=cast.customers[COMPANY].pk).update(level=Level.VIP)
    models = [
        ProductModel.objects.create(code=f"R{n}", name="泵", category=dice.choice(["", "泵", "阀"]))
        for n in range(5)
    ]
    days = [None, None, *(date(2025, 12, 20) + timedelta(days=9 * n) for n in range(14))]
    for n in range(40):
        Asset.objects.create(
            serial=f"R{n:03d}",
            model=dice.choice(models),
            customer=dice.choice([cast.customers[COMPANY], *customers]),
            sold_on=dice.choice(days),
            received_on=dice.choice(days),
            installed_on=dice.choice(days),
        )
    for _n in range(60):
        at = moment("2025-12-25 08:00") + timedelta(minutes=dice.randrange(100 * 1440))
        fail(
            cast,
            [f"R{dice.randrange(40):03d}"],
            found=dice.choice(["defect", "defect", "known_fault", "user_error"]),
            kind=dice.choice(["硬件故障", "软件bug", "操作咨询"]),
            at=at,
        )
    for ticket in dice.sample(list(Ticket.objects.all()), 15):
        Diagnosis.objects.create(
            ticket=ticket,
            by=cast.staff["engineer"],
            at=AT + timedelta(days=60),
            method="remote",
            phenomenon="复查",
            cause_class=dice.choice(["defect", "other"]),
        )
    for ticket in dice.sample(list(Ticket.objects.all()), 5):
        Ticket.objects.filter(pk=ticket.pk).update(status="cancelled")


def plainly_counted(span, is_meant=lambda asset: True):
    """Devices that failed, their tickets, and all devices: row by row, in plain Python."""
    start, end = (moment(f"{day} 00:00") for day in (span.start, span.end + timedelta(days=1)))
    failed, tickets = set(), 0
    for ticket in Ticket.objects.select_related("asset__model", "issue_type__parent"):
        kind, last = ticket.issue_type, ticket.diagnoses.order_by("at", "pk").last()
        is_fault = kind and (kind.is_fault or (kind.parent and kind.parent.is_fault))
        confirmed = last and last.cause_class in ("defect", "known_fault")
        counted = ticket.status not in ("cancelled", "merged")
        if not (is_fault and confirmed and counted and start <= ticket.reported_at < end):
            continue
        if ticket.asset and is_meant(ticket.asset):
            failed.add(ticket.asset_id)
            tickets += 1
    base = 0
    for asset in Asset.objects.select_related("model", "customer"):
        days = [d for d in (asset.sold_on, asset.received_on, asset.installed_on) if d]
        base += is_meant(asset) and (not days or min(days) <= span.end)
    return len(failed), tickets, base


def numbers(figure):
    return figure.marked, figure.listed, figure.count


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_it_is_what_plain_python_counts(cast, seed):
    chance_desk(cast, seed)
    for span in (MARCH, QUARTER, FigureSpan(date(2026, 2, 10), date(2026, 2, 16))):
        failed, tickets, base = plainly_counted(span)
        found = rate_of(span=span)
        assert numbers(found) == (failed, tickets, base)
        assert found.value == Decimal(100) * failed / base
        cases = list(measure.cases_behind("failure_rate", ALL, span, at=LATER))
        assert (len(cases), sum(case.case_value for case in cases)) == (tickets, 100 * failed)

    for first, found in series(Bucket.MONTH, QUARTER):
        assert numbers(found) == plainly_counted(FigureSpan.month(first))
    for first, found in series(Bucket.WEEK):
        week = FigureSpan(max(first, MARCH.start), min(first + timedelta(days=6), MARCH.end))
        assert numbers(found) == plainly_counted(week)


@pytest.mark.parametrize("seed", [4, 5])
def test_the_table_of_models_and_the_figure_of_a_model_are_one(cast, seed):
    chance_desk(cast, seed)
    table = failures_by_model(QUARTER, also=ProductModel.objects.values_list("pk", flat=True))
    assert {row.key for row in table} == set(ProductModel.objects.values_list("pk", flat=True))
    groups = measure.figure_by_group("failure_rate", ALL, QUARTER, By.MODEL, at=LATER)
    assert {group.key: numbers(group.figure) for group in groups} == {
        row.key: (row.failed, row.tickets, row.base) for row in table if row.failed
    }
    for row in table:
        alone = rate_of(FigureScope(models=(row.key,)), QUARTER)
        assert numbers(alone) == (row.failed, row.tickets, row.base)
        assert alone.value == row.rate
        assert numbers(alone) == plainly_counted(
            QUARTER, lambda one, key=row.key: one.model_id == key
        )


@pytest.mark.parametrize("seed", [6])
def test_categories_split_and_narrow_alike(cast, seed):
    chance_desk(cast, seed)
    groups = measure.figure_by_group("failure_rate", ALL, QUARTER, By.CATEGORY, at=LATER)
    assert sum(group.figure.listed for group in groups) == rate_of(span=QUARTER).listed
    for group in groups:
        expected = plainly_counted(QUARTER, lambda one, key=group.key: one.model.category == key)
        assert numbers(group.figure) == expected
        if group.key:
            assert rate_of(FigureScope(categories=(group.key,)), QUARTER) == group.figure
