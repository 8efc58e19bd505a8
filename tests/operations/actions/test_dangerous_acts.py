"""Dangerous acts are told: to the person concerned, to the other administrators, once."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from accounts.actions import people
from accounts.enums import Audited, Role
from accounts.models import User
from core.actions import audit
from notifications.models import InboxItem
from operations.actions.dangerous_acts import tell_of_dangerous_acts
from tests.fixtures import browser_of, moment
from tickets.record.enums import Audited as OfTickets

pytestmark = pytest.mark.django_db

AT = moment("2026-03-16 10:00")


@pytest.fixture
def root(cast):
    return User.objects.create(username="root", is_superuser=True, is_staff=True)


def readers():
    return sorted(InboxItem.objects.values_list("user__username", flat=True))


def lines_of(person):
    return browser_of(person).get(reverse("notifications:inbox")).content.decode()


def act(by, action=Audited.ROLES_CHANGED, target="agent", at=AT, **data):
    return audit.write_audit_entry(action, by=by, at=at, target=target, **data)


def test_the_person_and_the_other_administrators_are_told_once(cast, root):
    act(cast.staff["admin"])
    for minutes in (0, 1, 5):
        tell_of_dangerous_acts(at=AT + timedelta(minutes=minutes))
    assert readers() == ["agent", "root"]
    assert "人员角色变更 · agent" in lines_of(cast.staff["agent"])
    assert "人员角色变更 · agent" in lines_of(root)


def test_a_superuser_who_gives_themselves_roles_is_told_of_to_the_others(cast, root):
    act(root, target="root")
    tell_of_dangerous_acts(at=AT)
    assert readers() == ["admin", "root"]


@pytest.mark.parametrize(
    "action", [Audited.PASSWORD_CHANGED, Audited.SECOND_FACTOR_ADDED, Audited.IDENTITY_LINKED]
)
def test_what_is_done_to_an_account_on_its_own_machine_is_told_to_its_owner_alone(
    cast, root, action
):
    act(cast.staff["agent"], action)
    tell_of_dangerous_acts(at=AT)
    assert readers() == ["agent"]


def test_a_desk_that_begins_to_tell_does_not_tell_its_past(cast, root):
    act(cast.staff["admin"], at=AT - timedelta(days=3))
    tell_of_dangerous_acts(at=AT)
    assert readers() == []


@pytest.mark.parametrize(
    ("action", "is_masked", "is_told"),
    [
        (OfTickets.EXPORT_F1, False, True),
        (OfTickets.EXPORT_F1, True, False),
        (Audited.ROLE_RIGHTS_CHANGED, None, True),
        (OfTickets.RULES_PUBLISHED, None, True),
        (Audited.WORK_HANDED_OVER, None, False),
    ],
)
def test_what_counts_as_dangerous(cast, root, action, is_masked, is_told):
    data = {} if is_masked is None else {"is_masked": is_masked}
    act(cast.staff["manager"], action, "x", **data)
    tell_of_dangerous_acts(at=AT)
    assert readers() == (["admin", "root"] if is_told else [])


def test_an_entry_of_a_long_transaction_is_not_lost(cast, root):
    """It was written before the last look and could be read only afterwards."""
    last = tell_of_dangerous_acts(at=AT)
    act(cast.staff["admin"], at=AT - timedelta(minutes=5))
    tell_of_dangerous_acts(at=AT + timedelta(minutes=1), until=last["until"])
    assert readers() == ["agent", "root"]


def test_after_a_standstill_what_happened_meanwhile_is_told(cast, root):
    act(cast.staff["admin"], at=AT + timedelta(hours=5))
    tell_of_dangerous_acts(at=AT + timedelta(days=2), until=AT.isoformat())
    assert readers() == ["agent", "root"]


def test_through_the_administration(cast, root):
    """From the form to the inbox of the person concerned."""
    agent = cast.staff["agent"]
    before = people.account_facts(agent)
    agent.groups.set(Group.objects.filter(name=Role.ENGINEER))
    people.record_account(agent, before, by=root, at=AT)
    tell_of_dangerous_acts(at=AT)
    assert readers() == ["admin", "agent"]
