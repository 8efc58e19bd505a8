"""FLT-08 outward: several real senders, killed at every step. None is lost, a repeat has the same id, each ticket's order holds."""

from __future__ import annotations

import random
import threading
from collections import Counter, defaultdict

import pytest

from core.clock import database_now
from notifications.models import WebhookDelivery
from tests.factories.webhooks import queue_events, set_up_endpoint
from tests.faults.processes import Nursery, database_clock, lease_in
from tests.fixtures import until
from tests.support.webhook_receiver import Arrival, Receiver, receiver_running

pytestmark = pytest.mark.django_db(transaction=True)
TICKETS, EVENTS, SENDERS = 12, 6, 2
MOST_REFUSALS = 2


@pytest.fixture
def receiver(processes):
    processes.environment["WEBHOOK_INSIDE"] = "127.0.0.1"
    with receiver_running() as found:
        yield found


def queue_life_of_tickets(cast, receiver: Receiver) -> None:
    endpoint = set_up_endpoint("CRM", receiver.url(), cast.staff["manager"])
    for _event in range(EVENTS):
        for ticket in range(TICKETS):
            queue_events(endpoint, 1, subject=f"/inbox/?n={ticket}", at=database_now())


def all_is_taken() -> bool:
    return not WebhookDelivery.objects.exclude(state="done").exists()


def firsts_by_ticket(arrivals: list[Arrival]) -> dict[str, list[int]]:
    """The sequences of each ticket as they came for the first time."""
    seen: set[str] = set()
    orders: dict[str, list[int]] = defaultdict(list)
    for one in arrivals:
        if one.id not in seen:
            seen.add(one.id)
            data = one.payload["data"]
            orders[data["number"]].append(data["sequence"])
    return orders


IN_ORDER = {f"/inbox/?n={ticket}": list(range(EVENTS)) for ticket in range(TICKETS)}


def refuse_some(dice: random.Random) -> object:
    """Now and then a receiver is not well; but it refuses no message a third time, after which the
    next attempt comes half an hour later, and after a fourth time two hours: however quick the
    clock, that is longer than a test may wait.
    """
    lock, refused = threading.Lock(), Counter()

    def script(arrival: Arrival) -> tuple[int, bytes]:
        with lock:
            is_refused = dice.random() < 0.15 and refused[arrival.id] < MOST_REFUSALS
            refused[arrival.id] += is_refused
        return (500 if is_refused else 200), b""

    return script


def test_two_senders_keep_the_order_of_every_ticket(cast, processes, receiver, dice):
    queue_life_of_tickets(cast, receiver)
    receiver.script = refuse_some(dice)
    with database_clock(processes, lease_in(5)):
        senders = Nursery(processes, "send_webhooks", SENDERS)
        until(all_is_taken, "all is taken", patience=120)
        senders.end()
    assert firsts_by_ticket(receiver.taken) == IN_ORDER
    assert max(Counter(one.id for one in receiver.taken).values()) == 1, "nobody died: no repeat"


def test_without_waiting_for_the_earlier_one_the_order_breaks(cast, processes, receiver, dice):
    """The control."""
    queue_life_of_tickets(cast, receiver)
    receiver.script = refuse_some(dice)
    with database_clock(processes, lease_in(5)):
        senders = Nursery(processes, "send_webhooks_unordered", SENDERS)
        until(all_is_taken, "all is taken", patience=120)
        senders.end()
    assert firsts_by_ticket(receiver.taken) != IN_ORDER


def test_whoever_dies_none_is_lost(cast, processes, receiver):
    queue_life_of_tickets(cast, receiver)
    with database_clock(processes, lease_in(2)):
        senders = Nursery(processes, "send_webhooks_dying", SENDERS)
        until(all_is_taken, "all is taken", patience=180)
        kills = senders.kills
        senders.end()
    by_id = Counter(one.id for one in receiver.taken)
    assert kills >= SENDERS, "they died on the way"
    assert len(by_id) == TICKETS * EVENTS, "none is lost"
    assert firsts_by_ticket(receiver.taken) == IN_ORDER
    doubted = {f"evt_{row.event_id.hex}" for row in WebhookDelivery.objects.filter(doubts__gt=0)}
    repeats = {name for name, count in by_id.items() if count > 1}
    assert repeats <= doubted, "every repeat was in flight when somebody died"
