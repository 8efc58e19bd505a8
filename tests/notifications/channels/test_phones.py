"""Text messages and WeChat: what arrives, what is tried again, what goes another way, who is told."""

from __future__ import annotations

from datetime import timedelta

import pytest

from notifications.actions import outbox
from notifications.enums import ChannelName, OutboxState, Provider, Topic
from notifications.models import CustomerChannel, InboxItem, Outbox, ProviderTemplate
from tests.factories.customer_channels import providers, set_up_sms, set_up_wechat
from tests.factories.letters import PHONE, queue
from tests.factories.notices import MONDAY
from tests.fixtures import reported
from tests.support.provider_server import FOLLOWER

__all__ = ["providers"]
pytestmark = pytest.mark.django_db
SEND = "/cgi-bin/message/template/send"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def ticket(cast):
    return reported(cast, MONDAY)


def state_of(row):
    row.refresh_from_db()
    return row.state


def test_a_text_message_holds_number_and_link_and_nothing_that_was_written(ticket, providers):
    set_up_sms()
    row = queue(ticket, ChannelName.SMS, PHONE)
    outbox.deliver_due(at=MONDAY)
    (text,) = providers.texts
    assert (text["to"], text["sign"], text["number"]) == ("13800000001", "华启售后", ticket.number)
    assert text["path"].startswith("c/") and text["id"] == str(row.message_id)
    assert "保密" not in str(text) and state_of(row) == OutboxState.DONE


def test_a_card_of_wechat_leads_to_the_case_and_fits(ticket, providers):
    set_up_wechat()
    row = queue(ticket, ChannelName.WECHAT, FOLLOWER)
    outbox.deliver_due(at=MONDAY)
    (card,) = providers.cards
    assert card["url"].startswith("https://desk.example/c/")
    assert card["data"]["character_string1"]["value"] == ticket.number
    assert len(card["data"]["thing2"]["value"]) == 20
    assert state_of(row) == OutboxState.DONE


def test_one_token_serves_a_batch_and_an_old_one_is_fetched_anew(ticket, providers):
    set_up_wechat()
    for n in range(5):
        queue(ticket, ChannelName.WECHAT, FOLLOWER, str(n))
    outbox.deliver_due(at=MONDAY)
    assert (len(providers.cards), providers.tokens_given) == (5, 1)

    from notifications.channels import CHANNELS
    from notifications.channels.wechat import WechatLine

    with CHANNELS["wechat"].open() as line:
        assert isinstance(line, WechatLine)
        line.token = "an old one"
        rows = [queue(ticket, ChannelName.WECHAT, FOLLOWER, "old")]
        line.send(outbox._make_parcel(rows[0], outbox.wordings.templates_by_topic(), MONDAY))
    assert len(providers.cards) == 6 and providers.tokens_given == 2


@pytest.mark.parametrize(
    ("channel", "address", "path", "answer"),
    [
        (ChannelName.SMS, PHONE, "/", (200, {"Code": "isv.BUSINESS_LIMIT_CONTROL"})),
        (ChannelName.SMS, PHONE, "/", (500, b"<html>")),
        (ChannelName.SMS, PHONE, "/", (200, b"")),
        (ChannelName.SMS, PHONE, "/", (302, {})),
        (ChannelName.WECHAT, FOLLOWER, SEND, (200, {"errcode": -1})),
        (ChannelName.WECHAT, FOLLOWER, SEND, (200, {"errcode": 45009})),
        (ChannelName.WECHAT, FOLLOWER, SEND, (200, b"x" * 200_000)),
        (ChannelName.WECHAT, FOLLOWER, "/cgi-bin/stable_token", (503, {})),
    ],
)
def test_what_is_not_taken_now_is_tried_again(ticket, providers, channel, address, path, answer):
    set_up_sms()
    set_up_wechat()
    row = queue(ticket, channel, address)
    providers.script[path] = answer
    outbox.deliver_due(at=MONDAY)
    assert state_of(row) == OutboxState.PENDING and row.error
    assert "13800000001" not in row.error
    del providers.script[path]
    outbox.deliver_due(at=MONDAY + MINUTE)
    assert state_of(row) == OutboxState.DONE
    assert len(providers.texts + providers.cards) == 1


@pytest.mark.parametrize(
    ("channel", "address", "why"),
    [
        (ChannelName.SMS, "010-62345678", "no number"),
        (ChannelName.WECHAT, "oStranger", "43004"),
    ],
)
def test_a_receiver_whom_nothing_reaches_is_no_fault_of_the_channel(
    ticket, providers, channel, address, why
):
    set_up_sms()
    set_up_wechat()
    row = queue(ticket, channel, address)
    outbox.deliver_due(at=MONDAY)
    assert state_of(row) == OutboxState.FAILED and why in row.error
    assert not InboxItem.objects.filter(topic=Topic.ALARM).exists()


@pytest.mark.parametrize("fault", ["secret", "template", "off", "nonsense", "lost key"])
def test_a_channel_that_does_not_work_is_told_to_the_administrators_once(
    cast, ticket, providers, fault
):
    channel = set_up_sms()
    if fault == "secret":
        channel.secret = "wrong"
        channel.save()
    if fault == "template":
        ProviderTemplate.objects.update(code="SMS_9")
    if fault == "off":
        CustomerChannel.objects.update(is_active=False)
    if fault == "nonsense":
        ProviderTemplate.objects.update(parameters="number")
    if fault == "lost key":
        CustomerChannel.objects.update(sealed_secret="k1.gone.token")
    rows = [queue(ticket, ChannelName.SMS, PHONE, str(n)) for n in range(3)]
    outbox.deliver_due(at=MONDAY)
    assert {state_of(row) for row in rows} == {OutboxState.FAILED}
    (told,) = InboxItem.objects.filter(topic=Topic.ALARM, user=cast.staff["admin"])
    assert "短信" in told.subject and not providers.texts


def test_a_host_that_is_not_allowed_is_never_asked(ticket, providers, settings):
    set_up_sms()
    settings.PROVIDER_HOSTS = ["dysmsapi.aliyuncs.com"]
    row = queue(ticket, ChannelName.SMS, PHONE)
    outbox.deliver_due(at=MONDAY)
    assert state_of(row) == OutboxState.FAILED and not providers.nonces


def test_the_log_says_that_there_was_one_and_not_what(ticket, providers, caplog):
    set_up_sms(Provider.LOG)
    row = queue(ticket, ChannelName.SMS, PHONE)
    with caplog.at_level("INFO", logger="notifications.channels.sms"):
        outbox.deliver_due(at=MONDAY)
    assert state_of(row) == OutboxState.DONE
    (line,) = [one.getMessage() for one in caplog.records if one.name.endswith("sms")]
    assert "letter" in line and "13800000001" not in line and "/c/" not in line


def test_the_tables_hold_no_secret(providers):
    set_up_sms()
    assert "aliyun-secret" not in str(list(CustomerChannel.objects.values()))
    assert Outbox.objects.count() == 0
