"""Messages to the customer: they count when they are written, and it is told when they do not arrive."""

import re
from datetime import timedelta
from email.header import decode_header, make_header

import pytest
from django.test import Client

from core.errors import LawBroken, NotAllowed
from customers.actions.people import edit_contact
from notifications.actions import outbox
from notifications.actions.letters import send_by_another
from notifications.enums import ChannelName, OutboxState, Topic
from notifications.models import InboxItem, Outbox
from tests.factories.customer_channels import providers, set_up_sms, set_up_wechat
from tests.fixtures import browser_of, moment, play_of, reported
from tests.smtp_sink import sink
from tickets.limits.enums import ClockState
from tickets.limits.models import SlaClock
from tickets.record.domain.reply_tokens import number_answered
from tickets.record.enums import EventKind, Purpose
from tickets.record.models import Communication, Delivery, DeskRule, Ticket
from tickets.record.queries.reachability import ways_to_write
from tickets.work.actions import assignments, messages, moves

__all__ = ["providers", "sink"]
pytestmark = pytest.mark.django_db
MONDAY = moment("2026-03-16 10:00")
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def with_address(cast, address="zhang@customer.example"):
    contact = cast.customers["华启科技有限公司"].contacts.first()
    contact.email = address
    contact.save()
    return contact


def with_phone_and_address(cast):
    """Somebody whom text messages and mails reach."""
    set_up_sms()
    contact = with_address(cast)
    contact.phone = "13800000001"
    contact.save()
    return contact


def ack(ticket):
    return SlaClock.objects.get(ticket=ticket, kind__code="ack").state


def texts(mail):
    return mail.get_payload(decode=True).decode()


def send(cast, ticket, at, **more):
    return messages.send_message(ticket, by=cast.staff["agent"], at=at, body="已安排工程师", **more)


def try_every_way():
    for minute in range(3):
        outbox.deliver_due(at=MONDAY + minute * MINUTE)
        messages.note_undelivered(MONDAY + minute * MINUTE, limit=10)


def test_a_new_ticket_tells_its_number_promises_and_page(cast, sink):
    with_address(cast)
    ticket = reported(cast, MONDAY)
    outbox.deliver_due(at=MONDAY)
    (mail,) = sink.took
    text = texts(mail)
    assert ticket.number in text and "https://desk.example/c/" in text
    assert "首次回复" in text and "2026-03-16 11:00" in text
    assert ticket.summary not in text + str(mail), "nothing that a stranger may have typed"
    assert ack(ticket) == ClockState.RUNNING, "no person has answered"
    assert mail["Auto-Submitted"] == "auto-generated"


def test_a_channel_whose_receipts_count_stops_the_limit(cast, sink):
    with_address(cast)
    channel = cast.channels["邮件"]
    channel.acks_automatically = True
    channel.save()
    assert ack(reported(cast, MONDAY)) == ClockState.MET


def test_a_desk_that_sends_no_receipts(cast, sink):
    with_address(cast)
    DeskRule.objects.update(sends_receipts=False)
    reported(cast, MONDAY)
    assert not Outbox.objects.exists()


def test_somebody_without_an_address_is_to_be_called(cast, sink):
    ticket = reported(cast, MONDAY)
    (line,) = ticket.events.filter(kind=EventKind.UNDELIVERED)
    assert line.note and not Outbox.objects.exists()
    with pytest.raises(LawBroken, match="张敏"):
        send(cast, ticket, MONDAY)
    assert not Communication.objects.exists()


def test_without_mail_nothing_is_said_of_it(cast, settings):
    settings.EMAIL_IS_SET_UP = False
    ticket = reported(cast, MONDAY)
    assert not ticket.events.filter(kind=EventKind.UNDELIVERED).exists()


def test_what_somebody_wrote_counts_and_is_one_thread(cast, sink, settings):
    settings.MAILBOX_ADDRESS = "service@example.com"
    with_address(cast)
    ticket = reported(cast, MONDAY)
    said = send(cast, ticket, MONDAY + MINUTE, purpose=Purpose.SUBSTANTIVE)
    outbox.deliver_due(at=MONDAY + MINUTE)
    receipt, mail = sink.took
    assert mail["In-Reply-To"] == receipt["Message-ID"]
    assert number_answered(mail["Reply-To"], "service@example.com", [settings.SECRET_KEY]) == (
        ticket.number
    )
    assert "已安排工程师" in texts(mail) and mail["Auto-Submitted"] is None
    assert ack(ticket) == ClockState.MET
    assert Delivery.objects.get(communication=said).message.state == OutboxState.DONE
    assert said.channel.code == "mail"


