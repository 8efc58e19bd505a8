"""FLT-06: Redis is killed and comes back empty, freezes, or is full. Pages answer, the log-in throttle limits, nothing is lost."""

import os
import signal
import time

import pytest
import redis

from core.clock import database_now
from notifications.models import Outbox
from tests.concurrency.test_worker import OwnRedis, Web, is_handled, reconcile
from tests.faults.desk import message_id, messages, states
from tests.fixtures import until
from tickets.models import Ticket

pytestmark = pytest.mark.django_db(transaction=True)

MESSAGES, ROUNDS = 300, 8
SLOWEST = 8.0
"""Seconds that a page may take while Redis does not answer; connecting gives up after two."""


@pytest.fixture
def own_redis(crew):
    """A Redis that only this test breaks."""
    found = OwnRedis(crew)
    found.start()
    return found


def timed(web, *asked):
    """An answer and how long it took."""
    began = time.monotonic()
    answer = web.ask(*asked)
    return answer.status, time.monotonic() - began


def test_killed_and_back_empty_loses_nothing(cast, crew, sink, own_redis):
    crew.mail_to(sink)
    web, worker, beat = Web(crew, cast.staff["agent"]), crew.worker(), crew.beat()
    first = messages(cast.staff["agent"], 1, at=database_now(), key="before")
    until(lambda: states() == {"done": 1}, "with Redis everything goes")
    crew.kill(worker)
    server = redis.Redis.from_url(own_redis.url)
    until(lambda: server.llen("celery") >= 3, "rings wait in Redis for a worker")

    own_redis.kill()
    worker = crew.worker()
    rows = messages(cast.staff["agent"], MESSAGES, at=database_now())
    numbers, seen = [], []
    for _round in range(ROUNDS):
        seen.append(timed(web, "GET", "/tickets/"))
        numbers.append(web.register())
        seen.append(timed(web, "GET", f"/tickets/{numbers[-1]}/"))
    assert [status for status, _seconds in seen] == [200] * len(seen)
    assert max(seconds for _status, seconds in seen) < SLOWEST
    assert len(set(numbers)) == ROUNDS
    assert locked_out(web)
    assert Outbox.objects.filter(state="pending").count() >= MESSAGES, "nobody rings while Redis is away"

    own_redis.start()
    assert server.llen("celery") + server.hlen("unacked") < 3, "control: what only Redis knew is gone"
    until(lambda: not Outbox.objects.filter(state="pending").exists(), "every message is sent", patience=90)
    met = list(Ticket.objects.filter(number__in=numbers))
    until(lambda: is_handled(met), "every limit is looked at", patience=90)
    reconcile(met)
    assert {message_id(row) for row in [*first, *rows]} <= set(sink.ids)
    assert len(sink.ids) == len(set(sink.ids)) == Outbox.objects.filter(state="done").count(), "each once"
    assert worker.poll() is beat.poll() is None, "the same processes went on"


def locked_out(web):
    """Five wrong passwords, then the door stays shut, as the database remembers."""
    stranger = Web.__new__(Web)
    stranger.port, stranger.cookies = web.port, {}
    assert stranger.ask("GET", "/accounts/login/").status == 200
    answers = [stranger.ask("POST", "/accounts/login/", {"username": "agent", "password": f"wrong {n}"}).status for n in range(7)]
    assert answers[0] == 200
    assert max(answers) < 500
    return answers[-1] == 429


def test_a_frozen_redis_does_not_freeze_pages(cast, crew, own_redis):
    """It takes connections and never answers: worse than being away."""
    web = Web(crew, cast.staff["agent"])
    web.register()
    os.kill(own_redis.process.pid, signal.SIGSTOP)
    try:
        began = time.monotonic()
        number = web.register()
        assert time.monotonic() - began < SLOWEST
        assert timed(web, "GET", f"/tickets/{number}/")[0] == 200
    finally:
        os.kill(own_redis.process.pid, signal.SIGCONT)


def test_a_full_redis_refuses_rings_and_the_page_that_was_saved_says_so(cast, crew, own_redis):
    """Out of memory, or out of disk: Redis answers with an error, after the ticket was committed."""
    redis.Redis.from_url(own_redis.url).config_set("maxmemory", "1")
    web = Web(crew, cast.staff["agent"])
    number = web.register()
    assert Ticket.objects.filter(number=number).exists()
