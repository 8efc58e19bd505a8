"""FLT-02 on the ways into group chats and to phones: `kill -9` at every step. None is lost; a repeat is what was in flight."""

from __future__ import annotations

from collections import Counter

import pytest

from core.clock import database_now
from notifications.actions.letters import queue_letters
from notifications.enums import ChannelName, Topic
from notifications.models import ChatGroup, GroupMessage, Outbox
from tests.factories.customer_channels import set_up_sms
from tests.factories.letters import letter
from tests.faults.processes import Nursery, database_clock, lease_in
from tests.fixtures import reported, until
from tests.support.provider_server import providers_running
from tests.support.robot_server import SECRET, robots_running
from tickets.record.models import DeskRule

pytestmark = pytest.mark.django_db(transaction=True)
LINES, LETTERS, WORKERS = 30, 40, 3


def test_a_chat_hears_of_every_matter_whoever_dies(cast, processes):
    with robots_running() as robots:
        processes.environment["ROBOT_HOSTS"] = "127.0.0.1"
        group = ChatGroup(name="运维群", kind="feishu")
        group.address, group.secret = robots.url("feishu"), SECRET
        group.save()
        GroupMessage.objects.bulk_create(
            GroupMessage(
                group=group,
                topic=Topic.BREACH,
                key=f"k{n}",
                data={"number": f"202603-{n:05d}", "summary": "停机", "path": "/"},
                created_at=database_now(),
            )
            for n in range(LINES)
        )
        with database_clock(processes, lease_in(3)):
            workers = Nursery(processes, "ring_dying", WORKERS)
            unsent = GroupMessage.objects.filter(sent_at__isnull=True)
            until(lambda: not unsent.exists(), "all is said", patience=120)
            kills = workers.kills
            workers.end()
        said = Counter(
            n for text in robots.said["feishu"] for n in range(LINES) if _number(n) in text
        )

    assert kills >= WORKERS, "they died on the way"
    assert set(said) == set(range(LINES)), "none is lost"
    assert sum(said.values()) - LINES <= 2 * kills, "a repeat is what was in flight: two lines"
    assert not GroupMessage.objects.filter(failed_at__isnull=False).exists()


def _number(n: int) -> str:
    return f"202603-{n:05d}"


def test_a_phone_gets_every_message_whoever_dies(cast, processes):
    with providers_running() as providers:
        processes.environment["ALIYUN_SMS_URL"] = providers.address
        set_up_sms()
        DeskRule.objects.update(sends_receipts=False)
        ticket = reported(cast, database_now())
        numbers = [f"1380000{n:04d}" for n in range(LETTERS)]
        queue_letters(
            letter(ticket, number, channel=ChannelName.SMS, address=number) for number in numbers
        )
        with database_clock(processes, lease_in(3)):
            workers = Nursery(processes, "send_dying", WORKERS)
            unsent = Outbox.objects.exclude(state="done")
            until(lambda: not unsent.exists(), "all is sent", patience=120)
            kills = workers.kills
            workers.end()
        got = Counter(text["to"] for text in providers.texts)
        by_id = Counter(text["id"] for text in providers.texts)

    assert kills >= WORKERS, "they died on the way"
    assert set(got) == set(numbers), "none is lost"
    assert sum(got.values()) - LETTERS <= kills
    doubted = {
        str(key) for key in Outbox.objects.filter(doubts__gt=0).values_list("message_id", flat=True)
    }
    assert {key for key, count in by_id.items() if count > 1} <= doubted, (
        "every repeat was in doubt"
    )