def test_what_did_not_arrive_is_told_once_and_sent_again_to_a_mended_address(cast, sink):
    DeskRule.objects.update(sends_receipts=False)
    with_address(cast, "wrong@customer.example")
    ticket = reported(cast, MONDAY, is_synchronous=True)
    engineer = cast.staff["engineer"]
    moves.accept_ticket(ticket, by=cast.staff["agent"], at=MONDAY, is_verified=True)
    assignments.assign_ticket(
        ticket,
        by=cast.staff["supervisor"],
        at=MONDAY,
        department=engineer.department,
        assignee=engineer,
    )
    said = send(cast, ticket, MONDAY + MINUTE)
    sink.script = lambda stage, address: "550 nobody" if stage == "rcpt" else "250 ok"
    outbox.deliver_due(at=MONDAY + MINUTE)
    assert messages.note_undelivered(MONDAY + 2 * MINUTE, limit=10) == 1
    assert messages.note_undelivered(MONDAY + 3 * MINUTE, limit=10) == 0
    (line,) = ticket.events.filter(kind=EventKind.UNDELIVERED)
    assert "550" in line.note
    assert [item.user for item in InboxItem.objects.filter(topic=Topic.UNDELIVERED)] == [engineer]

    with_address(cast, "right@customer.example")
    sink.script = lambda stage, address: "250 ok"
    again = MONDAY + timedelta(hours=1)
    messages.resend_message(ticket, said, by=engineer, at=again)
    with pytest.raises(LawBroken):
        messages.resend_message(ticket, said, by=engineer, at=again)
    outbox.deliver_due(at=again)
    assert [mail["To"] for mail in sink.took if mail["Auto-Submitted"] is None] == [
        "right@customer.example"
    ]
    assert messages.note_undelivered(again + MINUTE, limit=10) == 0
    with pytest.raises(LawBroken):
        messages.resend_message(ticket, said, by=engineer, at=again + MINUTE)


def test_a_second_failure_is_told_again(cast, sink):
    DeskRule.objects.update(sends_receipts=False)
    contact = with_address(cast)
    ticket = reported(cast, MONDAY)
    said = send(cast, ticket, MONDAY)
    sink.script = lambda stage, address: "550 nobody" if stage == "rcpt" else "250 ok"
    for hour in (0, 1):
        at = MONDAY + timedelta(hours=hour)
        outbox.deliver_due(at=at)
        assert messages.note_undelivered(at + MINUTE, limit=10) == 1
        if not hour:
            edit_contact(contact, by=cast.staff["agent"], at=at, phone="", email=contact.email)
            messages.resend_message(ticket, said, by=cast.staff["agent"], at=at + 2 * MINUTE)
    told = InboxItem.objects.filter(topic=Topic.UNDELIVERED)
    assert told.count() == 2 * told.values("user").distinct().count() > 0


def test_who_may_not_contact_customers_writes_to_none(cast, sink):
    with_address(cast)
    ticket = reported(cast, MONDAY)
    with pytest.raises(NotAllowed):
        messages.send_message(ticket, by=cast.staff["analyst"], at=MONDAY, body="您好")
    assert Ticket.objects.get(pk=ticket.pk).first_responded_at is None


def test_what_one_channel_does_not_bring_the_next_one_does(cast, sink, providers):
    DeskRule.objects.update(sends_receipts=False)
    set_up_sms()
    set_up_wechat()
    contact = with_address(cast)
    contact.wechat_id, contact.phone = "oHasLeft", "13800000001"
    contact.save()
    ticket = reported(cast, MONDAY, channel=cast.channels["电话"])
    said = send(cast, ticket, MONDAY)
    assert said.channel.code == "wechat"
    outbox.deliver_due(at=MONDAY)
    assert messages.note_undelivered(MONDAY + MINUTE, limit=10) == 1
    outbox.deliver_due(at=MONDAY + MINUTE)
    (text,) = providers.texts
    assert text["to"] == "13800000001" and text["number"] == ticket.number
    said.refresh_from_db()
    assert said.channel.code == "sms", "what was really used"
    assert not InboxItem.objects.filter(topic=Topic.UNDELIVERED).exists(), "it arrived"
    lines = ticket.events.filter(kind__in=[EventKind.UNDELIVERED, EventKind.SENT_AGAIN])
    assert [line.kind for line in lines.order_by("pk")] == [
        EventKind.UNDELIVERED,
        EventKind.SENT_AGAIN,
    ]
    assert "43004" in lines.get(kind=EventKind.UNDELIVERED).note
    assert messages.note_undelivered(MONDAY + 2 * MINUTE, limit=10) == 0
    assert Outbox.objects.get(channel="wechat").state == OutboxState.REPLACED
    assert not sink.took


