"""Group chats: each matter rings once for all its readers, at the pace of the chat, and a silence is told."""

from __future__ import annotations

from datetime import timedelta

import pytest

from notifications.actions import groups, tell
from notifications.actions.group_lines import forget_rings
from notifications.actions.pausing import pause_outbox
from notifications.enums import RobotKind, Topic
from notifications.models import ChatGroup, GroupMessage, GroupRule, InboxItem
from tests.factories.notices import MONDAY, notice
from tests.support.robot_server import SECRET, robots_running
from tests.support.scripted_server import cut_short, falsely_packed

pytestmark = pytest.mark.django_db
KINDS = RobotKind.values
MINUTE = timedelta(minutes=1)


@pytest.fixture
def robots(settings):
    settings.ROBOT_HOSTS = ["127.0.0.1"]
    settings.SITE_URL = "https://desk.example"
    with robots_running() as found:
        yield found


@pytest.fixture(autouse=True)
def _look_again():
    forget_rings()
    yield
    forget_rings()


def group_of(robots, kind, *topics, secret=SECRET):
    group = ChatGroup(name=f"{kind} 群", kind=kind)
    group.address, group.secret = robots.url(kind), secret
    group.save()
    for topic in topics:
        GroupRule.objects.create(group=group, topic=topic)
    forget_rings()
    return group


def breach(user, key="k1", **data):
    return notice(user, key, topic=Topic.BREACH, kind="首次响应", **data)


@pytest.mark.parametrize("kind", KINDS)
def test_a_matter_rings_once_for_all_who_are_told(cast, robots, kind):
    group_of(robots, kind, Topic.BREACH)
    people = [cast.staff[name] for name in ("supervisor", "manager", "engineer")]
    tell.notify([breach(person) for person in people])
    tell.notify([notice(people[0], "other", topic=Topic.ASSIGNED)])
    assert groups.ring_groups(MONDAY) == 1
    (said,) = robots.said[kind]
    assert said.count("202603-00001") == 1 and "https://desk.example/" in said
    tell.notify([breach(cast.staff["agent"])])
    assert groups.ring_groups(MONDAY + MINUTE) == 0, "the same matter"


@pytest.mark.parametrize("kind", KINDS)
def test_many_become_one_message_at_the_pace_of_the_chat(cast, robots, kind):
    group_of(robots, kind, Topic.BREACH)
    tell.notify(
        [breach(cast.staff["manager"], f"k{n}", number=f"202603-{n:05d}") for n in range(120)]
    )
    assert groups.ring_groups(MONDAY) == 1
    assert groups.ring_groups(MONDAY + timedelta(milliseconds=500)) == 0, "not so fast"
    for n in range(1, 30):
        groups.ring_groups(MONDAY + n * MINUTE)
    said = "\n".join(robots.said[kind])
    assert all(f"202603-{n:05d}" in said for n in range(120))
    assert len(robots.said[kind]) <= 6
    assert not GroupMessage.objects.filter(sent_at__isnull=True).exists()


@pytest.mark.parametrize(
    ("kind", "answer", "silence"),
    [
        ("dingtalk", (200, {"errcode": 130101, "errmsg": "send too fast"}), 10 * MINUTE),
        ("feishu", (200, {"code": 11232, "msg": "frequency limited"}), MINUTE),
        ("wecom", (429, {}), MINUTE),
    ],
)
def test_a_robot_that_had_too_much_is_left_alone_for_a_while(cast, robots, kind, answer, silence):
    group_of(robots, kind, Topic.BREACH)
    tell.notify([breach(cast.staff["manager"])])
    robots.script = lambda _kind: answer
    assert groups.ring_groups(MONDAY) == 0
    robots.script = lambda _kind: None
    assert groups.ring_groups(MONDAY + silence - timedelta(seconds=1)) == 0
    assert robots.asked == 1
    assert groups.ring_groups(MONDAY + silence) == 1
    assert len(robots.said[kind]) == 1


@pytest.mark.parametrize(
    "answer", [(500, {}), (200, b"<html>"), (200, b"x" * 200_000), (302, b""), (200, b"")]
)
def test_an_answer_that_says_nothing_is_tried_again(cast, robots, answer):
    group_of(robots, "wecom", Topic.BREACH)
    tell.notify([breach(cast.staff["manager"])])
    robots.script = lambda _kind: answer
    groups.ring_groups(MONDAY)
    robots.script = lambda _kind: None
    assert groups.ring_groups(MONDAY + MINUTE) == 1


@pytest.mark.parametrize("kind", ["dingtalk", "feishu"])
def test_a_wrong_secret_is_told_to_the_administrators_once_a_day(cast, robots, kind):
    group = group_of(robots, kind, Topic.BREACH, secret="SECwrong")
    for n in range(3):
        tell.notify([breach(cast.staff["manager"], f"k{n}")])
        groups.ring_groups(MONDAY + n * timedelta(hours=1))
    group.refresh_from_db()
    assert "sign" in group.error
    (told,) = InboxItem.objects.filter(topic=Topic.ALARM, user=cast.staff["admin"])
    assert group.name in told.subject and "sign" in told.subject
    assert GroupMessage.objects.filter(failed_at__isnull=False).count() == 3


def test_a_robot_that_never_answers_is_given_up_and_told(cast, robots):
    group = group_of(robots, "wecom", Topic.BREACH)
    tell.notify([breach(cast.staff["manager"])])
    robots.script = lambda _kind: (500, {})
    at = MONDAY
    for _day in range(groups.GIVEN_UP_AFTER):
        groups.ring_groups(at)
        at += timedelta(days=1)
    assert GroupMessage.objects.get().failed_at is not None
    assert InboxItem.objects.filter(topic=Topic.ALARM, subject__contains=group.name).exists()
    asked = robots.asked
    assert groups.ring_groups(at) == 0 and robots.asked == asked


