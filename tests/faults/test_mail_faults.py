"""FLT-15: the mail server is away, hangs, says not now, says never, takes a mail and dies. And no page waits for it."""

from datetime import timedelta

import pytest

from accounts.models import User
from core.clock import database_now
from local_services.postgres import free_port
from notifications.actions import outbox, tell
from notifications.actions.tell import Notice
from notifications.domain.timing import BACK_OFF
from notifications.enums import Topic
from notifications.models import Outbox, Preference
from tests import smtp_sink
from tests.faults.desk import message_id, messages, states
from tests.faults.stage import Stage
from tests.fixtures import until
from tests.processes import Web
from tickets.record.models import Ticket

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
HOST = "example.com"


@pytest.fixture
def mailing(settings, sink):
    """This process mails to the sink, and is patient for a moment only."""
    smtp_sink.point_at(settings, sink)
    settings.EMAIL_TIMEOUT = 0.2
    return sink


def waits(row):
    """Attempts so far, whether it waits about as long as the table of waits says, and the error."""
    row.refresh_from_db()
    wait = (row.next_at - row.created_at) / BACK_OFF[row.attempts - 1]
    return (
        row.state,
        row.attempts,
        0.89 <= wait <= 1.15,
        row.lease_until,
        row.error.partition(":")[0],
    )


def one_message(cast):
    return messages(cast.staff["agent"], 1, at=database_now())[0]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("away", "Postponed"),
        ("rcpt hang", "Postponed"),
        ("data hang", "Postponed"),
        ("rcpt drop", "Postponed"),
        ("rcpt 451 4.7.1 greylisted", "Postponed"),
        ("data 451 4.3.0 disk full", "Postponed"),
        ("rcpt 451 4.0.0 \x00", "Postponed"),
    ],
)
def test_what_is_not_final_waits_and_is_sent_when_the_server_is_well(
    cast, mailing, settings, fault, error
):
    """Pending with back-off, nobody's address is blamed, and the next attempt brings it, once."""
    row = one_message(cast)
    when, _is, reply = fault.partition(" ")
    mailing.script = lambda stage, _address: reply if stage == when else "250 ok"
    settings.EMAIL_PORT = free_port() if fault == "away" else mailing.port
    assert outbox.deliver_due(row.created_at) == 1
    assert waits(row) == ("pending", 1, True, None, error)
    assert not Preference.objects.exclude(bounced_at=None).exists()
    assert outbox.deliver_due(row.created_at + 5 * SECOND) == 0, "not before its time"

    settings.EMAIL_PORT, mailing.script = mailing.port, lambda _stage, _address: "250 ok"
    assert outbox.deliver_due(row.next_at) == 1
    assert states() == {"done": 1}
    assert mailing.ids == [message_id(row, HOST)]


@pytest.mark.django_db
def test_waits_grow_until_the_message_is_given_up_in_sight_of_the_administrator(cast, mailing):
    row = one_message(cast)
    mailing.script = lambda _stage, _address: "451 not now"
    at, seen = row.created_at, []
    for _attempt in range(len(BACK_OFF)):
        outbox.deliver_due(at)
        row.refresh_from_db()
        seen.append((row.next_at - at) / SECOND)
        at = row.next_at
    assert row.state == "pending"
    outbox.deliver_due(at)
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("dead", len(BACK_OFF) + 1)
    assert row.ended_at - at < SECOND
    assert seen == sorted(seen)
    assert sum(seen) == pytest.approx(sum(wait / SECOND for wait in BACK_OFF), rel=0.11), (
        "for about half a day"
    )


@pytest.mark.django_db
def test_taken_but_not_acknowledged_is_in_doubt_and_comes_again_with_the_same_id(cast, mailing):
    row = one_message(cast)
    mailing.script = lambda stage, _address: "drop" if stage == "data" else "250 ok"
    outbox.deliver_due(row.created_at)
    assert waits(row) == ("pending", 1, True, None, "Postponed")
    mailing.script = lambda _stage, _address: "250 ok"
    outbox.deliver_due(row.next_at)
    assert states() == {"done": 1}
    assert mailing.ids == [message_id(row, HOST)] * 2