def test_only_when_no_way_is_left_somebody_is_told_and_may_send_it_again(cast, sink, providers):
    DeskRule.objects.update(sends_receipts=False)
    contact = with_phone_and_address(cast)
    ticket = reported(cast, MONDAY)
    said = send(cast, ticket, MONDAY)
    providers.script["/"] = (200, {"Code": "isv.AMOUNT_NOT_ENOUGH"})
    sink.script = lambda stage, address: "550 nobody" if stage == "rcpt" else "250 ok"
    try_every_way()
    assert InboxItem.objects.filter(topic=Topic.UNDELIVERED).exists()
    providers.script.clear()
    contact.email = ""
    contact.save()
    again = MONDAY + timedelta(hours=1)
    messages.resend_message(ticket, said, by=cast.staff["agent"], at=again)
    outbox.deliver_due(at=again)
    assert len(providers.texts) == 1
    assert Delivery.objects.get(communication=said).message.state == OutboxState.DONE


def test_somebody_else_may_be_written_to_by_a_way_that_is_named(cast, sink, providers):
    set_up_sms()
    with_address(cast)
    ticket = reported(cast, MONDAY)
    ways = ways_to_write(ticket, at=MONDAY)
    (mail,) = [way for way in ways if way.channel == "mail"]
    said = send(cast, ticket, MONDAY, to=mail)
    assert said.channel.code == "mail" and said.contact == mail.contact


def test_a_channel_that_takes_nothing_for_a_quarter_of_an_hour_is_passed_by(cast, sink, providers):
    DeskRule.objects.update(sends_receipts=False)
    with_phone_and_address(cast)
    ticket = reported(cast, MONDAY, channel=cast.channels["电话"])
    said = send(cast, ticket, MONDAY)
    providers.script["/"] = (500, {})
    at = MONDAY
    for _attempt in range(messages.STUCK_AFTER):
        assert messages.note_undelivered(at, limit=10) == 0, "not yet"
        outbox.deliver_due(at=at)
        at += timedelta(minutes=11)
    assert messages.note_undelivered(at, limit=10) == 1
    outbox.deliver_due(at=at)
    said.refresh_from_db()
    assert said.channel.code == "mail" and len(sink.took) == 1


def test_without_another_way_it_goes_on_trying(cast, sink, providers):
    DeskRule.objects.update(sends_receipts=False)
    with_address(cast)
    ticket = reported(cast, MONDAY)
    send(cast, ticket, MONDAY)
    sink.script = lambda stage, address: "451 later" if stage == "rcpt" else "250 ok"
    at = MONDAY
    for _attempt in range(messages.STUCK_AFTER + 1):
        outbox.deliver_due(at=at)
        at += timedelta(hours=1)
    assert messages.note_undelivered(at, limit=10) == 0
    assert Outbox.objects.get().state == OutboxState.PENDING


def test_what_was_discarded_after_a_restore_goes_no_other_way(cast, sink, providers):
    DeskRule.objects.update(sends_receipts=False)
    with_phone_and_address(cast)
    ticket = reported(cast, MONDAY)
    send(cast, ticket, MONDAY)
    Outbox.objects.update(state=OutboxState.DISCARDED, ended_at=MONDAY)
    assert messages.note_undelivered(MONDAY + MINUTE, limit=10) == 1
    assert Outbox.objects.count() == 1 + Outbox.objects.filter(user__isnull=False).count()
    assert InboxItem.objects.filter(topic=Topic.UNDELIVERED).exists()


