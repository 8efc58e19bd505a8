"""SEC-35: guesses are limited by pair, account and address, whatever is sent to get around it; and strangers lock nobody out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import TryCounter, User

pytestmark = pytest.mark.django_db

LOGIN, AGAIN, PASSWORD = "/accounts/login/", "/accounts/again/", "right-password"
WRONG = "wrong"


@pytest.fixture
def person() -> User:
    return User.objects.create_user("lina", "lina@example.com", PASSWORD, display_name="李娜")


def attempt(browser: Client, username: str = "lina", password: str = WRONG, **more: object) -> int:
    form = {"username": username, "password": password}
    return browser.post(LOGIN, form, **more).status_code


def known_device(**more: str) -> Client:
    """A browser in which the person logged in before."""
    browser = Client(**more)
    assert attempt(browser, password=PASSWORD) == 302
    browser.post("/accounts/logout/")
    return browser


def test_one_account_is_tried_ten_times_an_hour_from_however_many_addresses(person: User) -> None:
    answers = [attempt(Client(REMOTE_ADDR=f"192.0.2.{n}")) for n in range(12)]
    assert answers == [200] * 10 + [429] * 2
    assert attempt(Client(REMOTE_ADDR="198.51.100.1"), password=PASSWORD) == 429


def test_one_address_tries_twenty_names_an_hour(person: User) -> None:
    browser = Client(REMOTE_ADDR="192.0.2.7")
    answers = [attempt(browser, f"name{n}") for n in range(22)]
    assert answers == [200] * 20 + [429] * 2
    assert attempt(Client(REMOTE_ADDR="192.0.2.8"), password=PASSWORD) == 302


def test_a_right_password_among_wrong_ones_opens_no_further_tries(person: User) -> None:
    """An insider does not pay for guesses at others by logging in as oneself."""
    answers = []
    for n in range(20):
        stranger = Client(REMOTE_ADDR="192.0.2.7")
        answers.append(attempt(stranger, f"other{n}"))
        attempt(Client(REMOTE_ADDR="192.0.2.7"), password=PASSWORD)
    assert answers == [200] * 20
    assert attempt(Client(REMOTE_ADDR="192.0.2.7"), "other") == 429


@pytest.mark.parametrize(
    "names",
    [
        ["lina", "LINA", " lina", "ｌｉｎａ", "Li Na"],
        ["lina\u200b", "lina\u3000", "ＬＩＮＡ", "l i n a", "LiNa"],
    ],
)
def test_another_spelling_of_a_name_is_no_other_name(person: User, names: list[str]) -> None:
    browser = Client()
    assert [attempt(browser, name) for name in names] == [200] * 5
    assert attempt(browser, password=PASSWORD) == 429


@pytest.mark.parametrize(
    "header", ["X-Forwarded-For", "Forwarded", "X-Real-Ip", "X-Client-Ip", "True-Client-Ip", "Via"]
)
def test_a_header_gets_nobody_further_tries(person: User, header: str) -> None:
    browser = Client()
    answers = [attempt(browser, headers={header: f"192.0.2.{n}"}) for n in range(6)]
    assert answers == [200] * 5 + [429]


def test_behind_a_proxy_what_stands_further_left_is_not_believed(
    person: User, settings: object
) -> None:
    settings.PROXY_COUNT = 1
    browser = Client(REMOTE_ADDR="10.0.0.1")
    made_up = [f"203.0.113.{n}, 192.0.2.7" for n in range(6)]
    answers = [attempt(browser, headers={"X-Forwarded-For": hops}) for hops in made_up]
    assert answers == [200] * 5 + [429]
    other = attempt(browser, password=PASSWORD, headers={"X-Forwarded-For": "192.0.2.8"})
    assert other == 302


def test_a_host_with_a_network_of_addresses_is_one_host(person: User) -> None:
    answers = [attempt(Client(REMOTE_ADDR=f"2001:db8::{n:x}")) for n in range(1, 7)]
    assert answers == [200] * 5 + [429]


def test_strangers_lock_nobody_out_of_a_device_that_is_known(person: User) -> None:
    """Neither from elsewhere nor from behind the same address."""
    mine = known_device(REMOTE_ADDR="192.0.2.7")
    for n in range(30):
        attempt(Client(REMOTE_ADDR="192.0.2.7"), f"name{n}")
        attempt(Client(REMOTE_ADDR=f"198.51.100.{n}"))
    assert attempt(Client(REMOTE_ADDR="192.0.2.7"), password=PASSWORD) == 429
    assert attempt(mine, password=PASSWORD) == 302


def test_a_known_device_is_known_for_its_person_only(person: User) -> None:
    User.objects.create_user("wang", password=PASSWORD, display_name="王")
    mine = known_device()
    for _again in range(5):
        attempt(mine, "wang")
    assert attempt(mine, "wang", PASSWORD) == 429
    assert attempt(mine, password=PASSWORD) == 302


def test_a_known_device_has_its_own_end(person: User) -> None:
    mine = known_device()
    assert [attempt(mine) for _again in range(6)] == [200] * 5 + [429]
    assert attempt(Client(REMOTE_ADDR="192.0.2.8"), password=PASSWORD) == 302


@pytest.mark.parametrize(
    "harm", [lambda text: text[:-3] + "abc", lambda text: "x", lambda text: ""]
)
def test_a_made_up_device_is_none(person: User, harm: object) -> None:
    mine = known_device()
    mine.cookies["device"] = harm(mine.cookies["device"].value)
    for n in range(12):
        attempt(Client(REMOTE_ADDR=f"192.0.2.{n}"))
    assert attempt(mine, password=PASSWORD) == 429


@pytest.mark.parametrize("place", ["again", "old password", "confirm"])
def test_a_password_that_is_asked_for_elsewhere_is_counted_too(person: User, place: str) -> None:
    browser = Client()
    browser.force_login(person, backend="accounts.backends.DeskBackend")

    def wrong() -> int:
        if place == "again":
            form = {"username": "lina", "password": "wrong"}
            return browser.post(AGAIN, form).status_code
        if place == "confirm":
            return browser.post("/accounts/reauthenticate/", {"password": "wrong"}).status_code
        new = {"new_password1": "quite-a-new-one", "new_password2": "quite-a-new-one"}
        return browser.post("/accounts/password/", {"old_password": "wrong", **new}).status_code

    answers = [wrong() for _again in range(6)]
    assert answers[-1] == 429 and 429 not in answers[:5]
    assert attempt(Client(), password=PASSWORD) == 429
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def test_the_door_of_the_administration_is_the_same(person: User) -> None:
    answer = Client().get("/admin/login/")
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/?next=%2Fadmin%2F")


def test_the_administration_has_no_page_of_its_own_for_the_password(person: User) -> None:
    User.objects.update(is_staff=True)
    browser = Client()
    browser.force_login(person, backend="accounts.backends.DeskBackend")
    for method in (browser.get, browser.post):
        answer = method("/admin/password_change/")
        assert (answer.status_code, answer["Location"]) == (302, "/accounts/password/")


def test_whoever_is_locked_reads_until_when(person: User) -> None:
    browser = Client()
    for _again in range(5):
        attempt(browser)
    page = browser.post(LOGIN, {"username": "lina", "password": "wrong"})
    until = timezone.localtime(TryCounter.objects.order_by("ends_at").first().ends_at)
    assert f"{until:%H:%M}" in page.content.decode()
    assert 0 < int(page["Retry-After"]) <= timedelta(minutes=15).total_seconds() + 1
    told = browser.post(
        AGAIN, {"username": "lina", "password": "wrong"}, headers={"Accept": "application/json"}
    )
    assert (told.status_code, f"{until:%H:%M}" in told.json()["error"]) == (429, True)


def test_a_lock_ends_by_itself(person: User) -> None:
    browser = Client()
    for _again in range(6):
        attempt(browser)
    TryCounter.objects.update(ends_at=timezone.now())
    assert attempt(browser, password=PASSWORD) == 302
