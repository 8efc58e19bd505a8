"""From the log-in page to a new password, with a real mail in between."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import PasswordLink, User
from core.models import AuditEntry
from notifications.actions import outbox
from notifications.models import Outbox
from tests.support.pages import said

pytestmark = pytest.mark.django_db
OLD, NEW = "an-old-password-1", "a-new-password-2"


@pytest.fixture
def person():
    return User.objects.create_user("lina", "lina@example.com", OLD, display_name="李娜")


def address_in_mail(sink):
    outbox.deliver_due(timezone.now())
    text = sink.took[-1].get_payload(decode=True).decode()
    return re.search(r"https://desk\.example(/accounts/password/\S+)", text)[1]


def set_password(browser, address, password):
    page = browser.get(address, follow=True)
    form = {"new_password1": password, "new_password2": password}
    return browser.post(page.redirect_chain[-1][0], form)


def test_a_forgotten_password_is_set_anew(person, sink):
    browser = Client()
    assert "/accounts/forgotten/" in browser.get("/accounts/login/").content.decode()
    for _again in range(5):
        browser.post("/accounts/login/", {"username": "lina", "password": "wrong"})
    browser.post("/accounts/forgotten/", {"name_or_mail": "lina"})
    address = address_in_mail(sink)

    answer = set_password(browser, address, NEW)
    assert answer.headers["Location"] == "/accounts/login/"
    assert said("Your new password is set. Log in with it.") in (
        browser.get("/accounts/login/").content.decode()
    )
    assert AuditEntry.objects.filter(action="password_reset", target="lina").exists()
    # The lock of the wrong tries is gone too.
    answer = browser.post("/accounts/login/", {"username": "lina", "password": NEW})
    assert answer.status_code == 302
    again = Client().get(address, follow=True)
    assert said("This link has expired or was used already.") in again.content.decode()


def test_the_answer_is_the_same_for_whoever_is_asked_for(person, sink):
    answers = []
    for name in ("lina", "nobody"):
        answer = Client().post("/accounts/forgotten/", {"name_or_mail": name})
        answers.append(re.sub(r"[A-Za-z0-9]{64}|data-now=\"[^\"]*\"", "~", answer.content.decode()))
    assert answers[0] == answers[1]


def test_a_weak_password_is_refused_with_the_reason(person, sink):
    browser = Client()
    browser.post("/accounts/forgotten/", {"name_or_mail": "lina@example.com"})
    answer = set_password(browser, address_in_mail(sink), "12345")
    assert answer.status_code == 200
    assert answer.context["form"].errors
    person.refresh_from_db()
    assert person.check_password(OLD)


def test_an_address_ends_with_its_hour(person, sink):
    browser = Client()
    browser.post("/accounts/forgotten/", {"name_or_mail": "lina"})
    address = address_in_mail(sink)
    PasswordLink.objects.update(ends_at=timezone.now())
    page = browser.get(address, follow=True).content.decode()
    assert said("This link has expired or was used already.") in page


def test_without_mail_there_is_no_such_way(person):
    browser = Client()
    assert "/accounts/forgotten/" not in browser.get("/accounts/login/").content.decode()
    assert browser.get("/accounts/forgotten/").status_code == 404
    assert browser.post("/accounts/forgotten/", {"name_or_mail": "lina"}).status_code == 404
    assert browser.get("/accounts/password/MQ/abc-def/").status_code == 404
    assert not Outbox.objects.exists()


def test_the_latest_address_is_the_only_one_and_counts_once(person, sink):
    browser = Client()
    browser.post("/accounts/forgotten/", {"name_or_mail": "lina"})
    first = address_in_mail(sink)
    Outbox.objects.all().delete()
    browser.post("/accounts/forgotten/", {"name_or_mail": "lina"})
    second = address_in_mail(sink)
    gone = said("This link has expired or was used already.")
    assert gone in Client().get(first, follow=True).content.decode()
    # Both pages were opened before one of them was sent.
    opened, twin = Client(), Client()
    place = twin.get(second, follow=True).redirect_chain[-1][0]
    assert set_password(opened, second, NEW).status_code == 302
    form = {"new_password1": "a-third-password-3", "new_password2": "a-third-password-3"}
    assert gone in twin.post(place, form).content.decode()
    person.refresh_from_db()
    assert person.check_password(NEW)


def test_a_log_in_makes_the_address_worthless(person, sink):
    browser = Client()
    browser.post("/accounts/forgotten/", {"name_or_mail": "lina"})
    address = address_in_mail(sink)
    browser.post("/accounts/login/", {"username": "lina", "password": OLD})
    page = Client().get(address, follow=True).content.decode()
    assert said("This link has expired or was used already.") in page


def test_a_new_password_ends_every_log_in(person, sink):
    mine, browser = Client(), Client()
    mine.post("/accounts/login/", {"username": "lina", "password": OLD})
    browser.post("/accounts/forgotten/", {"name_or_mail": "lina"})
    set_password(browser, address_in_mail(sink), NEW)
    assert mine.get("/inbox/").status_code == 302


@pytest.mark.parametrize("name", ["lina", "nobody"])
def test_one_address_asks_so_often_whoever_is_asked_for(person, sink, name):
    browser = Client()
    answers = [
        browser.post("/accounts/forgotten/", {"name_or_mail": f"{name}{n or ''}"}).status_code
        for n in range(22)
    ]
    assert answers == [200] * 20 + [429] * 2
