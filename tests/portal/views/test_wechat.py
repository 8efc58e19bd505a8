"""Who reads the customer's page in WeChat gets messages there, after a click and a word of WeChat."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.models import AuditEntry
from customers.models import Contact
from notifications.models import CustomerChannel
from portal.actions import links
from tests.factories.customer_channels import providers, set_up_wechat
from tests.fixtures import browser_of, reported
from tests.support.all_rows import changed_tables, digests_of_tables
from tests.support.provider_server import FOLLOWER
from tickets.record.models import Communication

__all__ = ["providers"]
pytestmark = pytest.mark.django_db
PHONE = {"User-Agent": "Mozilla/5.0 (Linux; Android 14) MicroMessenger/8.0.49 Language/zh_CN"}


@pytest.fixture
def ticket(cast):
    return reported(cast, timezone.now() - timedelta(hours=2))


@pytest.fixture
def path(ticket):
    return links.make_link(ticket.number, timezone.now())


def get(path, headers=PHONE):
    return Client(headers=headers).get(path)


def test_it_is_offered_in_wechat_alone_and_only_where_it_works(path, providers):
    assert "绑定微信" not in get(path).content.decode()
    set_up_wechat()
    assert "绑定微信" in get(path).content.decode()
    assert "绑定微信" not in get(path, headers={}).content.decode()
    outside = get(f"{path}wechat/", headers={})
    assert outside.status_code == 302 and outside["Location"] == path


def test_the_way_there_and_back_binds_the_contact(ticket, path, providers):
    set_up_wechat()
    there = get(f"{path}wechat/?lang=zh-hans")
    assert there["Location"].startswith("https://open.weixin.qq.com/connect/oauth2/authorize?")
    assert there["Referrer-Policy"] == "no-referrer"
    providers.codes["code-1"] = FOLLOWER
    back = get(f"{path}wechat/?lang=zh-hans&code=code-1&state=case")
    assert back.status_code == 302
    page = get(back["Location"]).content.decode()
    assert "绑定成功" in page and "绑定微信" not in page
    assert Contact.objects.get(pk=ticket.contact_id).wechat_id == FOLLOWER
    note = Communication.objects.get(ticket=ticket, body__contains="微信")
    assert note.by is None and note.visibility == "internal"
    assert AuditEntry.objects.filter(action="wechat_bound").count() == 1


def test_a_link_that_was_passed_on_takes_over_nothing(ticket, path, providers):
    set_up_wechat()
    Contact.objects.filter(pk=ticket.contact_id).update(wechat_id="oTheFirst")
    providers.codes["code-1"] = FOLLOWER
    answer = get(f"{path}wechat/?code=code-1")
    assert answer.status_code == 422 and "已绑定其他微信号" in answer.content.decode()
    assert Contact.objects.get(pk=ticket.contact_id).wechat_id == "oTheFirst"


@pytest.mark.parametrize("fault", ["old code", "nobody answers", "nonsense", "secret"])
def test_what_wechat_does_not_say_is_told(ticket, path, providers, settings, fault):
    channel = set_up_wechat()
    if fault == "nobody answers":
        settings.WECHAT_URL = "http://127.0.0.1:9"
    if fault == "nonsense":
        providers.script["/sns/oauth2/access_token"] = (200, {"openid": "x" * 65})
    if fault == "secret":
        channel.secret = "wrong"
        channel.save()
    answer = get(f"{path}wechat/?code=code-9")
    assert answer.status_code == 422 and "请重试" in answer.content.decode()
    assert Contact.objects.get(pk=ticket.contact_id).wechat_id == ""


def test_looking_changes_nothing(ticket, path, providers):
    set_up_wechat()
    before = digests_of_tables()
    for address in (f"{path}wechat/", f"{path}wechat/?code=guessed"):
        get(address)
    assert not changed_tables(before)


def test_a_channel_that_was_switched_off_just_now_leads_back(path, providers):
    set_up_wechat()
    get(path)
    CustomerChannel.objects.update(is_active=False)
    assert get(f"{path}wechat/")["Location"] == path


def test_the_desk_ends_it(cast, ticket):
    contact = ticket.contact
    browser = browser_of(cast.staff["supervisor"])
    address = reverse("customers:edit_contact", args=[ticket.customer.code, contact.pk])
    assert "解除微信绑定" not in browser.get(address).content.decode()
    Contact.objects.filter(pk=contact.pk).update(wechat_id=FOLLOWER)
    assert "解除微信绑定" in browser.get(address).content.decode()
    browser.post(address, {"language": "zh-hans", "ends_wechat": "on"})
    assert Contact.objects.get(pk=contact.pk).wechat_id == ""
