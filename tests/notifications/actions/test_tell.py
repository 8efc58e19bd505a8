"""Something is said once: in the inbox, and by mail to those who want it, at an hour that suits."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from notifications.actions import preferences, tell
from notifications.enums import Digest, OutboxState, Topic
from notifications.models import InboxItem, Outbox
from tests.factories.notices import MONDAY, notice, send_all, states
from tests.fixtures import moment

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
NIGHT = moment("2026-03-16 22:30")


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
    assert "https://desk.example/" in text
    assert (
        "assigned ticket 202603-00001"
        in mails["engineer2@example.com"].get_payload(decode=True).decode()
    )
    assert mails["engineer@example.com"]["Auto-Submitted"] == "auto-generated"
    assert states() == [OutboxState.DONE, OutboxState.DONE]


def test_without_a_mail_server_everything_stays_in_the_inbox(cast):
    tell.notify([notice(cast.staff["engineer"])])
    assert (InboxItem.objects.count(), Outbox.objects.count()) == (1, 0)


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
