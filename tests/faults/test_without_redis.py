"""FLT-06: Redis is killed and comes back empty, freezes, or is full. Pages answer, the log-in throttle limits, nothing is lost."""

import os
import signal
from collections import Counter

import pytest
import redis

from core.clock import database_now
from notifications.models import Outbox
from tests.faults.desk import message_id, messages, states
from tests.faults.processes import Visitor, cookies_of
from tests.fixtures import until
from tests.processes import OwnRedis, Web
from tests.support.worker import is_handled, reconcile
from tickets.record.models import Ticket

pytestmark = pytest.mark.django_db(transaction=True)

MESSAGES, ROUNDS = 300, 5
"""Seconds that a page may take while Redis does not answer."""
UNHEARD = "the queue does not answer"
"""What the log says of a ring that nobody heard."""


@pytest.fixture
def own_redis(processes):
    """A Redis that only this test breaks."""
    found = OwnRedis(processes)
    found.start()
    return found


class Desk:
    """A web server with an agent who registers and a supervisor who assigns, which rings for the message to the assignee."""

    def __init__(self, processes, cast):
        self.processes, self.agent, self.engineer = (
            processes,
            Web(processes, cast.staff["agent"]),
            cast.staff["engineer"],
        )
        self.server = processes.running[-1]
        self.supervisor = Visitor(self.agent, cookies_of(cast.staff["supervisor"]))

    def a_ticket(self):
        """Registers, looks at the list, assigns; each answer is that of a good day. The ticket's number."""
        number = self.agent.register()
        assert self.agent.ask("GET", "/tickets/?view=unassigned").status == 200
        answer = self.supervisor.form(f"/tickets/{number}/do/assign/", assignee=self.engineer.pk)
        assert (answer.status, answer.headers["Location"]) == (302, f"/tickets/{number}/"), (
            answer.text[:2000]
        )
        assert self.agent.ask("GET", f"/tickets/{number}/").status == 200
        return number

    @property
    def unheard(self):
        return self.processes.log_of(self.server).count(UNHEARD)

    def is_locked_out(self):
        """Five wrong passwords, then the door stays shut, as the database remembers."""
        stranger = Visitor(self.agent)
        tries = [
            stranger.form("/accounts/login/", username="agent", password=f"wrong {n}").status
            for n in range(6)
        ]
        assert tries[:4] == [200] * 4
        return tries[-1] == 429


def messages_to_engineer():
    return Outbox.objects.filter(topic="assigned")


def test_killed_and_back_empty_loses_nothing(cast, processes, sink, own_redis):
    processes.mail_to(sink)
    desk, worker, beat = Desk(processes, cast), processes.worker(), processes.beat()
    messages(cast.staff["agent"], 1, at=database_now(), key="before")
    until(lambda: states() == {"done": 1}, "with Redis everything goes")
    processes.kill(worker)
    server = redis.Redis.from_url(own_redis.url)
    until(lambda: server.llen("celery") >= 3, "rings wait in Redis for a worker")

    own_redis.kill()
    worker = processes.worker()
    messages(cast.staff["agent"], MESSAGES, at=database_now())
    numbers = [desk.a_ticket() for _round in range(ROUNDS)]
    assert len(set(numbers)) == desk.unheard == ROUNDS
    assert desk.is_locked_out()
    assert Outbox.objects.filter(state="pending").count() == MESSAGES + ROUNDS, (
        "nobody rings while Redis is away"
    )

    own_redis.start()
    assert server.llen("celery") + server.hlen("unacked") < 3, (
        "control: what only Redis knew is gone"
    )
    come_due()
    until(
        lambda: not Outbox.objects.filter(state="pending", next_at__lte=database_now()).exists(),
        "all is sent",
        patience=90,
    )
    met = list(Ticket.objects.filter(number__in=numbers))
    until(lambda: is_handled(met), "every limit is looked at", patience=90)
    reconcile(met)
    done = {
        message_id(row) for row in Outbox.objects.filter(state="done")
    }  # asked before the sink: the desk goes on meanwhile
    assert len(done) >= MESSAGES + ROUNDS + 1
    arrived = Counter(sink.ids)
    assert done <= set(arrived) <= set(map(message_id, Outbox.objects.all())), (
        "none lost, none made up"
    )
    assert set(arrived.values()) == {1}, "each once"
    assert worker.poll() is beat.poll() is None, "the same processes went on"


def come_due():
    """What would wait for the desk to open."""
    Outbox.objects.filter(state="pending").update(next_at=database_now())


def test_a_frozen_redis_does_not_freeze_pages(cast, processes, sink, own_redis):
    """It takes connections and never answers, which is worse than being away."""
    processes.mail_to(sink)
    desk = Desk(processes, cast)
    desk.a_ticket()
    os.kill(own_redis.process.pid, signal.SIGSTOP)
    try:
        desk.a_ticket()
    finally:
        os.kill(own_redis.process.pid, signal.SIGCONT)
    assert (messages_to_engineer().count(), desk.unheard) == (2, 1)


def test_a_full_redis_refuses_rings_and_pages_go_on(cast, processes, sink, own_redis):
    """Out of memory or out of disk, Redis answers with an error; the ticket has been committed by then."""
    processes.mail_to(sink)
    desk = Desk(processes, cast)
    redis.Redis.from_url(own_redis.url).config_set("maxmemory", "1")
    desk.a_ticket()
    assert (messages_to_engineer().count(), desk.unheard) == (1, 1)
