"""The outbox against a real mail server: nothing lost, nothing created twice, what fails is seen."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from notifications.actions import outbox, preferences, tell
from notifications.domain import timing, wording
from notifications.enums import Digest, OutboxState, Topic
from notifications.models import InboxItem, MessageTemplate, Outbox, Preference
from tests import smtp_sink
from tests.fixtures import browser_of, in_background, moment, small_cast, until, waiting

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
MONDAY = moment("2026-03-16 10:00")
NIGHT = moment("2026-03-16 22:30")


@pytest.fixture
def sink(settings):
    found, stop = smtp_sink.start()
    smtp_sink.point_at(settings, found)
    yield found
    stop()


def notice(user, key="k1", *, topic=Topic.ASSIGNED, at=MONDAY, is_urgent=True, **data):
    told = {"number": "202603-00001", "summary": "设备无法启动", "by": "王芳", **data}
    return tell.Notice(
        user, topic, key, "202603-00001 设备无法启动", "/tickets/202603-00001/", at, is_urgent, told
    )


def send_all(at):
    outbox.gather_digests(at=at)
    while outbox.deliver_due(at=at):
        pass


def states():
    return list(Outbox.objects.order_by("pk").values_list("state", flat=True))


def test_a_notice_reaches_inbox_and_mailbox_once_in_the_readers_language(cast, sink):
    chinese, english = cast.staff["engineer"], cast.staff["engineer2"]
    english.language = "en"
    english.save()
    for _again in range(2):
        tell.notify([notice(chinese), notice(english)])
    send_all(MONDAY)
    send_all(MONDAY + HOUR)
    assert InboxItem.objects.count() == 2
    mails = {mail["To"]: mail for mail in sink.took}
    assert len(sink.took) == 2
    text = mails["engineer@example.com"].get_payload(decode=True).decode()
    assert "王芳 将工单 202603-00001（设备无法启动）派给了您" in text
    assert "https://desk.example/tickets/202603-00001/" in text
    assert (
        "assigned ticket 202603-00001"
        in mails["engineer2@example.com"].get_payload(decode=True).decode()
    )
    assert mails["engineer@example.com"]["Auto-Submitted"] == "auto-generated"
    assert states() == [OutboxState.DONE, OutboxState.DONE]


def test_without_a_mail_server_everything_stays_in_the_inbox(cast):
    tell.notify([notice(cast.staff["engineer"])])
    assert (InboxItem.objects.count(), Outbox.objects.count()) == (1, 0)


def test_a_busy_server_is_tried_again_with_the_same_message_id(cast, sink):
    sink.script = lambda stage, address: "451 later" if stage == "rcpt" else "250 ok"
    tell.notify([notice(cast.staff["engineer"])])
    outbox.deliver_due(at=MONDAY)
    row = Outbox.objects.get()
    assert (row.state, row.attempts, row.lease_until) == (OutboxState.PENDING, 1, None)
    assert MONDAY + 8 * timedelta(seconds=1) < row.next_at < MONDAY + 12 * timedelta(seconds=1)
    assert "451" in row.error
    assert outbox.deliver_due(at=MONDAY) == 0, "not before its time"
    sink.script = lambda stage, address: "250 ok"
    outbox.deliver_due(at=row.next_at)
    row.refresh_from_db()
    assert (row.state, row.attempts, row.error) == (OutboxState.DONE, 2, "")
    assert sink.ids == [f"<{row.message_id}@example.com>"]


def test_a_refused_address_is_marked_and_left_alone(cast, sink):
    sink.script = lambda stage, address: "550 no such user" if stage == "rcpt" else "250 ok"
    person = cast.staff["engineer"]
    tell.notify([notice(person)])
    outbox.deliver_due(at=MONDAY)
    assert states() == [OutboxState.FAILED]
    assert "550 no such user" in Preference.objects.get(user=person).bounced_why
    tell.notify([notice(person, "k2")])
    assert (Outbox.objects.count(), InboxItem.objects.count()) == (1, 2)
    page = browser_of(person).get(reverse("notifications:settings"))
    assert "550 no such user" in page.content.decode()
    preferences.save_preference(
        person, mail_topics=[Topic.ASSIGNED], digest=Digest.NONE, quiet_from=None, quiet_until=None
    )
    tell.notify([notice(person, "k3")])
    assert Outbox.objects.count() == 2


def test_a_poison_message_is_given_up_after_its_attempts_and_can_be_sent_again(cast, sink):
    tell.notify([notice(cast.staff["engineer"]), notice(cast.staff["agent"])])
    MessageTemplate.objects.filter(topic=Topic.ASSIGNED).delete()
    at = MONDAY
    for _attempt in range(timing.MAX_ATTEMPTS + 3):
        at += timedelta(days=1)
        outbox.deliver_due(at=at)
    row = Outbox.objects.first()
    assert (row.state, row.attempts) == (OutboxState.DEAD, timing.MAX_ATTEMPTS)
    assert "KeyError" in row.error
    from notifications.actions import wordings

    wordings.seed_wordings()
    assert outbox.retry_messages(Outbox.objects.all(), by=cast.staff["admin"], at=at) == 2
    outbox.deliver_due(at=at)
    assert states() == [OutboxState.DONE] * 2
    assert len(sink.took) == 2


def test_a_process_that_died_while_sending_leaves_a_doubt_and_the_same_message(cast, sink):
    tell.notify([notice(cast.staff["engineer"])])
    (claimed,) = outbox.claim_due(MONDAY, 20)
    assert outbox.claim_due(MONDAY + outbox.LEASE, 20) == [], "the lease holds"
    outbox.deliver_due(at=MONDAY + outbox.LEASE + timedelta(seconds=1))
    row = Outbox.objects.get()
    assert (row.state, row.attempts, row.doubts) == (OutboxState.DONE, 2, 1)
    assert not outbox._mark_claimed(claimed, state=OutboxState.PENDING), (
        "the late one must not write over the outcome"
    )
    assert sink.ids == [f"<{claimed.message_id}@example.com>"]


def test_every_process_that_sends_it_dies(cast, sink):
    """Also then it ends: counted at the claim, not at the outcome."""
    tell.notify([notice(cast.staff["engineer"])])
    at = MONDAY
    for _death in range(timing.MAX_ATTEMPTS):
        assert len(outbox.claim_due(at, 20)) == 1
        at += outbox.LEASE + MINUTE
    assert outbox.claim_due(at, 20) == []
    row = Outbox.objects.get()
    assert (row.state, row.attempts, sink.took) == (OutboxState.DEAD, timing.MAX_ATTEMPTS, [])


def test_a_storm_travels_as_one_digest(cast, sink):
    person = cast.staff["supervisor"]
    tell.notify(
        notice(person, f"k{n}", topic=Topic.BREACH, kind="首次响应", due_at=MONDAY.isoformat())
        for n in range(tell.STORM + 1)
    )
    send_all(MONDAY)
    (mail,) = sink.took
    body = mail.get_payload(decode=True).decode()
    assert body.count("已超时：首次响应") == tell.STORM + 1
    assert InboxItem.objects.filter(user=person).count() == tell.STORM + 1
    assert sorted(set(states())) == [OutboxState.DONE, OutboxState.GATHERED]


def test_a_digest_leaves_at_its_hour_but_what_is_urgent_at_once(cast, sink):
    person = cast.staff["engineer"]
    preferences.save_preference(
        person, mail_topics=Topic.values, digest=Digest.HOURLY, quiet_from=None, quiet_until=None
    )
    at = moment("2026-03-16 10:20")
    tell.notify(
        [
            notice(person, "a", at=at, is_urgent=False),
            notice(person, "b", at=at, is_urgent=False),
            notice(person, "c", at=at),
        ]
    )
    send_all(at)
    assert len(sink.took) == 1
    send_all(moment("2026-03-16 10:59"))
    assert len(sink.took) == 1
    send_all(moment("2026-03-16 11:00"))
    assert len(sink.took) == 2
    assert sink.took[1].get_payload(decode=True).decode().count("\n- ") == 2


@pytest.mark.parametrize(
    ("is_urgent", "quiet", "expected"),
    [
        (True, (time(22), time(7)), "2026-03-16 22:30"),
        (False, None, "2026-03-17 09:00"),
        (False, (time(22), time(10, 30)), "2026-03-17 10:30"),
        (False, (time(8), time(19)), "2026-03-17 09:00"),
    ],
)
def test_quiet_hours_and_the_hours_of_the_desk(cast, sink, is_urgent, quiet, expected):
    """The last case leaves no hour of the desk at all: then it is the desk that counts."""
    person = cast.staff["engineer"]
    begin, end = quiet or (None, None)
    preferences.save_preference(
        person, mail_topics=Topic.values, digest=Digest.NONE, quiet_from=begin, quiet_until=end
    )
    tell.notify([notice(person, at=NIGHT, is_urgent=is_urgent)])
    assert InboxItem.objects.get().shown_from == Outbox.objects.get().next_at == moment(expected)


def test_topics_that_are_not_wanted_by_mail(cast, sink):
    person = cast.staff["engineer"]
    preferences.save_preference(
        person, mail_topics=[Topic.BREACH], digest=Digest.NONE, quiet_from=None, quiet_until=None
    )
    tell.notify([notice(person)])
    assert (InboxItem.objects.count(), Outbox.objects.count()) == (1, 0)


def test_the_settings_page_keeps_what_was_typed_and_names_the_field(cast):
    browser: Client = browser_of(cast.staff["agent"])
    page = reverse("notifications:settings")
    answer = browser.post(
        page, {"mail_topics": ["breach"], "digest": "daily", "quiet_from": "22:00"}
    )
    assert answer.status_code == 422
    assert "22:00" in answer.content.decode()
    answer = browser.post(
        page,
        {
            "mail_topics": ["breach"],
            "digest": "daily",
            "quiet_from": "22:00",
            "quiet_until": "07:00",
        },
    )
    assert answer.status_code == 302
    stored = Preference.objects.get(user=cast.staff["agent"])
    assert (stored.mail_topics, stored.digest, stored.quiet_from, stored.quiet_until) == (
        ["breach"],
        "daily",
        time(22),
        time(7),
    )


def test_a_message_whose_sender_died_does_not_starve_behind_fresh_ones(cast, sink):
    tell.notify([notice(cast.staff["engineer"])])
    outbox.claim_due(MONDAY, 20)
    at = MONDAY + outbox.LEASE + MINUTE
    tell.notify([notice(cast.staff["agent"], f"fresh{n}", at=at) for n in range(3)])
    assert [row.user for row in outbox.claim_due(at, 20)] == [cast.staff["engineer"]]


def test_a_missing_wording_does_not_hold_up_everybodys_digest(cast, sink):
    person = cast.staff["engineer"]
    preferences.save_preference(
        person, mail_topics=Topic.values, digest=Digest.HOURLY, quiet_from=None, quiet_until=None
    )
    tell.notify([notice(person, is_urgent=False)])
    MessageTemplate.objects.filter(topic=Topic.ASSIGNED).delete()
    send_all(MONDAY + HOUR)
    (mail,) = sink.took
    assert (
        "- 202603-00001" not in mail.as_string()
        and "设备无法启动" in mail.get_payload(decode=True).decode()
    )


def test_nobody_who_left_is_mailed(cast, sink):
    person = cast.staff["engineer"]
    tell.notify([notice(person)])
    person.is_active = False
    person.save()
    send_all(MONDAY)
    assert (sink.took, states()) == ([], [OutboxState.FAILED])


@pytest.mark.django_db(transaction=True)
def test_two_refusals_of_one_person_do_not_wait_for_each_other(transactional_db):
    """Both hold a message of theirs and want the person's settings."""
    person = small_cast().staff["agent"]
    Preference.objects.create(user=person)
    for n in range(2):
        Outbox.objects.create(
            channel="mail",
            topic=Topic.ALARM,
            user=person,
            dedupe_key=f"k{n}",
            created_at=MONDAY,
            next_at=MONDAY,
        )
    (one,), (two,) = outbox.claim_due(MONDAY, 1), outbox.claim_due(MONDAY, 1)
    holder = connection.copy()
    holder.set_autocommit(False)
    with holder.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM notifications_preference WHERE user_id = %s FOR UPDATE", [person.pk]
        )
    waits = [
        in_background(lambda row=row: outbox._mark_refused(row, "550 no", MONDAY))
        for row in (one, two)
    ]
    until(lambda: len(waiting()) == 2, "both wait")
    holder.rollback()
    holder.close()
    for result in waits:
        result()
    assert states() == [OutboxState.FAILED] * 2


