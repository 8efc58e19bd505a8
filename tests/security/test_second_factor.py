"""Mechanism 17: a second factor is asked for on every way in, a code counts once, and who needs one sets it up first."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.test import Client

from accounts.enums import Role
from accounts.models import RoleSecurity, User
from core.models import AuditEntry
from privacy.domain import sealing
from tests.support.pages import said
from tests.support.second_factors import app_code, give_app, recovery_codes_of

pytestmark = pytest.mark.django_db
LOGIN, SECOND, PASSWORD = "/accounts/login/", "/accounts/2fa/authenticate/", "right-password"
SETUP = "/accounts/2fa/app/"


@pytest.fixture
def person() -> User:
    person = User.objects.create_user("lina", "", PASSWORD, display_name="李娜")
    person.groups.add(Group.objects.get(name=Role.AGENT))
    return person


@pytest.fixture(autouse=True)
def other_process() -> None:
    """What one web process remembers for itself another does not know."""
    cache.clear()


def after_password(**more: str) -> Client:
    browser = Client(**more)
    answer = browser.post(LOGIN, {"username": "lina", "password": PASSWORD, "next": "/inbox/"})
    assert answer.status_code == 302
    return browser


def is_in(browser: Client) -> bool:
    return browser.get("/inbox/").status_code == 200


def set_up(browser: Client) -> tuple[str, str]:
    """Through the page: the secret that it shows, and where it leads."""
    page = browser.get(SETUP)
    secret = re.search(r"<code>([A-Z2-7]{32})</code>", page.content.decode())[1]
    answer = browser.post(SETUP, {"code": app_code(secret)})
    assert answer.status_code == 302, answer.content.decode()
    return secret, answer["Location"]


def test_the_password_alone_does_not_get_in(person: User) -> None:
    secret = give_app(person)
    browser = after_password()
    assert not is_in(browser)
    answer = browser.post(SECOND, {"code": app_code(secret)})
    assert (answer.status_code, answer["Location"]) == (302, "/inbox/")
    assert is_in(browser)
    entry = AuditEntry.objects.get(action="logged_in")
    assert entry.data["methods"] == ["password", "totp"]


@pytest.mark.parametrize("where", ["login", "again"])
def test_a_code_of_the_app_counts_once(person: User, where: str) -> None:
    secret = give_app(person)
    code = app_code(secret)
    first = after_password()
    first.post(SECOND, {"code": code})
    assert is_in(first)
    cache.clear()
    second = Client()
    if where == "login":
        second = after_password()
        second.post(SECOND, {"code": f"{code[:3]} {code[3:]}"})
    else:
        form = {"username": "lina", "password": PASSWORD, "code": code}
        assert second.post("/accounts/again/", form).status_code == 422
    assert not is_in(second)


def test_the_code_that_set_the_app_up_is_used(person: User) -> None:
    secret, _next = set_up(after_password())
    cache.clear()
    browser = after_password()
    browser.post(SECOND, {"code": app_code(secret)})
    assert not is_in(browser)
    browser.post(SECOND, {"code": app_code(secret, steps=1)})
    assert is_in(browser)


@pytest.mark.parametrize("steps", [-4, 4, 100])
def test_a_code_of_another_time_is_none(person: User, steps: int) -> None:
    secret = give_app(person)
    browser = after_password()
    browser.post(SECOND, {"code": app_code(secret, steps=steps)})
    assert not is_in(browser)


def test_a_recovery_code_gets_in_once_and_is_told(person: User) -> None:
    give_app(person)
    code = recovery_codes_of(person)[3]
    browser = after_password()
    browser.post(SECOND, {"code": code})
    assert is_in(browser)
    other = after_password()
    other.post(SECOND, {"code": code})
    assert not is_in(other)
    assert AuditEntry.objects.get(action="recovery_code_used").data == {"left": 9}


def test_codes_are_not_guessed(person: User) -> None:
    """Five, then none, also the right one; the password does not begin them anew."""
    secret = give_app(person)
    wrong = "000000" if app_code(secret) != "000000" else "111111"
    for n in range(5):
        assert after_password().post(SECOND, {"code": wrong}).status_code == 200, n
    assert after_password().post(SECOND, {"code": app_code(secret)}).status_code == 429
    failed = AuditEntry.objects.filter(action="log_in_failed", data__tried="code")
    assert set(failed.values_list("target", flat=True)) == {"lina"}


def test_the_log_in_over_a_page_asks_for_the_code_too(person: User) -> None:
    secret = give_app(person)
    browser = Client()
    form = {"username": "lina", "password": PASSWORD}
    asked = browser.post("/accounts/again/", form)
    assert (asked.status_code, asked.json()["needs_code"]) == (422, True)
    assert not is_in(browser)
    answer = browser.post("/accounts/again/", {**form, "code": app_code(secret)})
    assert answer.json()["person"] == person.pk
    assert is_in(browser) and "device" in browser.cookies


def test_nobody_enters_the_second_step_without_the_first(person: User) -> None:
    secret = give_app(person)
    answer = Client().post(SECOND, {"code": app_code(secret)})
    assert (answer.status_code, answer["Location"]) == (302, LOGIN)


def test_who_is_switched_off_between_the_steps_stays_out(person: User) -> None:
    secret = give_app(person)
    browser = after_password()
    User.objects.filter(pk=person.pk).update(is_active=False)
    answer = browser.post(SECOND, {"code": app_code(secret)})
    assert answer["Location"] == LOGIN and not is_in(browser)
    assert not AuditEntry.objects.filter(action="logged_in").exists()
    assert "device" not in browser.cookies


def test_secrets_are_sealed_in_the_database(person: User, settings: object) -> None:
    secret, _next = set_up(after_password())
    rows = {row.type: row.data for row in Authenticator.objects.filter(user=person)}
    assert secret not in str(rows)
    for sealed in (rows["totp"]["secret"], rows["recovery_codes"]["seed"]):
        assert sealing.sealing_key_of(sealed) == settings.SEALING_KEYS[0].name
    settings.SEALING_KEYS = sealing.keys_from(
        ["a-new-key-that-is-long-enough-for-it"], [settings.SECRET_KEY]
    )
    browser = after_password()
    browser.post(SECOND, {"code": app_code(secret, steps=1)})
    assert is_in(browser)


def test_a_key_that_waits_for_its_first_code_is_sealed_too(person: User) -> None:
    browser = after_password()
    page = browser.get(SETUP).content.decode()
    secret = re.search(r"<code>([A-Z2-7]{32})</code>", page)[1]
    assert secret not in str(dict(browser.session))
    assert browser.post(SETUP, {"code": "12"}).status_code == 200
    assert secret not in str(dict(browser.session))
    assert browser.post(SETUP, {"code": app_code(secret)}).status_code == 302
    assert not [name for name in dict(browser.session) if "totp" in name]


def test_setting_up_shows_recovery_codes_once(person: User) -> None:
    browser = after_password()
    _secret, place = set_up(browser)
    codes = recovery_codes_of(person)
    assert len(codes) == 10
    page = browser.get(place).content.decode()
    assert all(code in page for code in codes)
    again = browser.get(place).content.decode()
    assert not any(code in again for code in codes)
    added = AuditEntry.objects.get(action="second_factor_added")
    assert (added.target, added.actor_id, added.data) == ("lina", person.pk, {"kind": "totp"})


# --- roles that need one ------------------------------------------------------------------------------------------


def require(role: Role) -> None:
    RoleSecurity.objects.create(role=Group.objects.get(name=role), needs_second_factor=True)


def test_who_needs_one_sets_it_up_before_anything_else(person: User) -> None:
    require(Role.AGENT)
    browser = after_password()
    for path in ("/", "/inbox/", "/tickets/", "/accounts/password/", "/accounts/people/?q=a"):
        assert browser.get(path)["Location"] == "/accounts/security/", path
    assert browser.post("/tickets/new/").status_code == 302
    part = browser.get("/inbox/", headers={"HX-Request": "true"})
    assert (part.status_code, part["HX-Redirect"]) == (204, "/accounts/security/")
    assert said("Second factor") in browser.get("/accounts/security/").content.decode()
    set_up(browser)
    assert is_in(browser)


def test_who_is_in_already_is_asked_within_minutes_of_work(person: User) -> None:
    browser = after_password()
    require(Role.AGENT)
    session = browser.session
    session["seen_at"] -= 6 * 60
    session.save()
    browser.get("/inbox/")
    assert browser.get("/inbox/")["Location"] == "/accounts/security/"


def test_nobody_is_asked_before_somebody_says_so(person: User) -> None:
    assert is_in(after_password())


def test_a_superuser_is_an_administrator_too() -> None:
    require(Role.ADMIN)
    User.objects.create_superuser("lina", "", PASSWORD, display_name="超级")
    assert after_password().get("/admin/")["Location"] == "/accounts/security/"


def test_another_role_asks_nobody(person: User) -> None:
    require(Role.ADMIN)
    assert is_in(after_password())


def test_the_last_factor_of_such_a_role_stays(person: User) -> None:
    browser = after_password()
    set_up(browser)
    require(Role.AGENT)
    answer = browser.post("/accounts/2fa/app/remove/")
    assert answer.status_code == 200
    assert Authenticator.objects.filter(user=person, type="totp").exists()
    RoleSecurity.objects.all().delete()
    assert browser.post("/accounts/2fa/app/remove/").status_code == 302
    assert not Authenticator.objects.filter(user=person).exists()
    assert AuditEntry.objects.get(action="second_factor_removed").target == "lina"


def test_an_old_log_in_says_again_who_it_is_before_it_changes_factors(person: User) -> None:
    browser = after_password()
    session = browser.session
    session["began_at"] -= 16 * 60
    session.save()
    answer = browser.get(SETUP)
    assert (answer.status_code, answer["Location"]) == (
        302,
        "/accounts/reauthenticate/?next=%2Faccounts%2F2fa%2Fapp%2F",
    )
    again = browser.post(answer["Location"], {"password": PASSWORD, "next": SETUP})
    assert (again.status_code, again["Location"]) == (302, SETUP)
    assert browser.get(SETUP).status_code == 200
