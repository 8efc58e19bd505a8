"""The panel of a ticket in a frame: what its token may see now, for some minutes, and nobody's log-in."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from accounts.actions.tokens import revoke_token
from accounts.models import User
from core.models import AuditEntry
from tests.fixtures import COMPANY, CONTACT, PHONE, browser_of, reported
from tests.support.api_client import ApiClient
from tickets.record.models import Ticket
from tickets.work.actions import conversation

pytestmark = pytest.mark.django_db

CRM = "https://crm.example.com"
READ = ("tickets.read",)


@pytest.fixture
def ticket(cast: Any) -> Ticket:
    ticket = reported(cast, timezone.now(), summary=f"{CONTACT}报告：水泵异响 {PHONE}")
    agent, now = cast.staff["agent"], timezone.now()
    conversation.record_contact(
        ticket, by=agent, at=now, body="工程师明天上门", channel=ticket.channel
    )
    conversation.write_note(ticket, by=agent, at=now, body="内部：备件缺货")
    return ticket


def address_of(client: ApiClient, ticket: Ticket, **body: Any) -> str:
    answer = client.post(f"tickets/{ticket.number}/panel/", body)
    assert answer.status_code == 200, answer.content.decode()
    return urlsplit(answer.json()["url"]).path


def shown(path: str, **headers: str) -> str:
    answer = Client().get(path, headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_shows_state_limits_and_messages_and_never_a_note(cast: Any, ticket: Ticket) -> None:
    page = shown(address_of(ApiClient(cast.staff["supervisor"]), ticket))
    assert ticket.number in page and ticket.get_status_display() in page
    assert "工程师明天上门" in page and "备件缺货" not in page
    assert 'class="tone-' in page, "what is left of its limits"
    assert "<script" not in page and "<form" not in page


def test_people_are_masked_without_the_scope_for_them(cast: Any, ticket: Ticket) -> None:
    person = cast.staff["supervisor"]
    full = shown(address_of(ApiClient(person), ticket))
    assert COMPANY in full and CONTACT in full
    masked = shown(address_of(ApiClient(person, READ), ticket))
    assert not [word for word in (COMPANY, CONTACT, PHONE) if word in masked]


def test_asking_reads_and_changes_nothing(cast: Any, ticket: Ticket) -> None:
    crm = ApiClient(cast.staff["supervisor"], READ)
    before, audited = Ticket.objects.get(), AuditEntry.objects.count()
    path = address_of(crm, ticket)
    shown(path)
    assert Ticket.objects.get().version == before.version
    assert AuditEntry.objects.count() == audited
    writes = ApiClient(cast.staff["supervisor"], ["tickets.write"])
    assert writes.post(f"tickets/{ticket.number}/panel/").status_code == 403
    assert Client().post(path).status_code == 405
    unknown = crm.post(f"tickets/{ticket.number}/panel/", {"language": "fr"})
    assert unknown.json()["errors"][0]["path"] == "$.language"
    assert crm.post("tickets/202001-99999/panel/").status_code == 404


def test_it_ends_when_it_said(cast: Any, ticket: Ticket, settings: Any) -> None:
    crm = ApiClient(cast.staff["supervisor"])
    told = crm.post(f"tickets/{ticket.number}/panel/", {}).json()
    left = datetime.fromisoformat(told["expires_at"]) - timezone.now()
    assert timedelta(minutes=9) < left <= timedelta(minutes=10)
    assert told["url"] == f"{settings.SITE_URL}{urlsplit(told['url']).path}"
    shown(urlsplit(told["url"]).path)
    settings.PANEL_SECONDS = 0
    ended = Client().get(address_of(crm, ticket))
    assert ended.status_code == 410 and ticket.number not in ended.content.decode()


def test_it_follows_the_rights_of_the_moment(cast: Any, ticket: Ticket) -> None:
    person = cast.staff["agent"]
    crm = ApiClient(person)
    path = address_of(crm, ticket)
    elsewhere = Client().get(path)
    assert elsewhere.status_code == 200
    person.groups.clear()
    assert _is_closed(path, ticket), "a role was taken away"
    person.groups.set(cast.staff["agent2"].groups.all())
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert _is_closed(path, ticket), "switched off"
    User.objects.filter(pk=person.pk).update(is_active=True)
    assert not _is_closed(path, ticket)
    revoke_token(crm.token, by=person, at=timezone.now())
    assert _is_closed(path, ticket), "revoked"


def _is_closed(path: str, ticket: Ticket) -> bool:
    answer = Client().get(path)
    return answer.status_code == 404 and ticket.number not in answer.content.decode()


@pytest.mark.parametrize("change", [lambda s: s[:-2], lambda s: "x" + s, lambda s: "a:b:c"])
def test_an_address_that_was_changed_opens_nothing(cast: Any, ticket: Ticket, change: Any) -> None:
    signed = address_of(ApiClient(cast.staff["supervisor"]), ticket).split("/")[2]
    assert _is_closed(f"/panel/{change(signed)}/", ticket)


def test_no_log_in_counts_and_no_cookie_is_set(cast: Any, ticket: Ticket) -> None:
    path = address_of(ApiClient(cast.staff["supervisor"], READ), ticket)
    answer = browser_of(cast.staff["manager"]).get(path)
    assert not answer.cookies and COMPANY not in answer.content.decode()
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert browser_of(cast.staff["manager"]).get("/panel/x/").status_code == 404


def test_frames_of_named_origins_alone_show_it(cast: Any, ticket: Ticket, settings: Any) -> None:
    path = address_of(ApiClient(cast.staff["supervisor"]), ticket)
    closed = Client().get(path)
    assert closed.headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in closed.headers["Content-Security-Policy"]
    settings.PANEL_ORIGINS = [CRM, "https://other.example.com"]
    for address in (path, "/panel/x/"):
        answer = Client().get(address)
        policy = answer.headers["Content-Security-Policy"]
        assert f"frame-ancestors {CRM} https://other.example.com" in policy
        assert "default-src 'self'" in policy and "X-Frame-Options" not in answer.headers
    login = Client().get("/accounts/login/")
    assert login.headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in login.headers["Content-Security-Policy"]


def test_it_speaks_the_language_of_the_reader_or_the_one_that_was_asked_for(
    cast: Any, ticket: Ticket
) -> None:
    crm = ApiClient(cast.staff["supervisor"])
    path = address_of(crm, ticket)
    assert "Last messages" in shown(path, **{"Accept-Language": "en"})
    assert "Last messages" not in shown(path, **{"Accept-Language": "zh-hans"})
    english = address_of(crm, ticket, language="en")
    assert 'lang="en"' in shown(english, **{"Accept-Language": "zh-hans"})
    gone = Client().get("/panel/x/", headers={"Accept-Language": "en"})
    assert "Nothing is open here" in gone.content.decode()
    assert gone.headers["Content-Language"] == "en"
