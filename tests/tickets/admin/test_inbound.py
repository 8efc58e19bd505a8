"""Sources of events in the administration: set up, given a secret; kept events tried again."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from core.models import AuditEntry
from tests.factories.inbound import send_event, set_up_source
from tests.fixtures import browser_of
from tickets.inbound.enums import EventState
from tickets.inbound.models import InboundEvent, InboundSource
from tickets.record.models import Ticket

pytestmark = pytest.mark.django_db

ADD = "admin:tickets_inboundsource_add"
EVENTS = "admin:tickets_inboundevent_changelist"


def form_of(cast: Any, **more: Any) -> dict[str, Any]:
    return {
        "name": "监控",
        "code": "monitor",
        "owner": cast.staff["agent"].pk,
        "channel": cast.channels["邮件"].pk,
        "customer": next(iter(cast.customers.values())).code,
        "prefix": "mon:",
        "fields": "{}",
        "events_per_minute": "120",
        "is_active": "on",
        **more,
    }


def test_a_source_is_set_up_gets_a_secret_and_reports(cast: Any) -> None:
    browser = browser_of(cast.staff["admin"])
    answer = browser.post(reverse(ADD), form_of(cast), follow=True)
    source = InboundSource.objects.get()
    assert "签名密钥" in answer.content.decode(), "nothing is taken before"
    page = reverse("admin:tickets_inboundsource_secret", args=[source.pk])
    assert "whsec_" not in browser.get(page).content.decode()
    secret = re.search(r"whsec_[A-Za-z0-9+/=]+", browser.post(page).content.decode())[0]
    change = reverse("admin:tickets_inboundsource_change", args=[source.pk])
    shown = browser.get(change).content.decode()
    assert "/api/v1/inbound/monitor/" in shown and secret not in shown
    assert send_event(source, "e-1", {"summary": "a"}, secret=secret).status_code == 201
    assert Ticket.objects.get().channel == cast.channels["邮件"]
    assert browser.post(change, form_of(cast, name="监控二")).status_code == 302
    assert InboundSource.objects.get().customer is not None


@pytest.mark.parametrize(
    ("fault", "word"),
    [
        ({"fields": '{"colour": "a.b"}'}, "colour"),
        ({"fields": "["}, "JSON"),
        ({"code": "a b"}, "code"),
        ({"customer": "C999999"}, "customer"),
        ({"events_per_minute": "0"}, "events_per_minute"),
    ],
)
def test_what_does_not_fit_is_refused(cast: Any, fault: dict[str, str], word: str) -> None:
    answer = browser_of(cast.staff["admin"]).post(reverse(ADD), form_of(cast, **fault))
    assert answer.status_code == 200 and not InboundSource.objects.exists()
    assert word in answer.content.decode()


def test_nobody_acts_by_a_webhook_as_somebody_mightier(cast: Any) -> None:
    browser = browser_of(cast.staff["admin"])
    mighty = form_of(cast, owner=cast.staff["manager"].pk)
    assert browser.post(reverse(ADD), mighty).status_code == 200
    assert not InboundSource.objects.exists()
    source = set_up_source("monitor", cast.staff["manager"])
    change = reverse("admin:tickets_inboundsource_change", args=[source.pk])
    assert browser.post(change, mighty).status_code == 302, "who it is already may stay"


def test_a_kept_event_is_looked_at_without_its_people_and_tried_again(cast: Any) -> None:
    source = set_up_source("monitor", cast.staff["supervisor"])
    send_event(source, "e-1", {"title": "温度过高 13812345678", "other": 1})
    send_event(source, "e-2", {"nothing": "<b>"})
    first, second = InboundEvent.objects.order_by("pk")
    browser = browser_of(cast.staff["admin"])
    page = reverse("admin:tickets_inboundevent_change", args=[first.pk])
    shown = browser.get(page).content.decode()
    assert "温度过高" in shown and "13812345678" not in shown
    listed = browser.get(reverse(EVENTS)).content.decode()
    assert "$.title" in listed
    act = {"action": "try_again", "_selected_action": [first.pk, second.pk]}
    browser.post(reverse(EVENTS), act)
    assert not Ticket.objects.exists()
    InboundSource.objects.update(fields={"summary": "title"})
    browser.post(reverse(EVENTS), act)
    states = InboundEvent.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == [EventState.DONE, EventState.KEPT]
    assert Ticket.objects.get().summary == "温度过高 13812345678"
    act = {"action": "set_aside", "_selected_action": [second.pk]}
    browser.post(reverse(EVENTS), act)
    assert list(states.all()) == [EventState.DONE, EventState.SET_ASIDE]
    assert AuditEntry.objects.filter(action="events_retried").count() == 1


def test_lists_cost_as_much_with_three_rows_as_with_one(cast: Any) -> None:
    browser = browser_of(cast.staff["admin"])
    counts = []
    for code in ("a", "b", "c"):
        send_event(set_up_source(code, cast.staff["supervisor"]), "e", {"summary": "a"})
        with CaptureQueriesContext(connection) as seen:
            browser.get(reverse("admin:tickets_inboundsource_changelist"))
            browser.get(reverse(EVENTS))
        counts.append(len(seen))
    assert counts[0] == counts[2]


def test_a_source_that_can_do_nothing_says_so(cast: Any) -> None:
    browser = browser_of(cast.staff["admin"])
    proposed = browser.get(reverse(ADD)).context["adminform"].form.initial["owner"]
    assert proposed == cast.staff["admin"].pk
    source = set_up_source("monitor", cast.staff["agent"])
    page = reverse("admin:tickets_inboundsource_change", args=[source.pk])
    assert "正在接收事件" in browser.get(page).content.decode()
    InboundSource.objects.update(owner=cast.staff["admin"])
    assert "无权登记工单" in browser.get(page).content.decode()
    InboundSource.objects.update(owner=cast.staff["agent"])
    User.objects.filter(pk=cast.staff["agent"].pk).update(is_active=False)
    assert "账号已停用" in browser.get(page).content.decode()
