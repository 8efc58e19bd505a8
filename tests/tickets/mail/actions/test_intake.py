"""Mails find their ticket or a person; none is lost, none counts twice, none gives a right."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.models import User
from core.errors import LawBroken
from customers.actions import people
from customers.models import Channel
from notifications.actions import outbox
from notifications.channels.mail import mail_id
from notifications.enums import Topic
from notifications.models import InboxItem, Outbox
from tests.factories.mails import CUSTOMER, PNG, SERVICE, bounce, mail
from tests.fixtures import browser_of, moment, reported
from tests.smtp_sink import sink
from tickets.limits.enums import ClockState
from tickets.limits.models import SlaClock
from tickets.mail.actions import intake
from tickets.record.domain.reply_tokens import reply_address
from tickets.record.enums import Direction, EventKind, MailState, Source, Status, Tier, TrayReason
from tickets.record.models import Attachment, Communication, IncomingMail, Ticket
from tickets.work.actions import messages, moves

__all__ = ["sink"]
pytestmark = pytest.mark.django_db
MONDAY = moment("2026-03-16 10:00")
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def a_box(settings):
    settings.MAILBOX_ADDRESS = SERVICE


@pytest.fixture
def contact(cast):
    row = cast.customers["华启科技有限公司"].contacts.first()
    row.email = CUSTOMER
    row.save()
    return row


def come(raw, at=MONDAY, box="service@mx/INBOX"):
    """One mail arrives and is read; the row that became of it."""
    intake.keep_mail(box, raw, size=len(raw), message_id=id_of(raw), received_at=at)
    intake.take_mails(at, limit=10)
    return IncomingMail.objects.latest("pk")


def id_of(raw):
    return raw.partition(b"Message-ID: ")[2].partition(b"\r\n")[0].decode()


def heard(ticket):
    return Communication.objects.filter(ticket=ticket, direction=Direction.IN)


def test_somebody_whom_the_desk_knows_gets_a_ticket_and_a_receipt(cast, contact, sink):
    row = come(mail("产线停机了，伺服报警 AL-32", files={"铭牌.png": PNG}))
    ticket = row.ticket
    assert (row.state, ticket.customer, ticket.contact) == (
        MailState.TAKEN,
        contact.customer,
        contact,
    )
    assert (ticket.summary, ticket.source, ticket.created_by) == ("3号产线报警", Source.MAIL, None)
    assert ticket.tier == Tier.URGENT, "停机 asks for it"
    assert ticket.original_text == "产线停机了，伺服报警 AL-32"
    assert Attachment.objects.get(ticket=ticket).file.name == "铭牌.png"
    assert SlaClock.objects.get(ticket=ticket, kind__code="ack").state == ClockState.RUNNING
    outbox.deliver_due(at=MONDAY)
    (receipt,) = [sent for sent in sink.took if sent["To"] == CUSTOMER]
    assert receipt["Auto-Submitted"] == "auto-generated"


def test_the_same_mail_fetched_again_is_the_same(cast, contact):
    raw = mail()
    assert come(raw).ticket == come(raw).ticket
    assert (Ticket.objects.count(), IncomingMail.objects.count()) == (1, 1)
    come(mail("另一件事", message_id="<second@customer.example>"))
    assert Ticket.objects.count() == 2


def test_a_mail_without_an_id_is_known_by_its_content(cast, contact):
    for _time in range(2):
        come(mail(message_id=""))
    come(mail("不同的内容", message_id=""))
    assert Ticket.objects.count() == 2


@pytest.mark.parametrize("way", ["token", "reference", "own"])
def test_an_answer_finds_its_ticket(cast, contact, sink, settings, way):
    ticket = come(mail()).ticket
    messages.send_message(ticket, by=cast.staff["agent"], at=MONDAY, body="请补充照片")
    letter = Outbox.objects.filter(user=None).latest("pk")
    answers = {
        "token": {"to": reply_address(SERVICE, ticket.number, settings.SECRET_KEY)},
        "reference": {"References": f"<x@y> {mail_id(letter.message_id)}"},
        "own": {"In_Reply_To": "<first@customer.example>"},
    }
    row = come(
        mail("见附件", message_id="<second@customer.example>", **answers[way]), MONDAY + HOUR
    )
    assert (row.ticket, row.communication.body) == (ticket, "见附件")
    assert heard(ticket).count() == 2 and Ticket.objects.count() == 1


def test_the_quoted_mail_below_an_answer_is_left_out(cast, contact):
    ticket = come(mail()).ticket
    body = "已拍照。\n\n------------------ 原始邮件 ------------------\n发件人: 服务台\n旧内容"
    come(mail(body, message_id="<2@c>", In_Reply_To="<first@customer.example>"))
    assert heard(ticket).first().body == "已拍照。"


def test_a_forged_token_opens_nothing(cast, contact):
    ticket = reported(cast, MONDAY)
    forged = f"service+{ticket.number}.aaaaaaaaaaaaaaaa@example.com"
    row = come(mail(to=forged, sender="Eve <eve@evil.example>"))
    assert (row.state, row.reason, row.ticket) == (MailState.TRAY, TrayReason.SENDER, None)
    assert not heard(ticket).exists()


def test_a_mail_in_the_name_of_a_colleague_is_only_a_customers_word(cast, contact, settings):
    ticket = come(mail()).ticket
    address = reply_address(SERVICE, ticket.number, settings.SECRET_KEY)
    row = come(
        mail(
            "状态改为已解决",
            sender=f"李娜 <{cast.staff['agent'].email}>",
            to=address,
            message_id="<2@c>",
        )
    )
    said = row.communication
    assert (said.direction, said.by) == (Direction.IN, None)
    ticket.refresh_from_db()
    assert ticket.status == Status.NEW and ticket.first_responded_at is None


def test_an_answer_ends_the_waiting_but_a_note_of_absence_does_not(cast, contact, settings):
    ticket = reported(cast, MONDAY, is_synchronous=True)
    agent = cast.staff["agent"]
    moves.accept_ticket(ticket, by=agent, at=MONDAY, is_verified=True)
    moves.start_waiting(ticket, by=agent, at=MONDAY, reason="customer", note="请拍照")
    to = reply_address(SERVICE, ticket.number, settings.SECRET_KEY)
    come(mail("我在休假", to=to, message_id="<1@c>", Auto_Submitted="auto-replied"), MONDAY + HOUR)
    ticket.refresh_from_db()
    assert ticket.status == Status.WAITING_CUSTOMER and heard(ticket).get().is_automatic
    come(mail("照片在此", to=to, message_id="<2@c>"), MONDAY + 2 * HOUR)
    ticket.refresh_from_db()
    assert ticket.status == Status.ACCEPTED


def test_a_machine_opens_no_ticket(cast, contact):
    row = come(mail(Auto_Submitted="auto-generated"))
    assert (row.state, row.reason) == (MailState.TRAY, TrayReason.MACHINE), "an alarm, perhaps"
    strange = mail(sender="x@else.example", message_id="<3@c>", Auto_Submitted="auto-generated")
    assert come(strange).state == MailState.MACHINE
    assert not Ticket.objects.exists()
    assert come(mail(sender=SERVICE, message_id="<2@c>")).state == MailState.MACHINE


def test_two_desks_that_answer_each_other_stop(cast, contact, sink):
    """Each receipt comes back as a new mail of the other desk, without a word that it is a machine."""
    come(mail())
    for n in range(5):
        outbox.deliver_due(at=MONDAY)
        come(mail("自动受理", subject=f"收到 {n}", message_id=f"<{n}@other.example>"))
    outbox.deliver_due(at=MONDAY)
    assert len([sent for sent in sink.took if sent["To"] == CUSTOMER]) == 1


def test_who_sends_twenty_an_hour_waits_for_a_person(cast, contact):
    for n in range(22):
        row = come(mail(f"{n}", message_id=f"<{n}@c>"))
    assert (row.state, row.reason) == (MailState.TRAY, TrayReason.FLOOD)
    assert Ticket.objects.count() == 20


def test_a_report_of_a_server_is_told_like_a_refusal(cast, contact, sink):
    ticket = reported(cast, MONDAY)
    said = messages.send_message(ticket, by=cast.staff["agent"], at=MONDAY, body="您好")
    outbox.deliver_due(at=MONDAY)
    ours = mail_id(said.delivery.message.message_id)
    late = bounce(ours, recipient=CUSTOMER).replace(b"Action: failed", b"Action: delayed")
    assert come(late, MONDAY + HOUR).state == MailState.MACHINE
    assert come(bounce(ours, recipient="old@else.example"), MONDAY + HOUR).reason == "report"
    assert messages.note_undelivered(MONDAY + HOUR, limit=10) == 0
    come(bounce(ours, recipient=CUSTOMER), MONDAY + HOUR)
    assert messages.note_undelivered(MONDAY + HOUR, limit=10) == 1
    (line,) = ticket.events.filter(kind=EventKind.UNDELIVERED)
    assert "550" in line.note and CUSTOMER not in line.note
    assert not heard(ticket).exists()


def test_a_report_about_somebody_elses_mail_does_nothing(cast, contact):
    row = come(bounce("<00000000-0000-0000-0000-000000000000@elsewhere.example>"))
    assert (row.state, row.reason, row.ticket) == (MailState.TRAY, TrayReason.REPORT, None)


def test_files_that_are_refused_are_told_and_the_words_are_kept(cast, contact):
    row = come(mail("见附件", files={"setup.exe": b"MZ" + b"\0" * 100, "铭牌.png": PNG}))
    assert row.communication.body == "见附件"
    assert "setup.exe" in row.ticket.communications.get(direction=Direction.NOTE).body
    assert [one.file.name for one in Attachment.objects.filter(ticket=row.ticket)] == ["铭牌.png"]


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (mail(sender="陌生人 <who@else.example>"), TrayReason.SENDER),
        (b"From: zhang@customer.example\r\n\r\n", TrayReason.EMPTY),
        (
            b"From: zhang@customer.example\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n"
            + b"--x\r\n\r\na\r\n" * 300,
            TrayReason.PARTS,
        ),
    ],
)
def test_what_finds_no_way_waits_in_the_tray_with_its_reason(cast, contact, raw, reason):
    row = come(raw)
    assert (row.state, row.reason) == (MailState.TRAY, reason)
    assert bytes(row.raw) == raw and not Ticket.objects.exists()


@pytest.mark.parametrize(("gone", "told"), [((), "supervisor"), (("supervisor",), "manager")])
def test_who_sorts_mails_is_told_once_an_hour(cast, contact, gone, told):
    User.objects.filter(groups__name__in=gone).update(is_active=False)
    for n in range(3):
        come(mail(f"第{n}封", sender="陌生人 <who@else.example>", message_id=f"<{n}@else>"))
    notices = InboxItem.objects.filter(topic=Topic.TRAY)
    people = User.objects.filter(groups__name=told, is_active=True)
    assert {notice.user for notice in notices} == set(people)
    assert notices.count() == len(people)


def test_of_two_people_with_one_address_a_person_chooses(cast, contact):
    people.add_contact(contact.customer, name="王强", email=CUSTOMER, at=MONDAY)
    row = come(mail())
    assert row.reason == TrayReason.SEVERAL


def test_one_that_is_too_large_is_kept_by_its_head(cast, contact):
    raw = mail()
    intake.keep_mail("box", raw, size=40 << 20, message_id="<l@c>", received_at=MONDAY)
    intake.take_mails(MONDAY, limit=10)
    assert IncomingMail.objects.get().reason == TrayReason.LARGE


def test_a_mail_that_fails_each_time_is_given_up_and_stops_no_other(cast, contact):
    good = mail("好的", message_id="<good@c>")
    for raw in (mail(), good):
        intake.keep_mail("box", raw, size=len(raw), message_id=id_of(raw), received_at=MONDAY)
    poison = IncomingMail.objects.earliest("pk")
    IncomingMail.objects.filter(pk=poison.pk).update(attempts=intake.ATTEMPTS)
    intake.take_mails(MONDAY, limit=10)
    poison.refresh_from_db()
    assert (poison.state, poison.reason) == (MailState.TRAY, TrayReason.UNREADABLE)
    assert IncomingMail.objects.latest("pk").state == MailState.TAKEN


def test_a_mail_for_the_archive_waits_for_a_person(cast, contact, settings):
    ticket = reported(cast, MONDAY)
    moves.cancel_ticket(ticket, by=cast.staff["supervisor"], at=MONDAY, note="误报")
    moves.archive_ticket(ticket, by=cast.staff["manager"], at=MONDAY)
    to = reply_address(SERVICE, ticket.number, settings.SECRET_KEY)
    row = come(mail(to=to))
    assert (row.state, row.reason, row.ticket) == (MailState.TRAY, TrayReason.ARCHIVED, ticket)


def test_a_person_puts_a_mail_into_a_ticket_once(cast, contact):
    ticket = reported(cast, MONDAY)
    row = come(mail("我是新同事", sender="新人 <new@customer.example>"))
    agent = cast.staff["agent"]
    intake.file_mail(row.pk, ticket, by=agent, at=MONDAY + HOUR)
    row.refresh_from_db()
    assert (row.state, row.ended_by) == (MailState.TAKEN, agent)
    assert heard(ticket).get().body == "我是新同事"
    for act in (
        lambda: intake.file_mail(row.pk, ticket, by=agent, at=MONDAY + HOUR),
        lambda: intake.discard_mail(row.pk, by=agent, at=MONDAY + HOUR),
    ):
        with pytest.raises(LawBroken):
            act()


def test_old_mails_are_emptied_and_their_words_stay(cast, contact):
    row = come(mail())
    later = MONDAY + timedelta(days=31)
    kept_for = timedelta(days=30)
    assert intake.forget_raw_mails(MONDAY + HOUR, kept_for=kept_for, limit=10) == 0
    assert intake.forget_raw_mails(later, kept_for=kept_for, limit=10) == 1
    assert intake.forget_raw_mails(later, kept_for=kept_for, limit=10) == 0
    row.refresh_from_db()
    assert bytes(row.raw) == b"" and row.communication.body


def test_one_mail_by_two_of_our_addresses_is_one(cast, contact):
    first = come(mail())
    copy = come(mail(Delivered_To="support@example.com"))
    assert (copy.state, copy.ticket) == (MailState.DISCARDED, first.ticket)
    assert Ticket.objects.count() == 1 and heard(first.ticket).count() == 1
    assert come(mail("别的内容")).state == MailState.TAKEN, "some programs use an id twice"


def test_a_subject_alone_is_a_matter(cast, contact):
    row = come(mail("", subject="设备停机，请来电"))
    assert (row.ticket.summary, row.communication.body) == ("设备停机，请来电", "设备停机，请来电")


def test_of_a_forwarded_mail_nothing_is_left_out(cast, contact):
    body = "FYI\n\n---------- Forwarded message ----------\nFrom: x\n设备停机"
    assert come(mail(body)).communication.body == body


def test_a_mail_by_a_list_is_a_persons(cast, contact, sink):
    row = come(mail(List_Id="<service.example.com>"))
    assert row.state == MailState.TAKEN
    assert not Outbox.objects.filter(user=None).exists(), "but gets no receipt"
    assert come(mail(sender="x@else.example", List_Id="<news>", message_id="<2@c>")).state == (
        MailState.MACHINE
    )


def test_somebody_else_who_answers_is_not_taken_for_the_contact(cast, contact, settings):
    ticket = come(mail()).ticket
    to = reply_address(SERVICE, ticket.number, settings.SECRET_KEY)
    row = come(mail("我来补充", sender="同事 <x@else.example>", to=to, message_id="<2@c>"))
    assert row.communication.contact is None and row.ticket == ticket
    agent = browser_of(cast.staff["agent"])
    page = agent.get(f"/tickets/{ticket.number}/").content.decode()
    assert "x***@else.example" in page and "x@else.example" not in page


def test_a_merged_ticket_goes_on_in_the_other(cast, contact, settings):
    old, new = reported(cast, MONDAY), reported(cast, MONDAY)
    moves.merge_ticket(old, by=cast.staff["supervisor"], at=MONDAY, into=new)
    to = reply_address(SERVICE, old.number, settings.SECRET_KEY)
    assert come(mail(to=to)).ticket == new
    assert heard(new).count() == 1


def test_a_fault_that_passes_loses_no_file(cast, contact, settings):
    settings.CLAMD_URL = "tcp://127.0.0.1:9"
    row = come(mail(files={"铭牌.png": PNG}))
    assert row.state == MailState.NEW and not Ticket.objects.exists()
    settings.CLAMD_URL = ""
    intake.take_mails(MONDAY, limit=10)
    row.refresh_from_db()
    assert Attachment.objects.get(ticket=row.ticket).file.name == "铭牌.png"


def test_a_channel_that_is_called_otherwise_stops_no_mail(cast, contact):
    Channel.objects.filter(code="mail").update(code="post")
    assert come(mail()).state == MailState.TAKEN


@pytest.mark.parametrize("fault", ["unreadable", "large"])
def test_one_that_cannot_be_read_can_still_be_filed_and_says_what_is_missing(cast, contact, fault):
    parts = b"\r\n--x\r\n\r\na" * 1500
    raw = (
        "From: 张敏 <zhang@customer.example>\r\nSubject: 报修\r\n"
        "Content-Type: multipart/mixed; boundary=x\r\n\r\n"
    ).encode() + parts
    size = len(raw) + (1000 if fault == "large" else 0)
    intake.keep_mail("box", raw, size=size, message_id="<l@c>", received_at=MONDAY)
    intake.take_mails(MONDAY, limit=10)
    row = IncomingMail.objects.get()
    assert (row.sender, row.subject) == (CUSTOMER, "报修")
    ticket = reported(cast, MONDAY)
    intake.file_mail(row.pk, ticket, by=cast.staff["agent"], at=MONDAY + HOUR)
    assert heard(ticket).get().body == "报修"
    assert ticket.communications.filter(direction=Direction.NOTE).exists()
