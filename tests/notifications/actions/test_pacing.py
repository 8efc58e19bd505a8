"""Messages to customers leave at the pace of their channel; one that had too much is left alone."""

from datetime import timedelta

import pytest

from notifications.actions import outbox, tell
from notifications.actions.letters import queue_letters
from notifications.actions.pacing import HOLD, LONG_WAIT
from notifications.enums import ChannelName, OutboxState, Topic
from notifications.models import ChannelPace, InboxItem, Outbox
from tests.factories.customer_channels import providers, set_up_sms
from tests.factories.letters import PHONE, letter, queue
from tests.factories.notices import MONDAY, notice
from tests.fixtures import reported
from tests.smtp_sink import sink

__all__ = ["providers", "sink"]
pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
THROTTLED = (400, {"Code": "Throttling.User", "Message": "Request was denied"})


@pytest.fixture
def ticket(cast, sink):
    return reported(cast, MONDAY)


def test_a_pace_is_kept_and_the_desk_does_not_wait_for_it(cast, sink, ticket):
    ChannelPace.objects.create(channel=ChannelName.MAIL, per_minute=60)
    queue_letters(letter(ticket, str(n)) for n in range(50))
    sent = []
    for second in range(60):
        outbox.deliver_due(at=MONDAY + second * SECOND)
        sent.append(len(sink.took))
    assert sent[0] == 20 and sent[19] == 20, "a batch, and nothing until its time is over"
    assert sent[20] == 40 and sent[59] == 50
    tell.notify([notice(cast.staff["engineer"], at=MONDAY)])
    ChannelPace.objects.update(next_at=MONDAY + timedelta(hours=1))
    outbox.deliver_due(at=MONDAY + 60 * SECOND)
    assert len(sink.took) == 51


def test_a_channel_without_a_pace_goes_as_fast_as_it_can(sink, ticket):
    ChannelPace.objects.create(channel=ChannelName.MAIL)
    queue_letters(letter(ticket, str(n)) for n in range(45))
    while outbox.deliver_due(at=MONDAY):
        pass
    assert len(sink.took) == 45


def test_a_channel_that_had_too_much_costs_no_attempt_and_is_left_alone(ticket, providers):
    set_up_sms()
    for n in range(5):
        queue(ticket, ChannelName.SMS, PHONE, str(n))
    providers.script["/"] = THROTTLED
    outbox.deliver_due(at=MONDAY)
    rows = Outbox.objects.filter(channel=ChannelName.SMS)
    assert set(rows.values_list("state", "attempts", "lease_until")) == {("pending", 0, None)}
    providers.script.clear()
    assert outbox.deliver_due(at=MONDAY + HOLD - SECOND) == 0
    assert outbox.deliver_due(at=MONDAY + 2 * HOLD) == 5
    assert set(rows.values_list("state", flat=True)) == {OutboxState.DONE}
    assert not InboxItem.objects.filter(topic=Topic.ALARM).exists()


def test_who_waits_for_hours_is_told_of(cast, ticket, providers):
    set_up_sms()
    queue(ticket, ChannelName.SMS, PHONE)
    providers.script["/"] = THROTTLED
    outbox.deliver_due(at=MONDAY + LONG_WAIT)
    (told,) = InboxItem.objects.filter(topic=Topic.ALARM, user=cast.staff["admin"])
    assert "Throttling" in told.data["summary"]


def test_the_limit_of_one_number_holds_up_nobody_else(ticket, providers):
    set_up_sms()
    row = queue(ticket, ChannelName.SMS, PHONE)
    providers.script["/"] = (200, {"Code": "isv.BUSINESS_LIMIT_CONTROL", "Message": "1/min"})
    outbox.deliver_due(at=MONDAY)
    row.refresh_from_db()
    assert (row.state, row.attempts) == (OutboxState.PENDING, 1)
    assert not ChannelPace.objects.exists()
