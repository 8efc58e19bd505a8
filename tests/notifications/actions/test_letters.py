"""Messages to customers: none lost, each once, and nobody of the desk waits for them."""

from datetime import timedelta
from email.header import decode_header, make_header

import pytest

from notifications.actions import outbox, tell
from notifications.actions.letters import (
    addresses_tried,
    give_up,
    queue_letters,
    send_by_another,
    send_letter_again,
)
from notifications.enums import ChannelName, OutboxState, Topic
from notifications.models import Outbox
from tests.factories.letters import ADDRESS, letter
from tests.factories.notices import MONDAY, notice, states
from tests.fixtures import reported


@pytest.fixture
def ticket(cast, sink):
    """Of a contact without an address: it gets no receipt."""
    return reported(cast, MONDAY)


@pytest.mark.django_db
def test_a_letter_has_its_thread_and_where_answers_go(sink, ticket):
    queue_letters([letter(ticket, thread=("<a@x>", "<b@x>"), reply_to="service+1.abc@example.com")])
    assert outbox.deliver_due(at=MONDAY) == 1
    (mail,) = sink.took
    assert mail["To"] == ADDRESS
    assert mail["In-Reply-To"] == "<b@x>" and mail["References"] == "<a@x> <b@x>"
    assert mail["Reply-To"] == "service+1.abc@example.com"
    assert mail["Auto-Submitted"] is None, "somebody wrote it"
    assert ticket.number in str(make_header(decode_header(mail["Subject"])))
    assert states() == [OutboxState.DONE]


@pytest.mark.django_db
def test_a_receipt_says_that_no_person_wrote_it(sink, ticket):
    queue_letters([letter(ticket, topic=Topic.RECEIPT)])
    outbox.deliver_due(at=MONDAY)
    assert sink.took[0]["Auto-Submitted"] == "auto-generated"


@pytest.mark.django_db
def test_a_refused_letter_is_failed_and_can_be_sent_to_another_address(sink, ticket):
    sink.script = lambda stage, address: "550 nobody" if stage == "rcpt" else "250 ok"
    (row,) = queue_letters([letter(ticket)])
    assert not send_letter_again(row, address=ADDRESS, at=MONDAY), "it is on its way"
    outbox.deliver_due(at=MONDAY)
    assert states() == [OutboxState.FAILED]
    sink.script = lambda stage, address: "250 ok"
    assert send_letter_again(row, address="new@customer.example", at=MONDAY)
    outbox.deliver_due(at=MONDAY)
    assert sink.took[0]["To"] == "new@customer.example"
    assert sink.ids == [f"<{row.message_id}@example.com>"]
    assert not send_letter_again(row, address=ADDRESS, at=MONDAY), "it has arrived"


@pytest.mark.django_db
def test_the_desk_does_not_wait_for_ten_thousand_letters(cast, sink, ticket):
    queue_letters(letter(ticket, str(n)) for n in range(10_000))
    later = MONDAY + timedelta(seconds=1)
    tell.notify([notice(cast.staff["engineer"], at=later)])
    claimed = outbox.claim_due(later, 20)
    assert claimed[0].user == cast.staff["engineer"]
    assert Outbox.objects.filter(state=OutboxState.PENDING).count() == 10_001


@pytest.mark.django_db
def test_a_message_is_given_up_unless_somebody_is_sending_it(sink, ticket):
    (row,) = queue_letters([letter(ticket)])
    outbox.claim_due(MONDAY, 20)
    assert not give_up(row, at=MONDAY), "it is claimed"
    Outbox.objects.update(lease_until=None)
    row.refresh_from_db()
    assert give_up(row, at=MONDAY)
    assert states() == [OutboxState.DEAD]


@pytest.mark.django_db
def test_another_channel_carries_it_once(sink, ticket):
    sink.script = lambda stage, address: "550 nobody" if stage == "rcpt" else "250 ok"
    (row,) = queue_letters([letter(ticket)])
    outbox.deliver_due(at=MONDAY)
    row.refresh_from_db()
    other = send_by_another(row, ChannelName.SMS, address="13800000001", at=MONDAY)
    assert set(addresses_tried(other)) == {"mail", "sms"}
    assert (other.data, other.channel) == (row.data, "sms")
    row.refresh_from_db()
    assert row.state == OutboxState.REPLACED
