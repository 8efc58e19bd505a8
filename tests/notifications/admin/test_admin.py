"""Wordings and messages in the administration."""

from __future__ import annotations

from django.urls import reverse

from core.models import AuditEntry
from notifications.actions import tell
from notifications.enums import OutboxState, Topic
from notifications.models import ChatGroup, CustomerChannel, MessageTemplate, Outbox
from tests.factories.customer_channels import providers
from tests.factories.notices import MONDAY, notice, states
from tests.fixtures import browser_of
from tests.support.provider_server import ACCOUNT
from tests.support.provider_server import SECRET as SMS_SECRET
from tests.support.robot_server import SECRET, robots_running

__all__ = ["providers"]


def test_unknown_variables_are_refused_by_name(cast):
    template = MessageTemplate.objects.get(topic=Topic.ASSIGNED)
    template.body_en = "Hello {nmae}, {by.password} and a loose { brace"
    browser = browser_of(cast.staff["admin"])
    url = reverse("admin:notifications_messagetemplate_change", args=[template.pk])
    sent = {
        name: getattr(template, name) for name in ("subject_zh", "body_zh", "subject_en", "body_en")
    }
    answer = browser.post(url, sent)
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "{nmae}" in text
    assert "{by.password}" in text
    assert "{number}" in text
    template.refresh_from_db()
    assert "nmae" not in template.body_en
    answer = browser.post(url, {**sent, "body_en": "Hello {name}"})
    assert answer.status_code == 302


def test_the_administrator_sends_a_dead_message_again(cast, sink):
    tell.notify([notice(cast.staff["engineer"])])
    Outbox.objects.update(state=OutboxState.DEAD, attempts=8, ended_at=MONDAY)
    browser = browser_of(cast.staff["admin"])
    url = reverse("admin:notifications_outbox_changelist")
    assert (
        "202603-00001" not in browser_of(cast.staff["agent"]).get(url, follow=True).content.decode()
    )
    answer = browser.post(
        url, {"action": "send_again", "_selected_action": [Outbox.objects.get().pk]}, follow=True
    )
    assert answer.status_code == 200
    assert states() == [OutboxState.PENDING]


def test_a_chat_group_is_set_up_and_tested_and_its_address_never_shown(cast, settings):
    settings.ROBOT_HOSTS = ["127.0.0.1"]
    browser = browser_of(cast.staff["admin"])
    path = reverse("admin:notifications_chatgroup_add")
    rules = {
        "rules-TOTAL_FORMS": "1",
        "rules-INITIAL_FORMS": "0",
        "rules-0-topic": Topic.BREACH,
    }
    form = {"name": "值班群", "kind": "dingtalk", "language": "zh-hans", "is_active": "on", **rules}
    refused = browser.post(path, {**form, "address": "https://evil.example/hook"})
    assert refused.status_code == 200 and not ChatGroup.objects.exists()
    with robots_running() as robots:
        sent = {**form, "address": robots.url("dingtalk"), "secret": SECRET}
        assert browser.post(path, sent).status_code == 302
        group = ChatGroup.objects.get()
        page = browser.get(reverse("admin:notifications_chatgroup_change", args=[group.pk]))
        assert robots.address not in page.content.decode() and SECRET not in page.content.decode()
        listed = reverse("admin:notifications_chatgroup_changelist")
        act = {"action": "send_test", "_selected_action": [group.pk]}
        answer = browser.post(listed, act, follow=True)
        assert "值班群：测试消息已送达" in answer.content.decode()
        assert len(robots.said["dingtalk"]) == 1
    answer = browser.post(listed, act, follow=True)
    assert "值班群：" in answer.content.decode() and "已送达" not in answer.content.decode()
    assert AuditEntry.objects.filter(action="group_tested").count() == 2
    kept = {**form, "name": "夜班群", "address": "", "secret": "", "rules-TOTAL_FORMS": "0"}
    browser.post(reverse("admin:notifications_chatgroup_change", args=[group.pk]), kept)
    again = ChatGroup.objects.get()
    assert (again.name, again.secret) == ("夜班群", SECRET)


def channel_form(**fields):
    form = {"is_active": "on", "templates-TOTAL_FORMS": "2", "templates-INITIAL_FORMS": "0"}
    for n, topic in enumerate((Topic.RECEIPT, Topic.LETTER)):
        form |= {
            f"templates-{n}-topic": topic,
            f"templates-{n}-language": "zh-hans",
            f"templates-{n}-code": f"SMS_{n + 1}",
            f"templates-{n}-parameters": "number = {number}",
        }
    return {**form, **fields}


def test_a_channel_to_customers_is_set_up_and_tested(cast, providers):
    browser = browser_of(cast.staff["admin"])
    path = reverse("admin:notifications_customerchannel_add")
    whole = channel_form(
        provider="aliyun",
        account=ACCOUNT,
        secret=SMS_SECRET,
        signature="华启",
        tests_go_to="13800000001",
    )
    for name in ("account", "secret", "signature"):
        answer = browser.post(path, {**whole, name: ""})
        assert "该服务商必须填写此项" in answer.content.decode(), name
    refused = browser.post(path, {**whole, "templates-1-parameters": "x = {nmae}"})
    assert "{nmae}" in refused.content.decode()
    refused = browser.post(path, {**whole, "templates-1-parameters": "number"})
    assert "“number”格式不对" in refused.content.decode()
    assert not CustomerChannel.objects.exists()

    assert browser.post(path, whole).status_code == 302
    channel = CustomerChannel.objects.get()
    page = reverse("admin:notifications_customerchannel_change", args=[channel.pk])
    assert SMS_SECRET not in browser.get(page).content.decode()
    twice = browser.post(path, channel_form(provider="log"))
    assert "已有同类渠道" in twice.content.decode()
    listed = reverse("admin:notifications_customerchannel_changelist")
    act = {"action": "send_test", "_selected_action": [channel.pk]}
    assert "已被服务商接收" in browser.post(listed, act, follow=True).content.decode()
    (text,) = providers.texts
    assert text["to"] == "13800000001" and text["number"].startswith("TEST")
