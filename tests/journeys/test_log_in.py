"""A second factor from its first page to the log-in with it: app, recovery code, passkey; and the narrow screen."""

from __future__ import annotations

import time
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import Page, expect

from accounts.models import User
from accounts.sessions import BEGAN_AT
from demo.people import Cast
from tests.journeys.conftest import PHONE, Seats
from tests.support.openid_server import running, switch_on
from tests.support.pages import fits
from tests.support.second_factors import app_code, give_app

PASSWORD = "quite-a-long-one"


@pytest.fixture
def person(cast: Cast) -> User:
    person = cast.staff["agent"]
    person.set_password(PASSWORD)
    person.save()
    return person


def log_in(page: Page) -> None:
    page.goto("/accounts/login/?next=/inbox/")
    page.locator("#id_username").fill("agent")
    page.locator("#id_password").fill(PASSWORD)
    page.locator("form.login-card button").click()


def test_an_app_is_set_up_and_asked_for(person: User, seats: Seats) -> None:
    page = seats.open_stranger()
    log_in(page)
    page.locator("a.rail-me").click()
    page.locator('a[href="/accounts/2fa/app/"]').click()
    expect(page.locator(".qr img")).to_be_visible()
    assert page.locator(".qr img").evaluate("image => image.naturalWidth > 0")
    secret = page.locator(".secret-key code").inner_text()
    page.locator("#id_code").fill(app_code(secret))
    page.locator("#id_code").press("Enter")
    codes = page.locator(".recovery-codes code")
    expect(codes).to_have_count(10)
    recovery = codes.first.inner_text()

    other = seats.open_stranger()
    log_in(other)
    expect(other.locator("#id_code")).to_be_focused()
    other.keyboard.type(app_code(secret, steps=1))
    other.keyboard.press("Enter")
    other.wait_for_url("**/inbox/")

    third = seats.open_stranger()
    log_in(third)
    third.locator("#id_code").fill(recovery)
    third.locator("#id_code").press("Enter")
    third.wait_for_url("**/inbox/")
    third.goto("/accounts/security/")
    expect(third.locator(".guard form button")).to_have_count(2)


def test_a_passkey_logs_in_alone(person: User, seats: Seats) -> None:
    page = seats.open_stranger()
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    log_in(page)
    page.wait_for_url("**/inbox/")
    page.goto("/accounts/2fa/passkeys/add/")
    page.locator("form[data-passkey] button[type=button]").click()
    expect(page.locator(".recovery-codes code")).to_have_count(10)
    with page.expect_navigation():
        page.locator('form[action="/accounts/logout/"] button').click()

    page.locator("form[data-passkey=login] button").click()
    page.wait_for_url(lambda address: "/login/" not in address)
    expect(page.locator("a.rail-me")).to_contain_text(str(person))

    # With the password, the passkey is the second factor.
    with page.expect_navigation():
        page.locator('form[action="/accounts/logout/"] button').click()
    log_in(page)
    page.locator("form[data-passkey=answer] button").click()
    page.wait_for_url("**/inbox/")


def test_the_log_in_over_a_page_asks_for_the_code(person: User, seats: Seats) -> None:
    secret = give_app(person)
    seats.expected |= {401, 422}
    page = seats.open("agent")
    page.goto("/accounts/security/")
    page.context.clear_cookies(name="sessionid")
    page.locator(".rail-tools button[name=theme]").click()
    again = page.locator("#again")
    expect(again.locator("[data-code]")).to_be_hidden()
    again.locator("[name=password]").fill(PASSWORD)
    again.locator("button.btn-primary").click()
    expect(again.locator("[name=code]")).to_be_focused()
    again.locator("[name=code]").fill(app_code(secret))
    with page.expect_navigation():
        again.locator("button.btn-primary").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_the_pages_fit_a_narrow_screen(person: User, seats: Seats) -> None:
    page = seats.open("agent", size=PHONE)
    places = ("security/", "2fa/app/", "2fa/passkeys/add/", "password/", "reauthenticate/")
    for place in places:
        page.goto(f"/accounts/{place}")
        fits(page)


def test_what_waits_for_the_company_goes_on_by_itself(
    person: User, cast: Cast, seats: Seats, settings: Any
) -> None:
    """Away to the company and back: the file comes, and a refused form stands where it was sent from."""
    admin = cast.staff["admin"]
    SocialAccount.objects.create(user=admin, provider="company", uid="u-1")
    User.objects.filter(pk=admin.pk).update(is_superuser=True, password="!")
    with running() as provider:
        switch_on(settings, provider)
        page = seats.open("admin")
        page.goto("/tickets/export/unmasked/?view=all")
        log_in_an_hour_ago(page)
        page.locator("[name=reason]").fill("客户核对")
        page.locator("main form button.btn-primary").click()
        page.wait_for_url("**/accounts/confirm/company/**")
        fits(page)
        with page.expect_download() as download:
            page.locator("button[name=company]").click()
        assert download.value.suggested_filename.endswith(".xlsx")
        expect(page.locator("form[data-goes-on] button")).to_be_visible()

        log_in_an_hour_ago(page)
        page.goto("/admin/auth/group/add/")
        page.evaluate("document.querySelector('#group_form').noValidate = true")
        page.locator("#group_form [name=_save]").click()
        page.locator("button[name=company]").click()
        page.wait_for_url("**/admin/auth/group/add/")
        expect(page.locator(".errorlist").first).to_be_visible()


def log_in_an_hour_ago(page: Page) -> None:
    """The log-in of the page, and what it was confirmed by, are so old."""
    (key,) = [one["value"] for one in page.context.cookies() if one["name"] == "sessionid"]
    session = SessionStore(key)
    session[BEGAN_AT] = session.get(BEGAN_AT, time.time()) - 3600
    session.pop("account_authentication_methods", None)
    session.save()
