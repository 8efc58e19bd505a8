"""The job opens one request for a model that fails too often, counts it anew, and tells once."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.queries.openable import openable_paths
from analytics.actions import rectification
from analytics.actions.rectifying import count_anew, look_after_rectification
from analytics.models import (
    RectificationEvent,
    RectificationRequest,
    RectificationSettings,
)
from analytics.tasks import look_after_rectification as job
from metrics.domain.figures import FigureSpan
from metrics.queries.failures import failures_by_model
from notifications.enums import Topic
from notifications.models import InboxItem
from tests.factories.faults import fail, model_in_use, serials
from tests.factories.rectification import (
    APRIL,
    DAY,
    NOON,
    alarming,
    open_requests,
    product_department,
)
from tests.fixtures import cast, moment
from tickets.work.models import Diagnosis

__all__ = ["cast"]
pytestmark = pytest.mark.django_db
MARCH = date(2026, 3, 1)
MAY = moment("2026-05-20 08:00")


def news(cast, who):
    return InboxItem.objects.filter(topic=Topic.ALARM, user=cast.staff[who])


def close(request, cast, at):
    manager = cast.staff["manager"]
    request = rectification.accept_request(request, by=manager, at=at)
    return rectification.close_request(request, by=manager, at=at, reason="已召回")


# --- opening ------------------------------------------------------------------------------------
def test_e10_21_of_200_open_a_request_with_its_devices(cast):
    request = open_requests(cast)
    assert request.number == "ZG-202603-001"
    assert (request.month, request.failed, request.base) == (MARCH, 21, 200)
    assert (request.rate, request.tickets) == (Decimal("10.5"), 23)
    assert (request.threshold, request.state) == (Decimal(10), "open")
    devices = dict(request.devices.values_list("asset__serial", "tickets"))
    assert len(devices) == 21 and devices["S000"] == 3, "a device counts once"
    (month,) = request.months.all()
    assert (month.month, month.failed, month.rate) == (MARCH, 21, Decimal("10.5"))
    (event,) = request.events.all()
    assert (event.kind, event.actor, event.data) == ("opened", None, {"base": 200, "failed": 21})


def test_e10_20_of_200_open_none(cast):
    model_in_use(cast)
    fail(cast, serials(20))
    fail(cast, ["S000"], times=2)
    assert look_after_rectification(NOON) == []


def test_e10_without_devices_in_use_there_is_none(cast):
    model = model_in_use(cast, 5)
    model.assets.update(installed_on=date(2026, 6, 1))
    fail(cast, serials(5))
    assert look_after_rectification(NOON) == []


def test_the_row_of_the_administration_says_when(cast):
    alarming(cast)
    setting = RectificationSettings.objects.all()
    for unmet in ({"threshold": "10.5"}, {"min_base": 201}, {"min_failed": 22}, {"is_on": False}):
        setting.update(**unmet)
        assert look_after_rectification(NOON) == [], unmet
        setting.update(threshold=10, min_base=1, min_failed=1, is_on=True)
    setting.update(threshold="10.49", min_base=200, min_failed=21)
    (request,) = look_after_rectification(NOON)
    assert request.threshold == Decimal("10.49")


def test_each_model_has_its_own(cast):
    alarming(cast)
    model_in_use(cast, 4, "PLC-")
    fail(cast, serials(1, "PLC-"))
    opened = look_after_rectification(NOON)
    assert [(one.number, one.base) for one in opened] == [
        ("ZG-202603-001", 4),
        ("ZG-202603-002", 200),
    ]


# --- once -----------------------------------------------------------------------------------------
def test_however_often_it_runs_there_is_one_and_it_is_told_once(cast):
    request = open_requests(cast)
    for hours in range(1, 60):
        assert look_after_rectification(NOON + timedelta(hours=hours)) == []
    assert RectificationRequest.objects.count() == 1
    item = news(cast, "engineer").get()
    assert "10.5 %" in item.subject and "SV-1" in item.subject
    assert item.path == f"/reports/rectifications/{request.number}/"
    assert not news(cast, "manager").exists() and not news(cast, "agent").exists()


def test_the_database_keeps_a_second_one_out(cast):
    request = open_requests(cast)
    facts = {name: getattr(request, name) for name in ("model", "month", "failed", "tickets")}
    moments = {"opened_at": NOON, "counted_at": NOON, "updated_at": NOON}
    more = {"number": "ZG-202603-099", "base": 200, "threshold": 10}
    with pytest.raises(IntegrityError, match="one_rectification_of_a_model"), transaction.atomic():
        RectificationRequest.objects.create(**facts, **moments, **more)


def test_what_is_closed_is_opened_again_by_a_later_month_alone(cast):
    request = open_requests(cast)
    close(request, cast, NOON + DAY)
    assert look_after_rectification(NOON + 2 * DAY) == [], "March was dealt with"
    assert look_after_rectification(APRIL) == [], "also once it is over"
    fail(cast, serials(21), at=APRIL)
    (again,) = look_after_rectification(APRIL + DAY)
    assert (again.number, again.month) == ("ZG-202604-001", date(2026, 4, 1))


def test_a_month_that_nobody_looked_at_in_time_is_looked_at_when_it_is_over(cast):
    alarming(cast)
    (request,) = look_after_rectification(APRIL)
    assert (request.month, request.failed) == (MARCH, 21)
    months = request.months.values_list("month", "failed", "base")
    assert list(months) == [(MARCH, 21, 200), (date(2026, 4, 1), 0, 200)]


def test_a_job_that_was_killed_leaves_none_or_a_whole_one(cast):
    product_department(cast)
    alarming(cast)
    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        look_after_rectification(NOON)
        raise KeyboardInterrupt
    assert not RectificationRequest.objects.exists() and not InboxItem.objects.exists()
    (request,) = look_after_rectification(NOON)
    assert request.devices.count() == 21
    news(cast, "engineer").delete()
    look_after_rectification(NOON + timedelta(hours=1))
    assert news(cast, "engineer").count() == 1, "whom it did not tell is told by the next"


# --- counting ---------------------------------------------------------------------------------
def test_an_open_one_gets_its_newest_numbers_once_a_day(cast):
    request = open_requests(cast)
    fail(cast, ["S000", "S100", "S101"])
    look_after_rectification(NOON + timedelta(hours=5))
    assert request.devices.count() == 21
    look_after_rectification(NOON + DAY)
    assert request.months.get().failed == 23
    devices = dict(request.devices.values_list("asset__serial", "tickets"))
    assert len(devices) == 23 and devices["S000"] == 4
    request.refresh_from_db()
    assert (request.failed, request.version) == (21, 1), "what it was opened with stays"


def test_devices_are_never_taken_off(cast):
    request = open_requests(cast)
    Diagnosis.objects.update(cause_class="user_error")
    look_after_rectification(NOON + DAY)
    assert (request.months.get().failed, request.devices.count()) == (0, 21)


def test_months_are_counted_until_it_is_closed(cast):
    request = open_requests(cast)
    look_after_rectification(APRIL)
    close(request, cast, APRIL + DAY)
    look_after_rectification(MAY)
    months = [f"{month:%m}" for month in request.months.values_list("month", flat=True)]
    assert months == ["03", "04"]


# --- who is told ------------------------------------------------------------------------------
def test_without_a_department_managers_are_told_until_there_is_one(cast):
    alarming(cast)
    (request,) = look_after_rectification(NOON)
    assert news(cast, "manager").count() == 1 and not news(cast, "engineer").exists()
    department = product_department(cast)
    for _time in "ab":
        look_after_rectification(NOON + DAY)
    request.refresh_from_db()
    assert request.department == department
    assert news(cast, "engineer").count() == 1 and news(cast, "manager").count() == 1
    kinds = RectificationEvent.objects.values_list("kind", flat=True)
    assert list(kinds) == ["opened", "department"]


def test_a_department_without_anybody_leaves_it_to_the_managers(cast):
    department = product_department(cast)
    User.objects.filter(department=department).update(is_active=False)
    alarming(cast)
    look_after_rectification(NOON)
    told = set(InboxItem.objects.filter(topic=Topic.ALARM).values_list("user__username", flat=True))
    assert told == {cast.staff["manager"].username}


def test_whoever_is_told_may_open_it(cast):
    request = open_requests(cast)
    path = f"/reports/rectifications/{request.number}/"
    may = {name for name, person in cast.staff.items() if openable_paths(person, [path])}
    assert {"engineer", "manager", "supervisor", "analyst"} <= may
    assert not may & {"agent", "agent2", "trainer", "admin"}
    assert openable_paths(cast.staff["engineer"], [path, "/reports/2026-03/"]) == {path}


def test_the_ledger_is_never_changed(cast):
    open_requests(cast)
    with pytest.raises(Exception, match="append-only"), transaction.atomic():
        RectificationEvent.objects.update(note="x")


def test_the_job_runs(cast):
    job()
    assert not RectificationRequest.objects.exists()


def test_what_was_closed_meanwhile_is_not_counted_anew(cast):
    request = open_requests(cast)
    close(request, cast, NOON + DAY)
    (failures,) = failures_by_model(FigureSpan.month(MARCH))
    count_anew(request, failures, MARCH, at=NOON + 3 * DAY)
    assert RectificationRequest.objects.get().counted_at == NOON
