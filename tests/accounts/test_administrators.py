"""Somebody can always get in: the last administrator stays one, and log-in is lenient and fair."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client, override_settings
from django.urls import reverse

from accounts.enums import Role
from accounts.models import RoleSecurity, User

pytestmark = pytest.mark.django_db

LOGIN = reverse("accounts:login")
PASSWORD = "right-password"


def administrator(username, **fields):
    person = User.objects.create_user(
        username,
        f"{username}@example.com",
        PASSWORD,
        display_name=username,
        is_staff=True,
        **fields,
    )
    person.groups.add(Group.objects.get(name=Role.ADMIN))
    return person


def change(by, person, **fields):
    """Send the administration's form of a person with some fields changed; the answer."""
    client = Client()
    client.force_login(by)
    data = {
        "username": person.username,
        "display_name": person.display_name,
        "skill_level": "1",
        "language": "en",
        "theme": "auto",
        "date_joined_0": "2024-01-01",
        "date_joined_1": "00:00",
        "is_active": "on",
        "is_staff": "on",
        "groups": [str(group.pk) for group in person.groups.all()],
        **fields,
    }
    sent = {name: value for name, value in data.items() if value is not None}
    return client.post(f"/admin/accounts/user/{person.pk}/change/", sent)


@pytest.fixture
def only_one():
    return administrator("root", language="en")


def switch_off(by, person):
    """Send the page on which people are switched off; the answer."""
    client = Client()
    client.force_login(by)
    return client.post(reverse("handover", args=[person.username]))


def test_the_last_administrator_stays_one(only_one):
    only_one.is_superuser = True
    only_one.save()
    answer = change(only_one, only_one, is_staff=None)
    assert answer.status_code == 200
    assert "last administrator" in answer.content.decode()
    only_one.refresh_from_db()
    assert (only_one.is_active, only_one.is_staff, only_one.groups.count()) == (True, True, 1)


@pytest.mark.parametrize("field", ["is_staff", "groups"])
def test_the_own_rights_are_shown_and_not_changed(only_one, field):
    change(only_one, only_one, **{field: None})
    only_one.refresh_from_db()
    assert (only_one.is_active, only_one.is_staff, only_one.groups.count()) == (True, True, 1)


def test_the_last_administrator_is_not_switched_off(only_one):
    answer = switch_off(only_one, only_one)
    assert answer.status_code == 422
    assert "last administrator" in answer.content.decode()
    only_one.refresh_from_db()
    assert only_one.is_active


def test_one_of_two_may_go(only_one):
    second = administrator("second")
    assert switch_off(only_one, second).status_code == 302
    second.refresh_from_db()
    assert not second.is_active
    assert switch_off(only_one, only_one).status_code == 422, "who is left stays"


def test_somebody_switched_off_is_no_second_one(only_one):
    administrator("gone", is_active=False)
    assert switch_off(only_one, only_one).status_code == 422


def test_the_role_of_administrators_keeps_its_rights_and_its_name(only_one):
    only_one.is_superuser = True
    only_one.save()
    client = Client()
    client.force_login(only_one)
    group = Group.objects.get(name=Role.ADMIN)
    address = f"/admin/auth/group/{group.pk}/change/"
    answer = client.post(address, {"name": "somebody", "permissions": []})
    assert "keep the rights" in answer.content.decode()
    assert Group.objects.filter(name=Role.ADMIN, permissions__codename="change_user").exists()
    assert client.post(f"/admin/auth/group/{group.pk}/delete/", {"post": "yes"}).status_code == 403


# --- log-in -----------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["Lina", "LINA", " lina "])
def test_log_in_ignores_case(person, typed):
    answer = Client().post(LOGIN, {"username": typed, "password": PASSWORD})
    assert answer.status_code == 302


def test_capitals_are_no_way_round_the_throttle(person):
    client = Client()
    for typed in ("lina", "Lina", "LINA", "lINA", "liNA"):
        client.post(LOGIN, {"username": typed, "password": "wrong"})
    assert client.post(LOGIN, {"username": "lina", "password": PASSWORD}).status_code == 429


def test_a_new_name_in_other_capitals_is_refused(only_one, person):
    client = Client()
    client.force_login(only_one)
    data = {
        "username": "LINA",
        "display_name": "李娜二",
        "usable_password": "true",
        "password1": "a-long-password-1",
        "password2": "a-long-password-1",
    }
    answer = client.post("/admin/accounts/user/add/", data)
    assert "already exists" in answer.content.decode()


@pytest.mark.parametrize(
    ("count", "forwarded", "is_locked"),
    [
        (0, "10.0.0.1", True),  # nobody's word is believed
        (1, "10.0.0.1", False),
        (1, "203.0.113.9, 10.0.0.1", False),
        (1, "10.0.0.1, 203.0.113.9", True),
        (2, "203.0.113.9, 10.0.0.7", True),
        (2, "10.0.0.7, 10.0.0.8", False),
        (1, "", True),
        (1, "nonsense", True),
    ],
)
def test_the_throttle_counts_the_address_behind_the_own_proxies(
    person, count, forwarded, is_locked
):
    """Somebody at 203.0.113.9 was locked out; is the one who asks now the same?"""
    with override_settings(PROXY_COUNT=count):
        attacker = Client(REMOTE_ADDR="203.0.113.9")
        if count == 1:
            attacker = Client(REMOTE_ADDR="203.0.113.9", HTTP_X_FORWARDED_FOR="203.0.113.9")
        if count == 2:
            attacker = Client(
                REMOTE_ADDR="203.0.113.9", HTTP_X_FORWARDED_FOR="203.0.113.9, 10.0.0.7"
            )
        for _ in range(5):
            attacker.post(LOGIN, {"username": "lina", "password": "wrong"})
        headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
        asks = Client(REMOTE_ADDR="203.0.113.9", **headers)
        answer = asks.post(LOGIN, {"username": "lina", "password": PASSWORD})
    assert (answer.status_code == 429) is is_locked


def test_an_administrator_says_which_role_needs_a_second_factor(only_one):
    role = Group.objects.get(name=Role.AGENT)
    browser = Client()
    browser.force_login(only_one)
    place = reverse("admin:auth_group_change", args=[role.pk])
    page = browser.get(place)
    rights = [str(pk) for pk in role.permissions.values_list("pk", flat=True)]
    form = {
        "permissions": rights,
        "security-TOTAL_FORMS": "1",
        "security-INITIAL_FORMS": "0",
        "security-0-role": str(role.pk),
        "security-0-needs_second_factor": "on",
    }
    assert 'name="security-0-needs_second_factor"' in page.content.decode()
    assert browser.post(place, form).status_code == 302
    assert RoleSecurity.objects.get(role=role).needs_second_factor
    assert set(role.permissions.values_list("pk", flat=True)) == {int(pk) for pk in rights}
