"""The outbox against a real mail server: nothing lost, nothing created twice, what fails is seen."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

from notifications.actions import outbox, preferences, tell
from notifications.domain import timing
from notifications.enums import Digest, OutboxState, Topic
from notifications.models import InboxItem, MessageTemplate, Outbox, Preference
from tests.factories.notices import MONDAY, notice, send_all, states
from tests.fixtures import browser_of, in_background, moment, small_cast, until, waiting

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


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


def test_an_address_that_a_server_quotes_is_masked_where_others_read_it(cast, sink):
    sink.script = lambda stage, address: f"550 {address} is full" if stage == "rcpt" else "250 ok"
    person = cast.staff["engineer"]
    tell.notify([notice(person)])
    outbox.deliver_due(at=MONDAY)
    whole = person.email
    masked = f"{whole[0]}***@{whole.partition('@')[2]}"
    why = Preference.objects.get(user=person).bounced_why
    assert masked in why and masked in Outbox.objects.get().error
    assert whole not in why + Outbox.objects.get().error


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


def test_a_subject_is_one_line(cast, sink):
    tell.notify([notice(cast.staff["engineer"], summary="一\r\nBcc: all@example.com")])
    send_all(MONDAY)
    (mail,) = sink.took
    assert mail["Bcc"] is None