# --- wording ------------------------------------------------------------------------------------------------------


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


@pytest.mark.parametrize(
    ("text", "topic", "unknown"),
    [
        ("{name} {number}", Topic.ASSIGNED, []),
        ("{due}", Topic.ASSIGNED, ["{due}"]),
        ("{due}", Topic.BREACH, []),
        ("{name", Topic.BREACH, ["{"]),
        ("{}", Topic.BREACH, ["{}"]),
    ],
)
def test_variables_of_a_topic(text, topic, unknown):
    assert wording.unknown_variables(text, topic) == unknown


def test_filling_reaches_nothing_but_the_variables():
    assert wording.fill_variables("{a} {b.c} {0} {d!r}", {"a": "x", "b": object()}) == "x   "


def test_a_subject_is_one_line(cast, sink):
    tell.notify([notice(cast.staff["engineer"], summary="一\r\nBcc: all@example.com")])
    send_all(MONDAY)
    (mail,) = sink.took
    assert mail["Bcc"] is None


# --- administration -----------------------------------------------------------------------------------------------


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


def test_a_digest_of_a_day_leaves_in_the_morning():
    from core.domain.worktime import ALWAYS

    at = timing.digest_at
    assert at(moment("2026-03-16 08:00"), Digest.DAILY, ALWAYS) == moment("2026-03-16 09:00")
    assert at(moment("2026-03-16 09:00:00"), Digest.DAILY, ALWAYS) == moment("2026-03-16 09:00")
    assert at(moment("2026-03-16 09:01"), Digest.DAILY, ALWAYS) == moment("2026-03-17 09:00")


def test_the_back_off_grows_and_spreads():
    waits = [timing.next_attempt(MONDAY, n, salt=5) - MONDAY for n in range(1, timing.MAX_ATTEMPTS)]
    assert waits == sorted(waits)
    assert len({timing.next_attempt(MONDAY, 3, salt=n) for n in range(21)}) == 21
