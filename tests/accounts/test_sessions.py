"""A log-in lasts while somebody works; what comes without one gets no log-in page in its place."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import sessions
from accounts.addresses import NO_ADDRESS

pytestmark = pytest.mark.django_db

SESSION = reverse("accounts:session")
AGAIN = reverse("accounts:again")
PASSWORD = "right-password"


@pytest.fixture
def client(person):
    client = Client()
    client.force_login(person)
    return client


def move_back(client, **ago):
    """As if the last request had been so long ago."""
    session = client.session
    shift = timedelta(**ago).total_seconds()
    session[sessions.SEEN_AT] -= shift
    session.save()
    row = Session.objects.get(pk=session.session_key)
    Session.objects.filter(pk=row.pk).update(expire_date=row.expire_date - timedelta(**ago))


def expires_in(client):
    return Session.objects.get(pk=client.session.session_key).expire_date - timezone.now()


def test_it_slides_while_the_person_works(client):
    for _hour in range(12):
        move_back(client, hours=1)
        assert client.get("/inbox/").status_code == 200
    assert expires_in(client) > timedelta(hours=7, minutes=50)


def test_it_ends_after_eight_hours_without_work(client):
    move_back(client, hours=8, minutes=1)
    assert client.get("/inbox/").status_code == 302


def test_a_page_that_asks_by_itself_is_nobody_at_work(client):
    move_back(client, hours=2)
    client.get("/inbox/", headers={sessions.POLL_HEADER: "1"})
    assert expires_in(client) < timedelta(hours=6, minutes=1)


def test_a_busy_person_stores_no_session_at_every_click(client, django_assert_num_queries):
    client.get(SESSION)
    with django_assert_num_queries(2):  # the session and the person
        client.get(SESSION)


def test_after_a_week_it_ends_whatever_happens(client):
    session = client.session
    session[sessions.BEGAN_AT] -= timedelta(days=7, minutes=1).total_seconds()
    session.save()
    assert client.get("/inbox/").status_code == 302


def test_the_page_knows_how_long_it_lasts(client, person):
    state = client.get(SESSION).json()
    assert state["person"] == person.pk
    assert 8 * 3600 - 60 < state["seconds"] <= 8 * 3600
    assert f'data-seconds="{state["seconds"]}"'[:17] in client.get("/inbox/").content.decode()
    assert Client().get(SESSION).json()["person"] is None


def test_a_part_of_a_page_never_gets_the_log_in_page(person):
    answer = Client().get("/inbox/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.content) == (401, b"")
    poll = Client().get("/inbox/", headers={"HX-Request": "true", sessions.POLL_HEADER: "1"})
    assert (poll.status_code, poll["HX-Trigger"]) == (204, "logInEnded")


def test_a_form_comes_back_to_the_page_where_it_stood(person):
    answer = Client().post("/accounts/theme/", headers={"Referer": "http://testserver/inbox/?a=b"})
    assert answer["Location"] == "/accounts/login/?next=/inbox/%3Fa%3Db"
    answer = Client().post("/accounts/theme/", headers={"Referer": "http://evil.example/x/"})
    assert answer["Location"] == "/accounts/login/?next=/"


def test_a_stale_token_is_told_and_never_djangos_bare_page(person):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(person)
    page = strict.post("/accounts/theme/", {"theme": "dark"})
    assert page.status_code == 403
    assert "页面已过期" in page.content.decode()
    part = strict.post("/accounts/theme/", {"theme": "dark"}, headers={"HX-Request": "true"})
    assert part.status_code == 401


def test_the_log_in_over_a_page(person):
    client = Client(enforce_csrf_checks=True)
    token = client.get(SESSION).json()["token"]
    wrong = client.post(
        AGAIN, {"username": "lina", "password": "wrong"}, headers={"X-CSRFToken": token}
    )
    assert (wrong.status_code, "error" in wrong.json()) == (422, True)
    right = client.post(
        AGAIN, {"username": "lina", "password": PASSWORD}, headers={"X-CSRFToken": token}
    )
    state = right.json()
    assert (state["person"], state["seconds"] > 0) == (person.pk, True)
    sent = client.post(
        "/accounts/theme/", {"theme": "dark"}, headers={"X-CSRFToken": state["token"]}
    )
    assert sent.status_code == 302
    person.refresh_from_db()
    assert person.theme == "dark"


def test_the_log_in_over_a_page_is_throttled_too(person):
    client = Client()
    for _ in range(5):
        client.post(AGAIN, {"username": "lina", "password": "wrong"})
    assert client.post(AGAIN, {"username": "lina", "password": PASSWORD}).status_code == 429


@pytest.mark.parametrize("place", ["", "unix:", "192.0.2.7, 192.0.2.8"])
def test_a_client_without_an_address_is_listed_all_the_same(person, place):
    browser = Client(REMOTE_ADDR=place)
    browser.post("/accounts/login/", {"username": "lina", "password": PASSWORD})
    move_back(browser, minutes=6)
    assert browser.get("/inbox/").status_code == 200
    assert NO_ADDRESS in browser.get("/accounts/security/").content.decode()


def test_what_the_list_of_sessions_says_follows_the_work(person):
    browser = Client(REMOTE_ADDR="192.0.2.7")
    browser.post("/accounts/login/", {"username": "lina", "password": PASSWORD})
    UserSession.objects.update(last_seen_at=timezone.now() - timedelta(days=1))
    move_back(browser, minutes=6)
    browser.get("/inbox/", REMOTE_ADDR="192.0.2.8")
    row = UserSession.objects.get()
    assert (row.ip, timezone.now() - row.last_seen_at < timedelta(minutes=1)) == ("192.0.2.8", True)


def test_a_session_of_before_the_list_comes_into_it(client, person):
    assert not UserSession.objects.exists()
    move_back(client, minutes=6)
    client.get("/inbox/")
    assert UserSession.objects.get().user == person
