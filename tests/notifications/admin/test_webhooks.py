"""Webhooks in the administration: set up, given a secret, tested, looked up, sent again."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core.models import AuditEntry
from notifications.actions.endpoints import make_secret
from notifications.enums import DeliveryState, EventType
from notifications.models import WebhookDelivery, WebhookEndpoint
from tests.factories.webhooks import queue_events, set_up_endpoint, states_of
from tests.fixtures import browser_of
from tests.support.webhook_receiver import receiver_running

pytestmark = pytest.mark.django_db
LIST = "admin:notifications_webhookendpoint_changelist"
ADD = "admin:notifications_webhookendpoint_add"
LOG = "admin:notifications_webhookdelivery_changelist"


def form_of(owner, **fields):
    return {
        "name": "CRM",
        "address": "https://crm.example/hook",
        "owner": owner.pk,
        "events": [EventType.TICKET_CLOSED, EventType.TICKET_CREATED],
        "is_active": "on",
        **fields,
    }


def test_a_webhook_is_set_up_gets_a_secret_and_is_tested(cast, settings):
    settings.WEBHOOK_INSIDE = ["127.0.0.1"]
    browser, owner = browser_of(cast.staff["admin"]), cast.staff["agent"]
    with receiver_running() as receiver:
        answer = browser.post(reverse(ADD), form_of(owner, address=receiver.url()), follow=True)
        assert "签名密钥" in answer.content.decode(), "nothing is sent before"
        endpoint = WebhookEndpoint.objects.get()
        assert set(endpoint.events) == {EventType.TICKET_CREATED, EventType.TICKET_CLOSED}
        page = reverse("admin:notifications_webhookendpoint_secret", args=[endpoint.pk])
        assert "whsec_" not in browser.get(page).content.decode()
        made = browser.post(page)
        secret = re.search(r"whsec_[A-Za-z0-9+/=]+", made.content.decode())[0]
        assert made["Cache-Control"] == "no-store"
        endpoint.refresh_from_db()
        assert endpoint.secret == secret
        for address in (
            page,
            reverse("admin:notifications_webhookendpoint_change", args=[endpoint.pk]),
        ):
            assert secret not in browser.get(address).content.decode()
        act = {"action": "send_test", "_selected_action": [endpoint.pk]}
        assert "已收到测试消息" in browser.post(reverse(LIST), act, follow=True).content.decode()
        assert receiver.came[0].verified(secret)
        receiver.script = lambda _arrival: (500, b"")
        assert "HTTP 500" in browser.post(reverse(LIST), act, follow=True).content.decode()
    log = browser.get(reverse(LOG)).content.decode()
    assert log.count("webhook.test") + log.count("测试") > 0
    assert AuditEntry.objects.filter(action="webhook_secret").count() == 1


def test_a_new_secret_leaves_the_old_one_a_day_unless_it_became_known(cast):
    endpoint = set_up_endpoint("CRM", "https://crm.example/", cast.staff["agent"])
    browser = browser_of(cast.staff["admin"])
    page = reverse("admin:notifications_webhookendpoint_secret", args=[endpoint.pk])
    browser.post(page)
    endpoint.refresh_from_db()
    assert len(endpoint.secrets(timezone.now())) == 2
    browser.post(page, {"is_known": "on"})
    endpoint.refresh_from_db()
    assert len(endpoint.secrets(timezone.now())) == 1


@pytest.mark.parametrize(
    "address",
    [
        "http://crm.example/",
        "https://crm.example:8080/",
        "https://me@crm.example/",
        "https://10.0.0.1/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://localhost/",
        "https://2130706433/",
        "https://0x7f.1/",
        "https://crm.internal/",
        "crm.example",
    ],
)
def test_an_address_that_may_not_be_reached_is_refused(cast, address):
    browser = browser_of(cast.staff["admin"])
    answer = browser.post(reverse(ADD), form_of(cast.staff["agent"], address=address))
    assert answer.status_code == 200 and not WebhookEndpoint.objects.exists()
    (refusal,) = answer.context["adminform"].form.errors["address"]
    assert "WEBHOOK_INSIDE" not in refusal, "who enters it is no administrator of the server"
    assert "WEBHOOK_INSIDE" in answer.content.decode(), "the page says whose matter it is"


def test_nobody_hears_by_a_webhook_what_somebody_mightier_may_see(cast):
    browser = browser_of(cast.staff["admin"])
    answer = browser.post(reverse(ADD), form_of(cast.staff["manager"]))
    assert answer.status_code == 200 and not WebhookEndpoint.objects.exists()
    endpoint = set_up_endpoint("CRM", "https://crm.example/", cast.staff["manager"])
    page = reverse("admin:notifications_webhookendpoint_change", args=[endpoint.pk])
    kept = form_of(cast.staff["manager"], name="CRM 2")
    assert browser.post(page, kept | {"address": endpoint.address}).status_code == 302
    assert browser.post(page, kept).status_code == 200, "but leads nowhere else"


def test_another_address_begins_anew(cast):
    endpoint = set_up_endpoint("CRM", "https://crm.example/", cast.staff["agent"])
    now = timezone.now()
    WebhookEndpoint.objects.update(failures=12, failing_since=now, next_at=now, is_active=False)
    page = reverse("admin:notifications_webhookendpoint_change", args=[endpoint.pk])
    browser_of(cast.staff["admin"]).post(page, form_of(cast.staff["agent"]))
    endpoint.refresh_from_db()
    assert (endpoint.failures, endpoint.failing_since, endpoint.next_at) == (0, None, None)
    assert endpoint.is_active


def test_a_delivery_is_looked_up_and_sent_again(cast):
    endpoint = set_up_endpoint("CRM", "https://crm.example/", cast.staff["agent"])
    queue_events(endpoint, 1, subject="/tickets/202603-00001/")
    WebhookDelivery.objects.update(
        state=DeliveryState.DEAD, ended_at=timezone.now(), status_code=500, answer="<b>boom</b>"
    )
    row = WebhookDelivery.objects.get()
    browser = browser_of(cast.staff["admin"])
    page = browser.get(reverse("admin:notifications_webhookdelivery_change", args=[row.pk]))
    shown = page.content.decode()
    assert "ticket.status_changed" in shown and "&lt;b&gt;boom" in shown
    assert "202603-00001" in browser.get(reverse(LOG)).content.decode()
    act = {"action": "replay", "_selected_action": [row.pk]}
    browser.post(reverse(LOG), act)
    assert states_of(endpoint) == [DeliveryState.PENDING]
    again = browser.post(reverse(LOG), act, follow=True).content.decode()
    assert "尚未结束" in again


def test_whoever_sets_it_up_is_proposed_as_its_owner(cast):
    browser = browser_of(cast.staff["admin"])
    page = browser.get(reverse(ADD))
    assert page.context["adminform"].form.initial["owner"] == cast.staff["admin"].pk
    without = form_of(cast.staff["agent"])
    del without["owner"]
    answer = browser.post(reverse(ADD), without)
    assert answer.context["adminform"].form.errors["owner"]
    assert not WebhookEndpoint.objects.exists()


def test_a_receiver_that_hears_nothing_says_so(cast):
    """Administrators see no tickets: what they own is told of none."""
    admin = cast.staff["admin"]
    assert not admin.has_perm("tickets.view_ticket")
    browser = browser_of(admin)
    told = browser.post(reverse(ADD), form_of(admin), follow=True).content.decode()
    assert "没有人会收到" in told
    endpoint = WebhookEndpoint.objects.get()
    make_secret(endpoint, by=admin, at=timezone.now())
    page = reverse("admin:notifications_webhookendpoint_change", args=[endpoint.pk])
    for address in (page, reverse(LIST)):
        assert "所有者看不到这些事件的任何内容" in browser.get(address).content.decode()
    browser.post(page, form_of(cast.staff["agent"], address=endpoint.address))
    shown = browser.get(page).content.decode()
    assert "所有者看不到" not in shown
    # Some of it: plans are not for agents.
    events = [EventType.TICKET_CLOSED, EventType.REPORT_ISSUED]
    changed = form_of(cast.staff["agent"], address=endpoint.address, events=events)
    told = browser.post(page, changed, follow=True).content.decode()
    assert "没有人会收到" in told and str(EventType.REPORT_ISSUED.label) in told
    User.objects.filter(pk=cast.staff["agent"].pk).update(is_active=False)
    assert "所有者的账号已停用" in browser.get(page).content.decode()


def test_lists_cost_as_much_with_three_rows_as_with_one(cast):
    browser = browser_of(cast.staff["admin"])
    counts = []
    for name in ("a", "b", "c"):
        queue_events(set_up_endpoint(name, "https://crm.example/", cast.staff["agent"]), 1)
        with CaptureQueriesContext(connection) as seen:
            browser.get(reverse(LIST))
            browser.get(reverse(LOG))
        counts.append(len(seen))
    assert counts[0] == counts[2]
