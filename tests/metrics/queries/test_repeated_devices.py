"""Devices that failed again and again: which faults count, and for how long."""

from datetime import date

import pytest

from accounts.models import Department
from metrics.domain.figures import FigureScope, FigureSpan
from metrics.queries import worst
from tests.factories.faults import fail, model_in_use
from tests.factories.may_2024 import ALL
from tests.fixtures import moment, reported
from tickets.record.models import Ticket
from tickets.work.models import Diagnosis

pytestmark = pytest.mark.django_db
MARCH = FigureSpan.month(date(2026, 3, 1))


def faults_of(span=MARCH, scope=ALL):
    return [
        (row.serial, row.faults, row.confirmed, row.of_month)
        for row in worst.repeated_devices(span, scope)
    ]


def test_the_month_and_the_twelve_months_before(cast):
    model_in_use(cast)
    fail(cast, ["S000"], times=2)
    fail(cast, ["S000"], at=moment("2025-03-01 00:00"), found="user_error")
    fail(cast, ["S000"], at=moment("2025-02-28 23:59"))
    fail(cast, ["S000"], at=moment("2026-04-01 00:00"))
    assert faults_of() == [("S000", 3, 2, 2)]


def test_once_is_not_again_and_a_device_that_is_well_now_is_none(cast):
    model_in_use(cast)
    fail(cast, ["S000"])
    fail(cast, ["S001"], times=3, at=moment("2026-02-10 09:00"))
    fail(cast, ["S002"], times=2, kind="操作咨询")
    assert faults_of() == [], "one of this month, three of the last, two questions"
    fail(cast, ["S001"])
    assert faults_of() == [("S001", 4, 4, 1)]


def test_a_fault_that_nobody_has_diagnosed_counts_as_reported(cast):
    model_in_use(cast)
    fail(cast, ["S000"], times=2, found="user_error")
    Diagnosis.objects.all().delete()
    [row] = worst.repeated_devices(MARCH, ALL)
    assert (row.faults, row.confirmed, row.reasons.cause_class) == (2, 0, "")
    assert row.issue_type[0] == "硬件故障"


def test_cancelled_tickets_and_those_of_other_filters_are_no_faults(cast):
    model_in_use(cast)
    fail(cast, ["S000"], times=2)
    support = Department.objects.get(name="技术支持部").pk
    assert len(faults_of(scope=FigureScope(departments=(support,)))) == 1
    assert faults_of(scope=FigureScope(departments=(support + 1000,))) == []
    Ticket.objects.filter(pk=Ticket.objects.first().pk).update(status="cancelled")
    assert faults_of() == []


def test_most_faults_first_ten_devices_in_one_statement(cast, django_assert_num_queries):
    model_in_use(cast)
    fail(cast, [f"S{n:03d}" for n in range(12)], times=2)
    fail(cast, ["S011"])
    with django_assert_num_queries(1):
        rows = worst.repeated_devices(MARCH, ALL)
    assert len(rows) == 10
    assert (rows[0].serial, rows[0].faults) == ("S011", 3)


def test_a_leap_day_has_its_year_before(cast):
    model_in_use(cast)
    fail(cast, ["S000"], times=2, at=moment("2024-02-29 12:00"))
    assert faults_of(FigureSpan.month(date(2024, 2, 29))) == [("S000", 2, 2, 2)]


def test_a_month_without_anything(cast):
    reported(cast, moment("2026-03-16 09:00"))
    for ask in (worst.slowest_tickets, worst.returned_tickets, worst.lowest_scores):
        assert ask(MARCH, ALL, at=moment("2026-03-17 09:00")) == []
    assert faults_of() == []
