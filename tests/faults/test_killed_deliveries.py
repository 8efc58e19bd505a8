"""FLT-02: `kill -9` while messages are sent. None is lost; a repeat is one that was in flight, and carries the same Message-ID."""

import pytest

from core.clock import database_now
from notifications.models import Outbox
from tests.faults.desk import message_id, messages, states
from tests.faults.processes import Nursery, database_clock, in_steps, lease_in
from tests.faults.stage import Stage, taken
from tests.fixtures import until

pytestmark = pytest.mark.django_db(transaction=True)

MESSAGES, SENDERS, KILLS = 400, 3, 24


def test_killed_senders_lose_nothing_and_repeat_only_what_was_in_flight(
    cast, processes, sink, dice
):
    rows = messages(cast.staff["agent"], MESSAGES, at=database_now())
    processes.mail_to(sink)
    with database_clock(processes, lease_in(3)):
        stage = Stage(sink, "data")
        senders = Nursery(processes, "deliver", SENDERS)
        with stage:
            senders.kill(*senders.at_work)
        for _step in in_steps(lambda: len(sink.took), total=MESSAGES, steps=KILLS):
            senders.kill_any(dice)
        until(lambda: states() == {"done": MESSAGES}, "everything is sent in the end", patience=90)
        senders.end()

    kills = senders.kills
    assert kills == SENDERS + KILLS
    found = taken(sink)
    assert set(found) == {message_id(row) for row in rows}, "lost none, invented none"
    repeats = sum(found.values()) - MESSAGES
    assert 1 <= repeats <= kills, (
        "each process has one message in flight, and one was surely taken when its sender died"
    )
    doubted = dict(Outbox.objects.filter(doubts__gt=0).values_list("message_id", "doubts"))
    assert {f"<{key}@localhost>" for key in doubted} >= {
        key for key, count in found.items() if count > 1
    }, "every repeat was in doubt"


def test_control_who_marks_first_and_sends_then_loses_what_was_in_flight(cast, processes, sink):
    rows = messages(cast.staff["agent"], 40, at=database_now())
    processes.mail_to(sink)
    with database_clock(processes, lease_in(3)):
        stage = Stage(sink, "rcpt")
        sender = Nursery(processes, "deliver_marking_first", 1)
        with stage:
            sender.kill(*sender.at_work)
        until(
            lambda: states() == {"done": len(rows)}, "all of them are marked as sent", patience=90
        )
        until(lambda: len(taken(sink)) == len(rows) - 1, "and one of them never was")
        sender.end()
    assert sender.kills == 1
