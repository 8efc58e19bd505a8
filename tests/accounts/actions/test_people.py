"""Posts and duties of people who leave, and the end of their access."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.actions import people
from accounts.models import Absence, Department, DutyShift, User
from core.errors import LawBroken
from core.models import AuditEntry

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def receiver():
    return User.objects.create(username="receiver", display_name="接手人")


@pytest.fixture
def by(now):
    administrator = User.objects.create_superuser("root", "root@example.com", display_name="管理员")
    User.objects.filter(pk=administrator.pk).update(is_staff=True)
    return {"by": administrator, "at": now}


def test_shifts_that_are_over_stay_and_the_one_that_runs_is_split(person, receiver, by, now):
    over, running = (now - 9 * HOUR, now - HOUR), (now - HOUR, now + HOUR)
    for starts_at, ends_at in (over, running):
        DutyShift.objects.create(person=person, starts_at=starts_at, ends_at=ends_at)
    people.hand_over_shifts(person, to=receiver, **by)
    spans = DutyShift.objects.order_by("starts_at").values_list("person", "starts_at", "ends_at")
    assert list(spans) == [
        (person.pk, *over),
        (person.pk, now - HOUR, now),
        (receiver.pk, now, now + HOUR),
    ]


def test_nobody_stands_in_for_themselves(person, receiver, by, now):
    span = {"starts_at": now, "ends_at": now + HOUR}
    Absence.objects.create(person=receiver, deputy=person, **span)
    with pytest.raises(LawBroken) as refused:
        people.hand_over_deputyships(person, to=receiver, **by)
    assert refused.value.field == "deputyships"


def test_posts_pass_on_and_stand_in_the_audit_ledger(person, receiver, by):
    department = Department.objects.create(name="备件部", head=person, liaison=person)
    people.hand_over_departments(person, to=receiver, **by)
    department.refresh_from_db()
    assert (department.head, department.liaison) == (receiver, receiver)
    entry = AuditEntry.objects.get(action="work_handed_over")
    assert (entry.target, entry.data["to"], entry.data["names"]) == ("lina", "receiver", ["备件部"])


def test_who_is_switched_off_has_no_duty_and_no_way_in(person, by, client):
    person.is_on_duty = True
    person.save()
    client.force_login(person, backend="accounts.backends.DeskBackend")
    people.switch_person_off(person, handed_over={}, **by)
    person.refresh_from_db()
    assert (person.is_active, person.is_on_duty) == (False, False)
    assert client.get("/tickets/").headers["Location"].startswith("/accounts/login/")
