"""FLT-09: a receiver is away for six hours, in every way that receivers are, beside one that works.

Nothing is lost and nothing comes twice; the other one notices nothing. The clock is compressed: each
round is told its moment, as the job tells it.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from core.models import AuditEntry
from notifications.actions import webhooks
from notifications.domain.webhooks import OPEN_AFTER, PROBE_EVERY
from notifications.models import WebhookDelivery
from tests.factories.webhooks import queue_events, set_up_endpoint, states_of
from tests.support.webhook_receiver import receiver_running

pytestmark = pytest.mark.django_db

MINUTE, OUTAGE, RECOVERY = timedelta(minutes=1), timedelta(hours=6), timedelta(minutes=10)
EVENTS = 120
TICKETS = 12

# 410 says that it is gone for good: that one is switched off, which is a test of its own.
WAYS_TO_FAIL = (
    (500, b"boom"),
    (503, {"Retry-After": "90"}),
    (429, {}),
    (404, b""),
    (302, {"Location": "/elsewhere"}),
)


@pytest.fixture
def receivers(settings):
    settings.WEBHOOK_INSIDE = ["127.0.0.1"]
    with receiver_running() as away, receiver_running() as well:
        yield away, well


def test_after_six_hours_everything_arrives_once_and_the_other_one_noticed_nothing(
    cast, receivers, dice
):
    away, well = receivers
    away.script = lambda _arrival: dice.choice(WAYS_TO_FAIL)
    owner, at = cast.staff["manager"], timezone.now()
    lame = set_up_endpoint("away", away.url(), owner)
    sound = set_up_endpoint("well", well.url(), owner)
    recovered_at = at + OUTAGE

    for event in range(EVENTS):
        for endpoint in (lame, sound):
            queue_events(endpoint, 1, subject=f"/inbox/?n={event % TICKETS}", at=at)
        webhooks.deliver_due(at, seconds=30)
        assert states_of(sound) == ["done"] * (event + 1), "in the very round in which it happened"
        at += OUTAGE / EVENTS

    assert away.taken == [], "the control: it did take nothing"
    most = OPEN_AFTER + webhooks.LANE_WIDTH + OUTAGE / PROBE_EVERY
    assert OPEN_AFTER <= len(away.came) <= most, "left alone, and asked once in a while"
    assert set(states_of(lame)) == {"pending"}, "nothing was given up"

    away.script = lambda _arrival: (200, b"")
    while set(states_of(lame)) != {"done"}:
        assert at <= recovered_at + RECOVERY
        webhooks.deliver_due(at, seconds=30)
        at += MINUTE

    assert max(Counter(one.id for one in away.taken).values()) == 1, "nothing twice"
    assert len(away.taken) == len(well.taken) == EVENTS
    for receiver in receivers:
        for order in orders_of(receiver).values():
            assert order == sorted(order), "each ticket's events in their order"
    assert not WebhookDelivery.objects.filter(doubts__gt=0).exists(), "nobody died"
    assert not AuditEntry.objects.filter(action="webhook_disabled").exists()
    lame.refresh_from_db()
    assert (lame.is_active, lame.failures, lame.failing_since) == (True, 0, None)


def orders_of(receiver):
    """The sequences of each ticket, as they were taken."""
    orders = {}
    for one in receiver.taken:
        data = one.payload["data"]
        orders.setdefault(data["number"], []).append(data["sequence"])
    return orders
