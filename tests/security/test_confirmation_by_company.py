"""Who logs in by the company alone confirms dangerous acts there: what was typed goes on, and nobody else may confirm."""

from __future__ import annotations

import html
import io
import re
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import openpyxl
import pytest
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import sessions
from accounts.enums import Role
from accounts.models import User
from core.models import AuditEntry
from tests.fixtures import browser_of
from tests.support.openid_server import OpenIdServer, come_back, running, switch_on
from tests.support.second_factors import give_app
from tests.tickets.world import ticket_at

pytestmark = pytest.mark.django_db

ASKING = "/accounts/confirm/company/"
AWAY = "/accounts/oidc/company/?process=confirm"


@pytest.fixture
def provider(settings: Any) -> Iterator[OpenIdServer]:
    with running() as server:
        switch_on(settings, server)
        yield server


def of_the_company(person: User, uid: str = "u-1") -> User:
    """Without a password here, known over there."""
    person.set_unusable_password()
    person.save()
    SocialAccount.objects.create(user=person, provider="company", uid=uid)
    return person


def left_open(person: User) -> Client:
    """A browser whose log-in is 16 minutes old, which sends no form without its token."""
    browser = browser_of(person)
    browser.handler.enforce_csrf_checks = True
    browser.get("/inbox/")
    session = browser.session
    session[sessions.BEGAN_AT] = (timezone.now() - timedelta(minutes=16)).timestamp()
    session.save()
    return browser


def send(browser: Client, place: str, sent: dict[str, Any]) -> Any:
    token = browser.get("/accounts/session/").json()["token"]
    return browser.post(place, {**sent, "csrfmiddlewaretoken": token})


def press(browser: Client, answer: Any) -> Any:
    """The form of a page, as a browser sends it: also to the address that it names."""
    page = answer.content.decode()
    form = next(one for one in re.findall(r"<form.*?</form>", page, re.S) if "data-goes-on" in one)
    fields: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden"\s+name="([^"]*)"\s+value="([^"]*)"', form):
        fields.setdefault(html.unescape(name), []).append(html.unescape(value))
    return browser.post(html.unescape(re.search(r'action="([^"]*)"', form)[1]), fields)


def confirm(browser: Client, asked: Any) -> Any:
    """From the answer that asks, there and back: the answer to what waited."""
    assert asked.status_code == 302
    place = asked.headers["Location"]
    assert place.startswith(ASKING)
    assert "公司账号" in browser.get(place).content.decode()
    (next_address,) = parse_qs(urlsplit(place).query)["next"]
    sent = send(browser, ASKING, {"company": "company", "next": next_address})
    assert f"url={AWAY}" in sent.content.decode()
    return come_back(browser, AWAY)


def new_role(cast: Any) -> tuple[Group, str, dict[str, Any]]:
    """What an administrator changes: the trainer keeps one right, with words that must survive."""
    trainer = Group.objects.get(name=Role.TRAINER)
    sent = {
        "name": trainer.name,
        "permissions": [trainer.permissions.first().pk],
        "security-TOTAL_FORMS": "0",
        "security-INITIAL_FORMS": "0",
    }
    return trainer, reverse("admin:auth_group_change", args=[trainer.pk]), sent


def test_what_was_sent_goes_on_after_the_log_in_over_there(
    cast: Any, provider: OpenIdServer
) -> None:
    browser = left_open(of_the_company(cast.staff["admin"]))
    role, path, sent = new_role(cast)
    before = role.permissions.count()
    asked = send(browser, f"{path}?_changelist_filters=q%3Dx", sent)
    back = confirm(browser, asked)
    assert role.permissions.count() == before > 1
    page = browser.get(back["Location"])
    done = press(browser, page)
    assert (done.status_code, role.permissions.count()) == (302, 1)
    assert provider.asked[-1]["prompt"] == "login" and provider.asked[-1]["max_age"] == "0"
    assert browser.get(back["Location"])["Location"] == path, "it waits for nobody a second time"


def test_for_15_minutes_nobody_is_asked_again(cast: Any, provider: OpenIdServer) -> None:
    browser = left_open(of_the_company(cast.staff["admin"]))
    _role, path, sent = new_role(cast)
    confirm(browser, send(browser, path, sent))
    assert send(browser, path, sent)["Location"] == reverse("admin:auth_group_changelist")
    session = browser.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 15 * 60 + 1
    session.save()
    assert send(browser, path, sent)["Location"].startswith(ASKING)