def test_an_address_elsewhere_is_never_asked(cast, robots, settings):
    group_of(robots, "wecom", Topic.BREACH)
    settings.ROBOT_HOSTS = ["qyapi.weixin.qq.com"]
    tell.notify([breach(cast.staff["manager"])])
    groups.ring_groups(MONDAY)
    assert robots.asked == 0


def test_contact_data_in_what_people_typed_stay_in_the_desk(cast, robots):
    group_of(robots, "wecom", Topic.BREACH)
    tell.notify([breach(cast.staff["manager"], summary="请回电 13812345678，a.b@customer.example")])
    groups.ring_groups(MONDAY)
    assert "13812345678" not in robots.said["wecom"][0] and "a.b@" not in robots.said["wecom"][0]


def test_nothing_rings_in_a_group_that_is_off_or_after_a_restore(cast, robots):
    group = group_of(robots, "wecom", Topic.BREACH)
    tell.notify([breach(cast.staff["manager"])])
    pause_outbox(restored_from="backup", at=MONDAY)
    assert groups.ring_groups(MONDAY) == 0
    ChatGroup.objects.filter(pk=group.pk).update(is_active=False)
    forget_rings()
    tell.notify([breach(cast.staff["manager"], "k2")])
    assert GroupMessage.objects.count() == 1


def test_two_workers_do_not_write_twice(cast, robots):
    group = group_of(robots, "wecom", Topic.BREACH)
    tell.notify([breach(cast.staff["manager"])])
    assert groups._claim_group(group.pk, MONDAY) is not None
    assert groups.ring_groups(MONDAY) == 0, "the lease holds"
    assert groups.ring_groups(MONDAY + groups.LEASE + MINUTE) == 1


def test_the_tables_hold_neither_address_nor_secret(robots):
    group = group_of(robots, "dingtalk")
    kept = str(ChatGroup.objects.filter(pk=group.pk).values())
    assert SECRET not in kept and robots.address not in kept
    assert ChatGroup.objects.get(pk=group.pk).address == robots.url("dingtalk")


def test_a_test_says_whether_it_arrived(cast, robots):
    admin = cast.staff["admin"]
    group = group_of(robots, "feishu")
    assert groups.send_test(group, by=admin, at=MONDAY) == ""
    assert str(admin) in robots.said["feishu"][0]
    group.secret = "SECwrong"
    assert "19021" in groups.send_test(group, by=admin, at=MONDAY)


def test_a_group_whose_address_nobody_can_read_stops_no_other(cast, robots):
    broken = group_of(robots, "feishu", Topic.BREACH)
    ChatGroup.objects.filter(pk=broken.pk).update(sealed_address="k1.gone.token")
    group_of(robots, "wecom", Topic.BREACH)
    tell.notify([breach(cast.staff["manager"])])
    assert groups.ring_groups(MONDAY) == 1
    broken.refresh_from_db()
    assert broken.error and len(robots.said["wecom"]) == 1


@pytest.mark.parametrize("body", [cut_short, falsely_packed], ids=["cut short", "badly packed"])
def test_a_chat_that_answers_badly_silences_no_other_chat(cast, robots, body):
    for kind in ("dingtalk", "wecom"):
        group_of(robots, kind, Topic.BREACH)
    tell.notify([breach(cast.staff["manager"])])
    robots.script = lambda kind: (200, body) if kind == "dingtalk" else None
    assert groups.ring_groups(MONDAY) == 1
    assert len(robots.said["wecom"]) == 1
    bad = ChatGroup.objects.get(kind="dingtalk")
    assert (bad.failures, bad.lease_until) == (1, None) and bad.error
    robots.script = lambda _kind: None
    assert groups.ring_groups(MONDAY + MINUTE) == 1


def test_a_message_that_cannot_be_worded_silences_no_other_chat(cast, robots):
    first = group_of(robots, "wecom", Topic.BREACH)
    group_of(robots, "feishu", Topic.BREACH)
    tell.notify([breach(cast.staff["manager"])])
    GroupMessage.objects.filter(group=first).update(data=[])
    assert groups.ring_groups(MONDAY) == 1
    first.refresh_from_db()
    assert first.failures == 1 and first.error and robots.said["feishu"]


def test_who_is_rung_too_often_for_hours_is_somebodys_to_look_at(cast, robots):
    group_of(robots, "wecom", Topic.BREACH)
    tell.notify([breach(cast.staff["manager"])])
    robots.script = lambda _kind: (200, {"errcode": 45009, "errmsg": "api freq out of limit"})
    groups.ring_groups(MONDAY)
    assert not InboxItem.objects.filter(topic=Topic.ALARM).exists()
    groups.ring_groups(MONDAY + timedelta(hours=3))
    assert InboxItem.objects.filter(topic=Topic.ALARM, user=cast.staff["admin"]).exists()
    assert GroupMessage.objects.filter(sent_at__isnull=True, failed_at__isnull=True).exists()


@pytest.mark.parametrize("kind", KINDS)
def test_a_storm_in_chinese_fits_every_chat(cast, robots, kind):
    group_of(robots, kind, Topic.BREACH)
    summary = "空压机主机运行时出现异响并伴随“排气温度过高”报警，产线已停机等待处理" * 3
    tell.notify(
        [
            breach(cast.staff["manager"], f"k{n}", number=f"2026-{n}", summary=summary)
            for n in range(60)
        ]
    )
    for n in range(40):
        groups.ring_groups(MONDAY + n * MINUTE)
    assert not GroupMessage.objects.filter(sent_at__isnull=True).exists()
    assert not GroupMessage.objects.filter(failed_at__isnull=False).exists()
