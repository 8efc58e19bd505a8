"""The customer's page: the own case and nothing else, by a link and nothing else."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from feedback.models import Survey
from notifications.actions import outbox
from portal.actions import links
from portal.models import CustomerLink
from tests.feedback.support import solved
from tests.fixtures import browser_of, reported
from tests.support.all_rows import changed_tables, digests_of_tables
from tickets.record.enums import Direction, EventKind
from tickets.record.models import Attachment, Communication, Ticket, TicketEvent
from tickets.work.actions import conversation, messages

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 32


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def ticket(cast, now):
    return reported(cast, now - timedelta(hours=2))


@pytest.fixture
def path(ticket, now):
    return links.make_link(ticket.number, now)


def page_of(path, client=None):
    answer = (client or Client()).get(path)
    return answer.content.decode()


def answer_of(path, *, client=None, key=None, **fields):
    fields = {"submit_id": key or str(uuid.uuid4()), **fields}
    return (client or Client()).post(path, fields)


def test_it_shows_the_case_without_a_log_in(ticket, path):
    page = page_of(path)
    assert ticket.number in page and "已收到您的反馈" in page
    assert "首次回复" in page and "Service request" in page_of(f"{path}?lang=en")
    assert "<script" not in page, "a phone without scripts sees the same"


def test_the_address_is_told_to_nobody(path):
    answer = Client().get(path)
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["Cache-Control"] == "no-store"
    assert "noindex" in answer["X-Robots-Tag"]
    assert not answer.cookies


def test_no_word_of_the_desk_is_on_it(cast, ticket, path, now, sink):
    """A canary in every field of the ticket, of its notes, calls and lines that a customer must not read."""
    agent = cast.staff["agent"]
    seen = {"number", "original_text", "status"}
    for field in Ticket._meta.concrete_fields:
        is_text = isinstance(field, models.CharField | models.TextField) and not field.choices
        if is_text and field.name not in seen:
            setattr(ticket, field.name, f"canary-{field.name}"[: field.max_length or 100])
    ticket.save()
    conversation.write_note(ticket, by=agent, at=now, body="canary-note")
    conversation.record_contact(
        ticket,
        by=agent,
        at=now,
        body="canary-call",
        reaction="canary-reaction",
        channel=cast.channels["电话"],
        score=2,
    )
    conversation.record_contact(
        ticket,
        by=agent,
        at=now,
        body="canary-heard",
        channel=cast.channels["电话"],
        direction=Direction.IN,
    )
    file = SimpleUploadedFile("canary-file.png", PNG)
    conversation.attach_file(ticket, file, by=agent, at=now)
    contact = ticket.contact
    contact.email = "zhang@customer.example"
    contact.save()
    sink.script = lambda stage, address: "550 no" if stage == "rcpt" else "250 ok"
    messages.send_message(ticket, by=agent, at=now, body="canary-undelivered")
    outbox.deliver_due(at=now)
    for name, row in cast.staff.items():
        assert str(row) not in page_of(path), name
    page = page_of(path) + page_of(f"{path}?lang=en")
    assert "canary" not in page
    hidden = Attachment.objects.get(ticket=ticket)
    assert Client().get(f"{path}files/{hidden.file_id}/").status_code == 404


def test_what_the_desk_sent_is_there_with_its_files(cast, ticket, path, now, sink):
    ticket.contact.email = "zhang@customer.example"
    ticket.contact.save()
    file = SimpleUploadedFile("说明.png", PNG)
    messages.send_message(ticket, by=cast.staff["agent"], at=now, body="请看附图", uploads=[file])
    page = page_of(path)
    assert "请看附图" in page and "说明.png" in page
    kept = Attachment.objects.get(ticket=ticket)
    answer = Client().get(f"{path}files/{kept.file_id}/")
    assert answer.status_code == 200 and b"".join(answer.streaming_content) == PNG


def test_looking_changes_nothing(path, ticket):
    """A scanner opens every link, by GET and by HEAD, as often as it likes."""
    before = digests_of_tables()
    for _time in range(3):
        assert Client().get(path).status_code == 200
        assert Client().head(path).status_code == 200
    assert changed_tables(before) == []


def test_whatever_is_wrong_with_a_link_it_is_the_same_page(cast, ticket, path, now):
    revoked = links.make_link(reported(cast, now).number, now)
    CustomerLink.objects.filter(ticket__number__gt=ticket.number).update(revoked_at=now)
    expired = links.make_link(reported(cast, now).number, now - timedelta(days=91))
    pages = {
        Client().get(wrong).content
        for wrong in (revoked, expired, path[:-2] + "/", "/c/x/", f"/c/{'A' * 43}/")
    }
    (page,) = pages
    assert all(word not in page.decode() for word in (ticket.number, ticket.summary))


def test_a_link_opens_files_of_its_own_case_alone(cast, path, now, sink):
    other = reported(cast, now)
    other.contact.email = "x@customer.example"
    other.contact.save()
    messages.send_message(
        other,
        by=cast.staff["agent"],
        at=now,
        body="附图",
        uploads=[SimpleUploadedFile("a.png", PNG)],
    )
    foreign = Attachment.objects.get(ticket=other)
    assert Client().get(f"{path}files/{foreign.file_id}/").status_code == 404


def test_an_answer_with_a_picture_is_kept_once(ticket, path):
    key = str(uuid.uuid4())
    file = SimpleUploadedFile("铭牌.png", PNG)
    answer = answer_of(path, key=key, body="这是铭牌", uploads=[file])
    assert answer.status_code == 302 and "sent=1" in answer["Location"]
    again = answer_of(path, key=key, body="这是铭牌", uploads=[SimpleUploadedFile("铭牌.png", PNG)])
    assert again.status_code == 302
    said = Communication.objects.get(ticket=ticket, direction=Direction.IN)
    assert (said.body, said.by, said.channel.code) == ("这是铭牌", None, "website")
    page = page_of(path)
    assert "这是铭牌" in page and "铭牌.png" in page


def test_nothing_written_is_said_beside_the_field(path):
    answer = answer_of(path)
    assert answer.status_code == 422 and "请填写内容或添加图片" in answer.content.decode()


def test_a_refused_file_keeps_the_text(ticket, path):
    answer = answer_of(path, body="见附件", uploads=[SimpleUploadedFile("a.exe", b"MZ")])
    assert answer.status_code == 422 and "见附件" in answer.content.decode()
    assert not Communication.objects.filter(ticket=ticket).exists()


def test_files_of_who_has_no_link_are_not_even_read(path):
    large = SimpleUploadedFile("a.png", PNG + b"\0" * 6 * 1024 * 1024)
    assert answer_of(f"/c/{'A' * 43}/", body="x", uploads=[large]).status_code == 413
    small = SimpleUploadedFile("a.png", PNG)
    assert answer_of(f"/c/{'A' * 43}/", body="x", uploads=[small]).status_code == 400
    large.seek(0)
    assert answer_of(path, body="x", uploads=[large]).status_code == 302


def test_links_are_not_tried_by_the_hundred_and_a_right_one_is_never_counted(path):
    statuses = [Client().get(f"/c/{n:043d}/").status_code for n in range(22)]
    assert statuses == [404] * 20 + [429] * 2
    assert Client().get(path).status_code == 200


def test_a_link_does_not_flood_the_desk(ticket, path):
    statuses = [answer_of(path, body=f"{n}").status_code for n in range(22)]
    assert statuses == [302] * 20 + [429] * 2
    assert Communication.objects.filter(ticket=ticket).count() == 20


def test_its_statements_do_not_grow_with_the_case(cast, ticket, path, now):
    def statements():
        with CaptureQueriesContext(connection) as found:
            page_of(path)
        return len(found)

    few = statements()
    for n in range(30):
        answer_of(path, body=f"{n}", uploads=[SimpleUploadedFile(f"{n}.png", PNG)])
    assert statements() == few <= 8


def test_the_desk_makes_and_revokes_links(cast, ticket):
    agent, analyst = browser_of(cast.staff["agent"]), browser_of(cast.staff["analyst"])
    address = f"/customer-pages/{ticket.number}/"
    assert agent.get(address).status_code == 200
    assert analyst.get(address).status_code == 403
    assert analyst.post(f"{address}new/").status_code == 403
    page = agent.post(f"{address}new/").content.decode()
    path = page.partition("http://testserver")[2].partition('"')[0]
    assert Client().get(path).status_code == 200
    assert agent.post(f"{address}revoke/").status_code == 200
    assert Client().get(path).status_code == 404


def test_a_contact_who_reads_english_reads_it(ticket, path):
    ticket.contact.language = "en"
    ticket.contact.save()
    assert "What we promise" in page_of(path)
    assert 'lang="en"' in page_of(path)


def test_the_archive_takes_no_message(cast, ticket, path, now):
    from tickets.work.actions import moves

    moves.cancel_ticket(ticket, by=cast.staff["supervisor"], at=now, note="误报")
    assert "该服务单已取消" in page_of(path)
    moves.archive_ticket(ticket, by=cast.staff["manager"], at=now)
    assert "<form" not in page_of(path)
    assert answer_of(path, body="还有一个问题").status_code == 422
    assert not ticket.events.filter(kind=EventKind.CONTACT).exists()


def test_a_sheet_to_hand_over_holds_the_code_of_a_new_link_and_no_internal_word(cast, ticket, now):
    agent = browser_of(cast.staff["agent"])
    page = agent.post(f"/customer-pages/{ticket.number}/sheet/").content.decode()
    assert ticket.number in page and "data:image/svg+xml" in page and "首次回复" in page
    assert ticket.summary not in page and "<script" not in page
    link = CustomerLink.objects.get()
    assert link.created_by == cast.staff["agent"] and link.expires_at > now
    ticket.contact.language = "en"
    ticket.contact.save()
    page = agent.post(f"/customer-pages/{ticket.number}/sheet/").content.decode()
    assert "Scan to follow your case" in page and 'lang="en"' in page
    assert agent.get(f"/customer-pages/{ticket.number}/sheet/").status_code == 405
    assert browser_of(cast.staff["trainer"]).post(
        f"/customer-pages/{ticket.number}/sheet/"
    ).status_code in (403, 404)


# What the customer wrote, is asked, or was sent.
FOR_CUSTOMERS = {"CooperationItem", "Survey", "Delivery"}


def test_no_word_of_any_table_is_on_any_page_of_the_customer(cast, now, sink):
    """A canary in every text of every row that points to a solved ticket."""
    play = solved(cast, at=now - timedelta(hours=5))
    ticket = play.ticket
    conversation.write_note(ticket, by=cast.staff["agent"], at=now, body="内部")
    Survey.objects.create(ticket=ticket, cycle=0, made_at=now, sent_at=now, state="sent")
    filled = fill_with_canaries(ticket)
    assert filled >= {"Communication", "ProcessEntry", "Solution", "Confirmation", "SlaClock"}
    path = links.make_link(ticket.number, now)
    pages = [path, f"{path}survey/", f"{path}confirm/"]
    shown = "".join(page_of(one) + page_of(f"{one}?lang=en") for one in pages)
    assert "canary" not in shown
    assert not [name for name, row in cast.staff.items() if str(row) in shown]


def fill_with_canaries(ticket):
    """The names of the tables with a row that was filled."""
    filled = set()
    for relation in Ticket._meta.related_objects:
        model = relation.related_model
        is_own = model.__name__ in FOR_CUSTOMERS or model._meta.app_label == "portal"
        if is_own or model in (Ticket, TicketEvent):
            continue
        texts = {
            field.name: f"canary-{field.name}"[: field.max_length or 100]
            for field in model._meta.concrete_fields
            if isinstance(field, models.CharField | models.TextField)
            and not (field.choices or field.unique)
        }
        rows = model.objects.filter(**{relation.field.name: ticket})
        if texts and rows.update(**texts):
            filled.add(model.__name__)
    return filled