def test_a_mended_address_is_tried_whatever_channel_came_last(cast, sink, providers):
    DeskRule.objects.update(sends_receipts=False)
    contact = with_phone_and_address(cast)
    ticket = reported(cast, MONDAY, channel=cast.channels["电话"])
    said = send(cast, ticket, MONDAY)
    providers.script["/"] = (200, {"Code": "isv.MOBILE_NUMBER_ILLEGAL"})
    sink.script = lambda stage, address: "550 nobody" if stage == "rcpt" else "250 ok"
    try_every_way()
    providers.script.clear()
    contact.phone = "13800000002"
    contact.save()
    again = MONDAY + timedelta(hours=1)
    messages.resend_message(ticket, said, by=cast.staff["agent"], at=again)
    outbox.deliver_due(at=again)
    assert [text["to"] for text in providers.texts] == ["13800000002"]


def test_what_an_administrator_sends_again_goes_no_other_way_as_well(cast, sink, providers):
    contact = with_phone_and_address(cast)
    ticket = reported(cast, MONDAY)
    send(cast, ticket, MONDAY)
    row = Outbox.objects.filter(user=None).latest("pk")
    assert send_by_another(row, ChannelName.SMS, address=contact.phone, at=MONDAY) is None
    assert not Outbox.objects.filter(channel="sms").exists()


def test_an_address_that_was_refused_is_not_tried_again_until_it_is_entered(cast, sink):
    DeskRule.objects.update(sends_receipts=False)
    contact = with_address(cast)
    ticket = reported(cast, MONDAY)
    said = send(cast, ticket, MONDAY)
    sink.script = lambda stage, address: "550 nobody" if stage == "rcpt" else "250 ok"
    outbox.deliver_due(at=MONDAY)
    messages.note_undelivered(MONDAY + MINUTE, limit=10)
    contact.refresh_from_db()
    assert contact.is_email_refused
    later = MONDAY + 10 * MINUTE
    with pytest.raises(LawBroken, match=r"no address|没有"):
        send(cast, ticket, later)
    with pytest.raises(LawBroken, match=r"once more|重新"):
        messages.resend_message(ticket, said, by=cast.staff["agent"], at=later)
    edit_contact(contact, by=cast.staff["agent"], at=later, phone="", email=contact.email)
    sink.script = lambda stage, address: "250 ok"
    messages.resend_message(ticket, said, by=cast.staff["agent"], at=later)
    outbox.deliver_due(at=later)
    assert [mail["To"] for mail in sink.took].count(contact.email) == 1


def test_who_reads_english_is_written_to_in_english(cast, sink):
    contact = with_address(cast)
    contact.language = "en"
    contact.save()
    ticket = reported(cast, MONDAY)
    send(cast, ticket, MONDAY)
    outbox.deliver_due(at=MONDAY)
    receipt, letter = sink.took
    for mail in (receipt, letter):
        body = texts(mail)
        assert body.startswith("Hello ") and ticket.number in f"{mail['Subject']}"
        assert "您好" not in body.replace("已安排工程师", "")


def test_who_is_done_asks_the_customer_to_confirm_on_a_page_of_its_own(cast, sink):
    # The link that leaves now is opened years later.
    DeskRule.objects.update(link_days=20_000)
    with_address(cast)
    play = play_of(cast, MONDAY)
    play.say("已登记", MONDAY)
    play.accept(MONDAY + MINUTE)
    play.solve(MONDAY + 2 * MINUTE, MONDAY + 10 * MINUTE, "更换接触器")
    outbox.deliver_due(at=MONDAY + HOUR)
    (asked,) = [
        mail for mail in sink.took if "确认" in str(make_header(decode_header(mail["Subject"])))
    ]
    path = re.search(r"/c/[\w-]+/confirm/", texts(asked)).group()
    assert "签" in Client().get(path).content.decode()
    said = play.ticket.communications.get(purpose=Purpose.CONFIRM)
    assert said.is_automatic
    page = browser_of(cast.staff["agent"]).get(f"/tickets/{play.ticket.number}/").content.decode()
    assert "询问问题是否已解决" in page


@pytest.mark.parametrize("why", ["the desk does not want it", "no address"])
def test_where_no_question_can_leave_work_is_finished_even_so(cast, sink, why):
    if why == "no address":
        with_address(cast, "")
    else:
        DeskRule.objects.update(asks_to_confirm=False)
    play = play_of(cast, MONDAY)
    play.say("已登记", MONDAY)
    play.accept(MONDAY + MINUTE)
    play.solve(MONDAY + 2 * MINUTE, MONDAY + 10 * MINUTE, "更换接触器")
    assert not play.ticket.communications.filter(purpose=Purpose.CONFIRM).exists()
    assert play.ticket.status == "pending_confirmation"
