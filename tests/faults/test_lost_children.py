"""FLT-04: the pool child of a worker dies while it works, and messages that cannot be sent or kill who sends them."""

import os
import signal

import pytest
import redis
from django.conf import settings

from accounts.models import User
from core.clock import database_now
from core.later import enqueue
from notifications.actions import outbox
from notifications.domain.timing import MAX_ATTEMPTS
from notifications.models import MessageTemplate, Outbox
from tests.faults.desk import message_id, messages, states
from tests.faults.processes import Nursery, children_of, database_clock, lease_in
from tests.faults.stage import Stage
from tests.fixtures import table_held, until
from tests.support.worker import is_handled, late_tickets, reconcile
from tickets.limits.models import Escalation

pytestmark = pytest.mark.django_db(transaction=True)

SWEEP = "tickets.sweep_clocks"


def kill_child_of(worker):
    (child,) = children_of(worker.pid)
    os.kill(child, signal.SIGKILL)
    until(lambda: child not in children_of(worker.pid), "the child is dead")


def queued():
    """What Redis still knows of: tasks that wait, and tasks that somebody has taken."""
    server = redis.Redis.from_url(settings.REDIS_URL)
    return server.llen("celery") + server.hlen("unacked")


def lose_a_child_in_the_middle(processes, worker):
    """One ring, no beat; the child dies before its first escalation is written."""
    with table_held("tickets_escalation") as who_waits:
        enqueue(SWEEP)
        until(who_waits, "the worker's child stands in the middle of its sweep")
        kill_child_of(worker)
        until(lambda: "WorkerLostError" in processes.log_of(worker), "the worker has noticed")
    assert worker.poll() is None


def test_one_ring_is_enough_though_the_child_dies(cast, processes):
    late, worker = late_tickets(cast, 3), processes.worker()
    lose_a_child_in_the_middle(processes, worker)
    until(lambda: is_handled(late), "the next child does it without another ring")
    until(lambda: queued() == 0, "nothing is left in the queue")
    assert processes.runs_of(SWEEP, worker) >= 2
    reconcile(late)


def test_control_without_rejecting_the_ring_is_lost_with_the_child(cast, processes):
    late_tickets(cast, 3)
    worker = processes.worker(app="tests.faults.lax")
    lose_a_child_in_the_middle(processes, worker)
    until(lambda: queued() == 0, "the queue has forgotten it")
    assert processes.runs_of(SWEEP, worker) == 1
    assert not Escalation.objects.exists(), "only the next ring of beat would help"


def test_a_message_whose_sender_dies_is_sent_again_with_the_same_id(cast, processes, sink):
    processes.mail_to(sink)
    stage = Stage(sink, "data")
    with database_clock(processes, lease_in(3)):
        worker, _beat = processes.worker(), processes.beat()
        (row,) = messages(cast.staff["agent"], 1, at=database_now())
        with stage:
            kill_child_of(worker)
        until(lambda: states() == {"done": 1}, "it is sent in the end")
    row.refresh_from_db()
    assert sink.ids == [message_id(row)] * 2
    assert (row.attempts, row.doubts) == (2, 1)


# --- poison -------------------------------------------------------------------------------------------------------


def come_due():
    """The wait after a failed attempt is over."""
    Outbox.objects.filter(state="pending").update(next_at=database_now())


def is_dead(row):
    come_due()
    row.refresh_from_db()
    return row.state == "dead"


def test_a_message_without_words_is_tried_eight_times_and_holds_nobody_up(cast, processes, sink):
    words = MessageTemplate.objects.get(topic="decided")
    words.delete()
    (poison,) = messages(
        cast.staff["engineer"], 1, at=database_now(), topic="decided", key="poison"
    )
    processes.mail_to(sink)
    sender = Nursery(processes, "deliver", 1)
    good = [row for n in range(MAX_ATTEMPTS) for row in after_attempt(n, poison, cast)]
    until(lambda: is_dead(poison), "it is given up")
    until(lambda: states() == {"dead": 1, "done": len(good)}, "the others are sent")
    assert (poison.attempts, poison.doubts) == (MAX_ATTEMPTS, 0)
    assert "KeyError" in poison.error
    assert sorted(sink.ids) == sorted(message_id(row) for row in good), "each of them once"
    assert set(Outbox.objects.filter(state="done").values_list("attempts", flat=True)) == {1}, (
        "and at the first attempt"
    )

    words.save(force_insert=True)
    assert outbox.retry_messages([poison], by=cast.staff["admin"], at=database_now()) == 1
    until(lambda: states() == {"done": len(good) + 1}, "the retry button brings it back")
    assert sink.ids[-1] == message_id(poison)
    sender.end()


def after_attempt(n, poison, cast):
    """Five good messages after so many attempts at the bad one; they are sent before the next."""
    until(
        lambda: Outbox.objects.filter(pk=poison.pk, attempts__gt=n).exists() or come_due(),
        f"attempt {n + 1}",
    )
    good = messages(cast.staff["agent"], 5, at=database_now(), key=f"good {n}")
    until(
        lambda: (
            not Outbox.objects.filter(pk__in=[row.pk for row in good], state="pending").exists()
        ),
        "good ones are sent",
    )
    return good


def test_a_message_that_kills_its_senders_is_given_up_and_takes_nobody_along(cast, processes, sink):
    """As when its text is more than the memory: whoever takes it in hand dies. Those behind it in the batch must not pay for it."""
    bad = User.objects.create_user("bad", "bad@example.com")
    (poison,) = messages(bad, 1, at=database_now(), key="poison")
    good = messages(cast.staff["agent"], 30, at=database_now(), key="good")
    deaths = []

    def answer(stage, address):
        if stage == "rcpt" and address == bad.email:
            (pid,) = sender.at_work
            os.kill(pid, signal.SIGKILL)
            deaths.append(pid)
        return "250 ok"

    processes.mail_to(sink)
    with database_clock(processes, lease_in(1)):
        sender = Nursery(processes, "deliver", 1)
        sink.script = answer
        until(lambda: not Outbox.objects.filter(state="pending").exists(), "all are settled")
        sender.end()
    poison.refresh_from_db()
    assert (poison.state, poison.attempts, len(deaths)) == ("dead", MAX_ATTEMPTS, MAX_ATTEMPTS)
    assert states() == {"dead": 1, "done": len(good)}
    assert sorted(sink.ids) == sorted(message_id(row) for row in good)
