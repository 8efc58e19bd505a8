"""Whoever lost the second factor gets it removed, by somebody who may, and is told."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from accounts.models import User
from core.errors import NotAllowed
from core.models import AuditEntry
from notifications.models import InboxItem, Outbox
from operations.actions import access
from tests.fixtures import browser_of
from tests.support.second_factors import give_app

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(cast):
    person = cast.staff["agent"]
    person.set_password("right-password")
    person.save()
    return person


def test_all_factors_go_and_the_person_is_told(cast, person, settings):
    settings.EMAIL_IS_SET_UP = True
    give_app(person)
    assert access.remove_second_factor(person, by=cast.staff["admin"], at=timezone.now()) == 2
    assert not Authenticator.objects.filter(user=person).exists()
    lines = AuditEntry.objects.filter(action="second_factor_removed")
    assert {(one.target, one.actor_id) for one in lines} == {("agent", cast.staff["admin"].pk)}
    assert InboxItem.objects.get(user=person).topic == "security"
    assert Outbox.objects.get(user=person).topic == "security"


def test_it_is_told_by_mail_whatever_the_person_chose(cast, person, settings):
    from notifications.models import Preference

    settings.EMAIL_IS_SET_UP = True
    Preference.objects.create(user=person, mail_topics=[])
    access.end_sessions_of(person, by=cast.staff["admin"], at=timezone.now())
    assert Outbox.objects.filter(user=person, topic="security").count() == 1


def test_nothing_to_remove_is_nothing_to_tell(cast, person):
    assert access.remove_second_factor(person, by=cast.staff["admin"], at=timezone.now()) == 0
    assert not InboxItem.objects.filter(user=person).exists()


def test_sessions_end_at_once(cast, person):
    browser = Client()
    browser.post("/accounts/login/", {"username": "agent", "password": "right-password"})
    assert browser.get("/inbox/").status_code == 200
    assert access.end_sessions_of(person, by=cast.staff["admin"], at=timezone.now()) == 1
    assert browser.get("/inbox/").status_code == 302


@pytest.mark.parametrize("act", [access.end_sessions_of, access.remove_second_factor])
@pytest.mark.parametrize("who", ["agent2", "supervisor", "admin"])
def test_nobody_touches_somebody_with_more_rights(cast, act, who):
    strong = User.objects.create_superuser("root", "", "x", display_name="根")
    give_app(strong)
    with pytest.raises(NotAllowed):
        act(strong, by=cast.staff[who], at=timezone.now())
    assert Authenticator.objects.filter(user=strong).exists()


def test_the_pages_are_for_those_who_manage_people(cast, person):
    give_app(person)
    place = "/operations/people/agent/access/"
    for who, status in (("admin", 200), ("supervisor", 404), ("agent", 404)):
        assert browser_of(cast.staff[who]).get(place).status_code == status
        if status == 404:
            assert browser_of(cast.staff[who]).post(f"{place}remove/").status_code == 404
    assert Authenticator.objects.filter(user=person).exists()
    answer = browser_of(cast.staff["admin"]).post(f"{place}remove/")
    assert (answer.status_code, answer["Location"]) == (302, place)
    assert not Authenticator.objects.filter(user=person).exists()


def test_an_old_log_in_says_again_who_it_is(cast, person):
    give_app(person)
    cast.staff["admin"].set_password("an-admins-password")
    cast.staff["admin"].save()
    browser = browser_of(cast.staff["admin"])
    session = browser.session
    session["began_at"] -= 16 * 60
    session.save()
    place = "/operations/people/agent/access/remove/"
    answer = browser.post(place)
    assert answer["Location"].startswith("/accounts/reauthenticate/?next=")
    assert Authenticator.objects.filter(user=person).exists()
    browser.post(answer["Location"], {"password": "an-admins-password", "next": place})
    assert not Authenticator.objects.filter(user=person).exists()