def test_a_form_that_is_refused_is_shown_where_it_can_be_sent_again(
    cast: Any, provider: OpenIdServer
) -> None:
    browser = left_open(of_the_company(cast.staff["admin"]))
    path = reverse("admin:auth_group_add")
    sent = {
        "name": "",
        "permissions": [],
        "security-TOTAL_FORMS": "0",
        "security-INITIAL_FORMS": "0",
    }
    back = confirm(browser, send(browser, path, sent))
    answer = press(browser, browser.get(back["Location"]))
    assert answer.status_code == 200 and answer.request["PATH_INFO"] == path


@pytest.mark.parametrize("text", ['<script>"&amp;', "第一行\r\n第二行", "a=b&c=d", "  两端  "])
def test_what_was_typed_comes_back_as_it_was(cast: Any, provider: OpenIdServer, text: str) -> None:
    ticket_at(cast, "2026-03-16 09:00")
    browser = left_open(of_the_company(cast.staff["supervisor"]))
    asked = send(browser, "/tickets/export/unmasked/?view=all&q=138", {"reason": text})
    page = browser.get(confirm(browser, asked)["Location"])
    assert "/tickets/export/unmasked/?view=all&amp;q=138" in page.content.decode()
    press(browser, page)
    kept = " ".join(text.split()) if "\n" in text else text.strip()
    assert AuditEntry.objects.get(action="export_f1").reason.split() == kept.split()


def test_an_export_in_full_asks_for_no_password_that_is_not_there(
    cast: Any, provider: OpenIdServer
) -> None:
    ticket = ticket_at(cast, "2026-03-16 09:00")
    browser = left_open(of_the_company(cast.staff["supervisor"]))
    for place in (
        "/tickets/export/unmasked/?view=all",
        f"/tickets/{ticket.number}/f3/unmasked/",
    ):
        assert list(browser.get(place).context["form"].fields) == ["reason"]
    asked = send(browser, "/tickets/export/unmasked/?view=all", {"reason": "客户核对"})
    assert not AuditEntry.objects.filter(action="export_f1").exists()
    answer = press(browser, browser.get(confirm(browser, asked)["Location"]))
    cells = [
        cell.value
        for cell in openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active[3]
    ]
    assert "13812345678" in cells
    entry = AuditEntry.objects.get(action="export_f1")
    assert (entry.reason, entry.data["is_masked"]) == ("客户核对", False)


# --- who confirms nothing -------------------------------------------------------------------------


def is_confirmed(browser: Client, cast: Any) -> bool:
    _role, path, sent = new_role(cast)
    answer = send(browser, path, sent)
    return not answer.headers.get("Location", "").startswith(ASKING)


@pytest.mark.parametrize("whose", ["of nobody", "of a colleague"])
def test_another_account_over_there_does_not_count(
    cast: Any, provider: OpenIdServer, whose: str
) -> None:
    if whose == "of a colleague":
        of_the_company(cast.staff["agent"], "u-2")
    browser = left_open(of_the_company(cast.staff["admin"]))
    _role, path, sent = new_role(cast)
    asked = send(browser, path, sent)
    provider.claims = {"sub": "u-2"}
    back = confirm(browser, asked)
    assert back["Location"] == f"{ASKING}?next={quote(path, safe='')}"
    assert not is_confirmed(browser, cast)
    assert browser.get("/accounts/security/").context["user"] == cast.staff["admin"]
    entry = AuditEntry.objects.get(action="log_in_failed")
    assert entry.data["why"] == "confirmed by another account"
    assert SocialAccount.objects.filter(user=cast.staff["admin"]).count() == 1


def test_after_the_wrong_account_the_right_one_still_does_what_waits(
    cast: Any, provider: OpenIdServer
) -> None:
    browser = left_open(of_the_company(cast.staff["admin"]))
    role, path, sent = new_role(cast)
    asked = send(browser, path, sent)
    provider.claims = {"sub": "u-2"}
    again = confirm(browser, asked)
    provider.claims = {"sub": "u-1"}
    press(browser, browser.get(confirm(browser, again)["Location"]))
    assert role.permissions.count() == 1


