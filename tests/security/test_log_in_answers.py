"""SEC-33, SEC-34: a log-in tells nothing of who works here, and a session is nobody's who brought it along."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client

from accounts.models import User
from tests.support.counting_hasher import CountingHasher

pytestmark = pytest.mark.django_db

LOGIN, PASSWORD = "/accounts/login/", "right-password"
VARYING = re.compile(r'[A-Za-z0-9]{64}|data-now="[^"]*"|value="(?:lina|gone|nobody|outside)"')


@pytest.fixture
def people() -> None:
    User.objects.create_user("lina", password=PASSWORD, display_name="李娜")
    User.objects.create_user("gone", password=PASSWORD, display_name="离职", is_active=False)
    User.objects.create_user("outside", display_name="无密码")


def attempt(username: str, password: str) -> object:
    return Client().post(LOGIN, {"username": username, "password": password})


CASES = [
    ("lina", "wrong"),
    ("gone", PASSWORD),
    ("gone", "wrong"),
    ("outside", "!"),
    ("nobody", "x"),
]


def test_every_refusal_is_the_same_page(people: None) -> None:
    answers = [attempt(*case) for case in CASES]
    pages = {VARYING.sub("~", answer.content.decode()) for answer in answers}
    assert {answer.status_code for answer in answers} == {200}
    assert len(pages) == 1


def test_every_refusal_takes_its_time(people: None, settings: object) -> None:
    """The hash that the product uses is reckoned once whoever is asked for."""
    settings.PASSWORD_HASHERS = ["tests.support.counting_hasher.CountingHasher"]
    for name in ("lina", "gone"):
        person = User.objects.get(username=name)
        person.set_password(PASSWORD)
        person.save()

    # Rounds and not seconds: other work of the machine does not count.
    spent = {}
    for case in CASES:
        CountingHasher.rounds = 0
        attempt(*case)
        spent[case] = CountingHasher.rounds
    assert set(spent.values()) == {PBKDF2PasswordHasher.iterations}, spent


def test_a_session_that_was_brought_along_is_not_taken_over(people: None) -> None:
    planted = SessionStore()
    planted["planted"] = True
    planted.create()
    browser = Client()
    browser.cookies["sessionid"] = planted.session_key
    browser.post(LOGIN, {"username": "lina", "password": PASSWORD})
    assert browser.cookies["sessionid"].value != planted.session_key
    assert not SessionStore().exists(planted.session_key)


def test_the_id_of_a_session_changes_when_the_password_does(people: None) -> None:
    browser, other = Client(), Client()
    for one in (browser, other):
        one.post(LOGIN, {"username": "lina", "password": PASSWORD})
    before = browser.session.session_key
    new = "quite-another-password"
    answer = browser.post(
        "/accounts/password/",
        {"old_password": PASSWORD, "new_password1": new, "new_password2": new},
    )
    assert answer.status_code == 302
    assert browser.session.session_key != before and not SessionStore().exists(before)
    assert browser.get("/inbox/").status_code == 200
    assert other.get("/inbox/").status_code == 302


def test_the_id_of_a_session_is_worthless_after_the_log_out(people: None) -> None:
    browser = Client()
    browser.post(LOGIN, {"username": "lina", "password": PASSWORD})
    key = browser.session.session_key
    browser.post("/accounts/logout/")
    thief = Client()
    thief.cookies["sessionid"] = key
    assert thief.get("/inbox/").status_code == 302


def test_who_is_switched_off_is_out_at_once(people: None) -> None:
    browser = Client()
    browser.post(LOGIN, {"username": "lina", "password": PASSWORD})
    User.objects.filter(username="lina").update(is_active=False)
    assert browser.get("/inbox/").status_code == 302
    User.objects.filter(username="lina").update(is_active=True)


def test_a_log_in_of_before_the_upgrade_goes_on(people: None) -> None:
    """Sessions that know no mark: the hash is the one that Django itself makes."""
    person = User.objects.get(username="lina")
    from django.contrib.auth.base_user import AbstractBaseUser

    assert person.session_mark == ""
    assert person.get_session_auth_hash() == AbstractBaseUser.get_session_auth_hash(person)
    by_django = AbstractBaseUser._get_session_auth_hash(person)
    assert person.get_session_auth_hash() == by_django


@pytest.mark.parametrize(
    "weak",
    ["short-one", "password123", "1234567890", "13812345678", "lina-lina-lina", "iloveyou1234"],
)
def test_a_weak_password_is_refused(people: None, weak: str) -> None:
    browser = Client()
    browser.post(LOGIN, {"username": "lina", "password": PASSWORD})
    answer = browser.post(
        "/accounts/password/",
        {"old_password": PASSWORD, "new_password1": weak, "new_password2": weak},
    )
    assert answer.status_code == 200 and answer.context["form"].errors
    assert User.objects.get(username="lina").check_password(PASSWORD)


def test_nobody_signs_up_and_nobody_manages_addresses(people: None) -> None:
    for path in ("signup/", "email/", "password/reset/", "confirm-email/", "3rdparty/signup/"):
        assert Client().post(f"/accounts/{path}").status_code in (302, 404)
        assert Client().get(f"/accounts/{path}").status_code == 404