@pytest.mark.django_db
@pytest.mark.parametrize("stage_of_refusal", ["rcpt", "data"])
def test_a_refused_address_is_marked_and_gets_nothing_more(cast, mailing, stage_of_refusal):
    gone, here = cast.staff["engineer"], cast.staff["agent"]
    at = database_now()
    first, *behind = messages(gone, 3, at=at, key="gone")
    good = messages(here, 3, at=at + SECOND, key="good")
    asked = []

    def answer(stage, address):
        asked.append((stage, address))
        return (
            "550 no such user" if (stage, address) == (stage_of_refusal, gone.email) else "250 ok"
        )

    mailing.script = answer
    outbox.deliver_due(at + SECOND)
    first.refresh_from_db()
    wish = Preference.objects.get(user=gone)
    assert first.state == "failed"
    assert first.ended_at == wish.bounced_at < at + MINUTE
    assert "550 no such user" in first.error
    assert "550 no such user" in wish.bounced_why
    assert asked.count((stage_of_refusal, gone.email)) == 1, (
        "the server is asked once, not for each message that was already written"
    )
    assert set(
        Outbox.objects.filter(pk__in=[row.pk for row in behind]).values_list("state", flat=True)
    ) == {"failed"}
    assert mailing.ids == [message_id(row, HOST) for row in good], "the others do not suffer"

    def tell_both(key):
        tell.notify(
            Notice(person, Topic.ALARM, key, "x", "/", at, is_urgent=True)
            for person in (gone, here)
        )
        return set(
            Outbox.objects.filter(dedupe_key__startswith=f"mail:{key}:").values_list(
                "user__username", flat=True
            )
        )

    assert tell_both("later") == {"agent"}, "nothing more is written for the refused address"
    outbox.retry_messages([first], by=cast.staff["admin"], at=at + MINUTE)
    mailing.script = lambda _stage, _address: "250 ok"
    outbox.deliver_due(at + MINUTE)
    first.refresh_from_db()
    assert first.state == "done"
    assert tell_both("after") == {"agent", "engineer"}


@pytest.mark.django_db
def test_a_message_to_somebody_without_address_is_not_said_to_be_sent(cast, mailing):
    """The address was taken away between writing and sending."""
    row = one_message(cast)
    User.objects.filter(pk=row.user_id).update(email="")
    outbox.deliver_due(row.created_at)
    row.refresh_from_db()
    assert mailing.took == []
    assert row.state == "failed"


@pytest.mark.django_db
def test_a_message_of_a_channel_that_this_release_does_not_know_holds_nobody_up(cast, mailing):
    """As after going back to the release before a channel came (FLT-23)."""
    at = database_now()
    (unknown,) = messages(cast.staff["agent"], 1, at=at, key="unknown")
    Outbox.objects.filter(pk=unknown.pk).update(channel="pigeon")
    good = messages(cast.staff["agent"], 3, at=at + SECOND, key="good")
    outbox.deliver_due(at + SECOND)
    assert mailing.ids == [message_id(row, HOST) for row in good]
    unknown.refresh_from_db()
    assert unknown.state == "pending"


# --- pages --------------------------------------------------------------------------------------------------------

TRIES = 12


@pytest.mark.django_db(transaction=True)
def test_no_page_waits_for_a_mail_server_that_hangs(cast, processes, sink):
    """The page that writes the message ends while the only worker hangs in the mail server; nothing is lost."""
    processes.mail_to(sink)
    web = Web(processes, cast.staff["agent"])
    web.register()
    stage = Stage(sink, "data")
    processes.worker(), processes.beat()
    waiting = [row.pk for row in messages(cast.staff["engineer"], 3, at=database_now())]
    with stage:
        for _try in range(TRIES):
            web.register()
        assert not sink.took, "every page ended while the worker hung in the mail server"
    until(
        lambda: Outbox.objects.filter(pk__in=waiting, state="done").count() == 3,
        "all is sent when the server goes on",
        patience=90,
    )
    assert Ticket.objects.count() == 1 + TRIES