def test_a_log_in_over_there_that_is_older_than_the_question_does_not_count(
    cast: Any, provider: OpenIdServer
) -> None:
    """Whoever sits at the machine takes `prompt=login` out of the address."""
    browser = left_open(of_the_company(cast.staff["admin"]))
    _role, path, sent = new_role(cast)
    provider.claims = {"sub": "u-1", "auth_time": int(time.time()) - 3600}
    again = confirm(browser, send(browser, path, sent))
    assert again["Location"].startswith(ASKING) and not is_confirmed(browser, cast)
    provider.claims = {"sub": "u-1", "auth_time": int(time.time())}
    confirm(browser, send(browser, path, sent))
    assert is_confirmed(browser, cast)


def test_who_says_no_over_there_is_asked_again_and_loses_nothing(
    cast: Any, provider: OpenIdServer
) -> None:
    browser = left_open(of_the_company(cast.staff["admin"]))
    role, path, sent = new_role(cast)
    provider.refuses = True
    again = confirm(browser, send(browser, path, sent))
    assert again["Location"].startswith(ASKING)
    provider.refuses = False
    press(browser, browser.get(confirm(browser, again)["Location"]))
    assert role.permissions.count() == 1


def test_an_address_alone_confirms_nothing(cast: Any, provider: OpenIdServer) -> None:
    """Without the button a foreign page could lead through a log-in over there that is still alive."""
    browser = left_open(of_the_company(cast.staff["admin"]))
    come_back(browser, AWAY)
    assert not is_confirmed(browser, cast)


def test_one_press_confirms_once(cast: Any, provider: OpenIdServer) -> None:
    browser = left_open(of_the_company(cast.staff["admin"]))
    send(browser, ASKING, {"company": "company", "next": "/inbox/"})
    come_back(browser, AWAY)
    session = browser.session
    session["account_authentication_methods"] = []
    session.save()
    come_back(browser, AWAY)
    assert not is_confirmed(browser, cast)


def test_who_has_a_second_factor_confirms_with_it(cast: Any, provider: OpenIdServer) -> None:
    """A log-in that lives on at the company would go round it."""
    admin = of_the_company(cast.staff["admin"])
    give_app(admin)
    browser = left_open(admin)
    _role, path, sent = new_role(cast)
    assert send(browser, path, sent)["Location"].startswith("/accounts/2fa/reauthenticate/")
    answer = send(browser, ASKING, {"company": "company", "next": "/inbox/"})
    assert answer.status_code == 404


def test_who_has_a_password_too_may_choose(cast: Any, provider: OpenIdServer) -> None:
    admin = of_the_company(cast.staff["admin"])
    admin.set_password("kein-gewoehnliches-Wort-9174")
    admin.save()
    browser = left_open(admin)
    _role, path, sent = new_role(cast)
    place = send(browser, path, sent)["Location"]
    assert place.startswith("/accounts/reauthenticate/")
    assert ASKING in browser.get(place).content.decode()


def test_who_has_no_way_at_all_reads_what_to_do(cast: Any) -> None:
    admin = cast.staff["admin"]
    admin.set_unusable_password()
    admin.save()
    browser = left_open(admin)
    _role, path, sent = new_role(cast)
    page = browser.get(send(browser, path, sent)["Location"])
    assert page.status_code == 200 and 'name="company"' not in page.content.decode()


@pytest.mark.parametrize("place", ["https://evil.example/", "//evil.example/", "javascript:x"])
def test_nobody_is_led_elsewhere(cast: Any, provider: OpenIdServer, place: str) -> None:
    browser = left_open(of_the_company(cast.staff["admin"]))
    send(browser, ASKING, {"company": "company", "next": place})
    back = come_back(browser, AWAY)
    assert browser.get(back["Location"])["Location"] == "/"
    assert browser.get(f"/accounts/confirm/done/?next={quote(place)}")["Location"] == "/"


def test_who_was_switched_off_meanwhile_confirms_nothing(
    cast: Any, provider: OpenIdServer, settings: Any
) -> None:
    """The company gives the person no role any more: that is looked at as at every log-in."""
    switch_on(settings, provider, roles={"desk": ("supervisor",)}, needs_role=True)
    supervisor = of_the_company(cast.staff["supervisor"])
    browser = left_open(supervisor)
    ticket_at(cast, "2026-03-16 09:00")
    asked = send(browser, "/tickets/export/unmasked/?view=all", {"reason": "客户核对"})
    confirm(browser, asked)
    supervisor.refresh_from_db()
    assert not supervisor.is_active
    assert browser.get("/inbox/").status_code == 302
    assert not AuditEntry.objects.filter(action="export_f1").exists()
