"""FLT-05: two beats, none, and two of everything with kills. Beat only rings: doubling it doubles nothing but load."""

import signal
from datetime import timedelta

import pytest

from core.clock import database_now
from core.models import JobRun
from notifications.models import InboxItem, Outbox
from operations.queries import health
from tests import smtp_sink
from tests.faults.desk import message_id, raised, states, told
from tests.faults.processes import database_clock, lease_in
from tests.faults.stage import taken
from tests.fixtures import until
from tests.support.worker import is_handled, late_tickets, raised_of, reconcile

pytestmark = pytest.mark.django_db(transaction=True)

SWEEP, SEND = "sweep the clocks", "send the outbox"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def mailing(settings, sink):
    """The test and the processes it starts mail to the sink."""
    smtp_sink.point_at(settings, sink)
    settings.DEFAULT_FROM_EMAIL = "aftersales@localhost"
    return sink


def settled(tickets):
    """All limits looked at, all mails sent."""
    Outbox.objects.filter(state="pending").update(
        next_at=database_now()
    )  # whatever would wait for the desk to open
    return is_handled(tickets) and not Outbox.objects.filter(state="pending").exists()


def what_is_there(tickets):
    """All that was raised, told, noticed and mailed of tickets, with how often."""
    mails = Outbox.objects.filter(data__number__in=[ticket.number for ticket in tickets])
    items = InboxItem.objects.filter(path__in=[f"/tickets/{ticket.number}/" for ticket in tickets])
    return sorted(items.values_list("topic", "user__username", "data__step")), sorted(
        mails.values_list("topic", "user__username", "data__step", "state", "attempts")
    )


def test_two_beats_leave_what_one_leaves(cast, processes, mailing):
    processes.mail_to(mailing)
    worker, first = processes.worker(), processes.beat()
    with_one = late_tickets(cast, 3)
    until(lambda: settled(with_one), "one beat")
    second = processes.beat()
    until(lambda: processes.rings_of(SWEEP, second) >= 1, "the second beat rings")
    before = processes.rings_of(SWEEP, first), processes.rings_of(SWEEP, second)
    with_two = late_tickets(cast, 3)
    until(lambda: settled(with_two), "two beats")
    until(
        lambda: (
            min(
                processes.rings_of(SWEEP, first) - before[0],
                processes.rings_of(SWEEP, second) - before[1],
            )
            >= 2
        ),
        "both have rung",
    )
    assert processes.runs_of("tickets.sweep_clocks", worker) >= sum(before), (
        "the worker ran for each of them"
    )
    reconcile([*with_one, *with_two])
    assert what_is_there(with_one) == what_is_there(with_two)
    assert all(what_is_there(with_two)), "there were notices and mails to double"
    done = Outbox.objects.filter(state="done")
    assert sorted(mailing.ids) == sorted(map(message_id, done)), "each once"


def test_without_beat_readiness_tells_it(cast, processes):
    worker, beat = processes.worker(), processes.beat()
    until(
        lambda: health.silence_check(database_now()).state == "ok", "beat rings, the worker sweeps"
    )
    processes.kill(beat)
    in_a_while = database_now() + 4 * MINUTE
    assert health.silence_check(in_a_while).state == "late", (
        "red after three minutes without a sweep"
    )
    assert not health.is_ready(health.readiness_checks(in_a_while))
    assert worker.poll() is None, "though the worker lives"
    last = JobRun.objects.get(pk="tickets.sweep_clocks").done_at
    processes.beat()
    until(
        lambda: JobRun.objects.get(pk="tickets.sweep_clocks").done_at > last,
        "and green again with a beat",
    )
    assert health.silence_check(database_now()).state == "ok"


def test_two_workers_and_two_beats_with_kills_leave_what_one_of_each_would(
    cast, processes, mailing, dice
):
    processes.mail_to(mailing)
    with database_clock(processes, lease_in(3)):
        running = {
            processes.worker: [processes.worker(), processes.worker()],
            processes.beat: [processes.beat(), processes.beat()],
        }
        tickets, kills = late_tickets(cast, 2), 0
        until(lambda: settled(tickets), "they have begun")
        for make, pair in [*running.items()] * 3:
            fresh = late_tickets(cast, 4)
            tickets += fresh
            until(
                lambda fresh=fresh: any(raised_of(fresh).values()), "the fresh ones are looked at"
            )
            victim = dice.randrange(2)
            kills += processes.kill(pair[victim]) == -signal.SIGKILL
            pair[victim] = make()
        until(lambda: settled(tickets), "everything is done in the end")
    assert kills == 6
    reconcile(tickets)
    assert set(raised().values()) == set(told("escalated").values()) == {1}
    done = Outbox.objects.filter(state="done")
    assert set(taken(mailing)) == set(map(message_id, done)), "lost none"
    assert taken(mailing).total() - done.count() <= kills
    assert set(states()) == {"done"}
