"""Nobody logs in with the account of a program, by whatever way, and nobody is offered one for a post.

Each way is tried with everything that it asks for, and by a person as well, who gets in.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import authenticate
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actions.passwords import issue_password_link
from accounts.forms import PersonField
from accounts.models import Absence, Department, DutyShift, User
from accounts.queries.roles import active_holders
from core.errors import LawBroken
from core.models import AuditEntry
from notifications.models import Outbox
from operations.actions.handover import let_person_go
from operations.actions.passwords import send_password_mails
from plans.actions.drafting import create_plan
from tests.fixtures import browser_of, reported
from tests.support.openid_server import come_back, running, switch_on
from tests.support.passkeys import Passkey
from tests.support.second_factors import app_code, give_app
from tickets.transfer.imports.people_account import count_namesakes
from tickets.work.actions.assignments import assign_ticket, take_ticket

pytestmark = pytest.mark.django_db

PASSWORD = "kein-gewoehnliches-Wort-9174"
LOGIN = "/accounts/login/"


@pytest.fixture(params=["service", "person"])
def somebody(request: pytest.FixtureRequest, cast: Any) -> User:
    """With a password and an address, which nobody gives a program: all that a log-in asks for."""
    return account("crm", is_service=request.param == "service", like=cast.staff["agent"])


def account(username: str, *, is_service: bool, like: User) -> User:
    made = User.objects.create_user(
        username,
        "crm@example.com",
        PASSWORD,
        display_name="客户系统",
        department=like.department,
        is_service=is_service,
    )
    made.groups.set(like.groups.all())
    return made


@pytest.fixture
def service(cast: Any) -> User:
    return account("crm", is_service=True, like=cast.staff["agent"])


def is_in(browser: Client) -> bool:
    return browser.get("/inbox/", secure=True).status_code == 200


# --- the ways in ----------------------------------------------------------------------------------


def test_not_by_name_and_password(somebody: User) -> None:
    browser = Client()
    browser.post(LOGIN, {"username": "crm", "password": PASSWORD})
    assert is_in(browser) == (not somebody.is_service)
    assert (authenticate(username="crm", password=PASSWORD) is None) == somebody.is_service


def test_not_over_a_page_whose_log_in_has_ended(somebody: User) -> None:
    browser = Client()
    browser.post(reverse("accounts:again"), {"username": "crm", "password": PASSWORD})
    assert is_in(browser) == (not somebody.is_service)


def test_not_with_a_second_factor(somebody: User) -> None:
    secret = give_app(somebody)
    browser = Client()
    browser.post(LOGIN, {"username": "crm", "password": PASSWORD})
    browser.post("/accounts/2fa/authenticate/", {"code": app_code(secret)})
    assert is_in(browser) == (not somebody.is_service)


def test_not_where_the_account_becomes_a_programs_between_password_and_code(cast: Any) -> None:
    person = account("crm", is_service=False, like=cast.staff["agent"])
    secret = give_app(person)
    browser = Client()
    browser.post(LOGIN, {"username": "crm", "password": PASSWORD})
    User.objects.filter(pk=person.pk).update(is_service=True)
    browser.post("/accounts/2fa/authenticate/", {"code": app_code(secret)})
    assert not is_in(browser)


def test_not_by_passkey(somebody: User) -> None:
    passkey = Passkey()
    Authenticator.objects.create(
        user=somebody,
        type=Authenticator.Type.WEBAUTHN,
        data={"name": "钥匙", "credential": passkey.credential},
    )
    browser, place = Client(), reverse("mfa_login_webauthn")
    asked = browser.get(place, secure=True, headers={"x-requested-with": "XMLHttpRequest"})
    answer = passkey.answer(asked.json()["request_options"], somebody)
    browser.post(place, {"credential": json.dumps(answer)}, secure=True)
    assert is_in(browser) == (not somebody.is_service)


def test_not_by_the_companys_log_in(somebody: User, settings: Any) -> None:
    SocialAccount.objects.create(user=somebody, provider="company", uid="u-1")
    with running() as provider:
        switch_on(settings, provider)
        browser = Client()
        come_back(browser)
    assert is_in(browser) == (not somebody.is_service)
    if somebody.is_service:
        assert AuditEntry.objects.get(action="log_in_failed").data["why"] == "service"


def test_not_by_an_address_that_the_company_vouches_for(somebody: User, settings: Any) -> None:
    with running() as provider:
        switch_on(settings, provider, links_by_mail=True)
        provider.claims |= {"email": "crm@example.com", "email_verified": True}
        browser = Client()
        come_back(browser)
    assert is_in(browser) == (not somebody.is_service)
    assert SocialAccount.objects.exists() == (not somebody.is_service)


def test_no_mail_brings_a_new_password(somebody: User, settings: Any) -> None:
    settings.EMAIL_IS_SET_UP = True
    for typed in ("crm", "crm@example.com"):
        send_password_mails(typed, at=timezone.now())
    assert Outbox.objects.exists() == (not somebody.is_service)


def test_no_address_sets_a_new_password(somebody: User, settings: Any) -> None:
    settings.EMAIL_IS_SET_UP = True
    place = issue_password_link(somebody, at=timezone.now())
    browser = Client()
    page = browser.get(place, follow=True)
    new = {"new_password1": "another-word-than-this", "new_password2": "another-word-than-this"}
    if page.redirect_chain:
        browser.post(page.redirect_chain[-1][0], new)
    before = somebody.password
    somebody.refresh_from_db()
    assert (somebody.password == before) == somebody.is_service


def test_a_session_that_was_begun_is_nobodys(somebody: User) -> None:
    """Whoever could begin one by another way, such as a command on the server."""
    assert is_in(browser_of(somebody)) == (not somebody.is_service)


def test_no_administrator_sets_a_password(cast: Any, service: User) -> None:
    browser = browser_of(cast.staff["admin"])
    sent = {"password1": PASSWORD + "x", "password2": PASSWORD + "x", "usable_password": "true"}
    for place in (
        reverse("admin:auth_user_password_change", args=[service.pk]),
        reverse("admin:accounts_user_change", args=[service.pk]),
    ):
        browser.get(place)
        browser.post(place, sent)
    before = service.password
    service.refresh_from_db()
    assert service.password == before
    assert browser.get(reverse("access", args=["crm"])).status_code == 404


# --- posts ----------------------------------------------------------------------------------------


def test_it_is_nobody_at_work(cast: Any, service: User) -> None:
    User.objects.filter(pk=service.pk).update(is_on_duty=True)
    assert not User.objects.at_work().filter(pk=service.pk).exists()
    assert not active_holders("agent").filter(pk=service.pk).exists()
    assert PersonField().find_row(service.pk) is None
    found = browser_of(cast.staff["agent"]).get(reverse("accounts:people"), {"q": "客户系统"})
    assert found.json() == {"results": []}


def test_it_is_offered_for_no_post_in_the_administration(cast: Any, service: User) -> None:
    browser = browser_of(cast.staff["admin"])
    for model, field in (
        ("department", "head"),
        ("department", "liaison"),
        ("dutyshift", "person"),
        ("absence", "person"),
        ("absence", "deputy"),
    ):
        query = {"app_label": "accounts", "model_name": model, "field_name": field, "term": "crm"}
        found = browser.get(reverse("admin:autocomplete"), query).json()
        assert found["results"] == [], (model, field)
    assert "crm" not in browser.get("/admin/accounts/user/?q=crm").context[
        "cl"
    ].queryset.values_list("username", flat=True)


def test_it_is_given_no_post_in_the_administration(cast: Any, service: User) -> None:
    browser, agent = browser_of(cast.staff["admin"]), cast.staff["agent"]
    days = {
        "starts_at_0": "2026-03-16",
        "starts_at_1": "09:00",
        "ends_at_0": "2026-03-17",
        "ends_at_1": "09:00",
    }
    browser.post("/admin/accounts/dutyshift/add/", {"person": service.pk, **days})
    browser.post("/admin/accounts/absence/add/", {"person": agent.pk, "deputy": service.pk, **days})
    department = Department.objects.first()
    browser.post(
        f"/admin/accounts/department/{department.pk}/change/",
        {"name": department.name, "kind": department.kind, "head": service.pk, "is_active": "on"},
    )
    department.refresh_from_db()
    assert department.head_id != service.pk
    assert not DutyShift.objects.exists() and not Absence.objects.exists()
    # The same forms with a person are taken.
    browser.post("/admin/accounts/dutyshift/add/", {"person": agent.pk, **days})
    assert DutyShift.objects.get().person == agent


def test_no_ticket_is_given_to_it_nor_taken_by_it(cast: Any, service: User) -> None:
    now = timezone.now()
    ticket = reported(cast, now, issue_type=cast.types["硬件故障"])
    with pytest.raises(LawBroken) as refusal:
        assign_ticket(
            ticket, by=cast.staff["supervisor"], at=now, department=None, assignee=service
        )
    assert refusal.value.field == "assignee"
    able = account("erp", is_service=True, like=cast.staff["supervisor"])
    with pytest.raises(LawBroken) as refusal:
        take_ticket(ticket, by=able, at=now)
    assert refusal.value.field == "assignee"
    ticket.refresh_from_db()
    assert ticket.assignee is None


def test_it_owns_no_plan(cast: Any) -> None:
    service = account("crm", is_service=True, like=cast.staff["supervisor"])
    days = {"start_date": timezone.localdate(), "end_date": timezone.localdate()}
    with pytest.raises(LawBroken) as refusal:
        create_plan(by=service, at=timezone.now(), name="计划", **days)
    assert refusal.value.field == "owner"
    plan = create_plan(
        by=service, at=timezone.now(), name="计划", owner=cast.staff["supervisor"], **days
    )
    assert plan.created_by == service


def test_it_takes_over_no_work(cast: Any, service: User) -> None:
    now = timezone.now()
    Department.objects.update(head=cast.staff["engineer"])
    with pytest.raises(LawBroken):
        let_person_go(
            cast.staff["engineer"],
            by=cast.staff["admin"],
            at=now,
            successors={"departments": service},
        )


def test_no_import_takes_it_for_a_person(cast: Any, service: User) -> None:
    assert count_namesakes({"客户系统": 1}) == {"客户系统": 0}
