"""A person is removed everywhere at the person's request; the work stays."""

import pytest

from archive.actions import disposal, holds
from archive.actions.erasing import pattern_of, without_words, words_of
from archive.models import ArchiveRecord, DisposalRun
from core.errors import LawBroken, NotAllowed
from core.models import AuditEntry
from customers.models import Contact, Customer
from documents.models import StoredFile
from notifications.models import Outbox
from privacy.domain.classes import HIDDEN
from tests.archive.support import ARCHIVED, CONTACT, DAY, PHONE, archived, closed
from tests.fixtures import reported
from tests.support.all_rows import tables_that_hold
from tickets.record.models import Delivery, Ticket

pytestmark = pytest.mark.django_db
AT = ARCHIVED + DAY
WHY = "本人来信要求删除"


def erased(cast, contact):
    disposal.order_erasure(contact, by=cast.staff["manager"], at=AT, reason=WHY)
    disposal.carry_on_disposal(at=AT, limit=100)


def person():
    return Contact.objects.get(name=CONTACT)


def test_a_person_is_gone_from_every_text_and_the_texts_stay(cast):
    record = archived(cast)
    later = closed(cast, ARCHIVED).ticket
    Ticket.objects.filter(pk=later.pk).update(contact=None)
    contact = person()
    erased(cast, contact)
    assert tables_that_hold(CONTACT, PHONE) == []
    ticket = Ticket.objects.get(pk=record.ticket.pk)
    assert ticket.summary == f"{HIDDEN}的设备无法启动"
    assert ticket.original_text == f"请回电 {HIDDEN}"
    assert ticket.contact == contact, "that there was somebody is no secret"
    contact.refresh_from_db()
    assert (contact.name, contact.phone, contact.email) == (HIDDEN, "", "")
    assert DisposalRun.objects.get().finished_at == AT


def test_others_of_the_same_customer_keep_their_names(cast):
    archived(cast)
    contact = person()
    other = Contact.objects.create(
        customer=contact.customer, name="李雷", phone="13900001111", created_at=AT
    )
    erased(cast, contact)
    other.refresh_from_db()
    assert other.name == "李雷"


def test_nobody_is_removed_while_a_ticket_is_open_or_held(cast):
    ticket = reported(cast, ARCHIVED)
    contact = person()
    with pytest.raises(LawBroken, match=ticket.number):
        erased(cast, contact)
    Ticket.objects.filter(pk=ticket.pk).update(is_open=False, status="cancelled", cancel_reason="x")
    record = archived(cast)
    holds.set_hold(record, by=cast.staff["manager"], at=AT, reason="诉讼未结")
    with pytest.raises(LawBroken, match=record.file_no):
        erased(cast, contact)
    assert person().phone == PHONE


def test_only_who_may_removes_somebody_with_a_reason_and_once(cast):
    archived(cast)
    contact = person()
    with pytest.raises(NotAllowed):
        disposal.order_erasure(contact, by=cast.staff["agent"], at=AT, reason=WHY)
    with pytest.raises(LawBroken, match="原因"):
        disposal.order_erasure(contact, by=cast.staff["manager"], at=AT, reason=" ")
    erased(cast, contact)
    with pytest.raises(LawBroken, match="已经删除"):
        erased(cast, contact)


def test_words_are_hidden_as_people_write_them():
    pattern = pattern_of(("zm@example.com", "138 1234 5678", "Anna Schmidt", "张敏"))
    said = {"a": ["张敏来电 138-1234-5678, ZM@Example.com", 3], "b": "anna schmidt"}
    assert without_words(said, pattern) == {
        "a": [f"{HIDDEN}来电 {HIDDEN}, {HIDDEN}", 3],
        "b": HIDDEN,
    }
    assert without_words(None, pattern) is None


def test_what_a_colleague_shares_stays(cast):
    contact = person()
    Contact.objects.create(
        customer=contact.customer, name="李雷", phone=contact.phone, created_at=AT
    )
    assert words_of(contact) == (CONTACT,)


def test_a_waiting_letter_is_withheld_and_holds_up_nobody(cast):
    record = archived(cast)
    said = record.ticket.communications.filter(direction="out").first()
    letter = Outbox.objects.create(
        channel="mail",
        topic="letter",
        address="zm@example.com",
        data={"text": CONTACT},
        dedupe_key="x",
        created_at=AT,
        next_at=AT,
    )
    Delivery.objects.create(communication=said, message=letter)
    said.__class__.objects.filter(pk=said.pk).update(contact=person())
    erased(cast, person())
    letter.refresh_from_db()
    assert (letter.state, letter.address, letter.data) == ("withheld", HIDDEN, {})


def test_held_files_of_colleagues_stay_as_they_are_and_the_order_says_so(cast):
    record = archived(cast)
    other = closed(cast, ARCHIVED).ticket
    Ticket.objects.filter(pk=other.pk).update(contact=None)
    ArchiveRecord.objects.create(
        ticket=other,
        file_no="DA-1",
        key="x",
        archived_at=AT,
        retain_until=AT.date(),
        has_legal_hold=True,
    )
    erased(cast, person())
    assert Ticket.objects.get(pk=record.ticket.pk).summary == f"{HIDDEN}的设备无法启动"
    assert CONTACT in Ticket.objects.get(pk=other.pk).summary
    assert DisposalRun.objects.get().held == 1


def test_a_private_customer_goes_along(cast):
    archived(cast)
    contact = person()
    customer = contact.customer
    Customer.objects.filter(pk=customer.pk).update(segment="consumer", remark="张敏的家人接电话")
    erased(cast, contact)
    customer.refresh_from_db()
    assert customer.name == f"{HIDDEN} {customer.code}"
    assert (customer.remark, customer.is_anonymized) == ("", True)
    assert ArchiveRecord.objects.get().key.startswith(f"{HIDDEN}+")


def test_who_has_a_new_matter_meanwhile_stays_and_the_order_says_so(cast):
    archived(cast)
    contact = person()
    disposal.order_erasure(contact, by=cast.staff["manager"], at=AT, reason=WHY)
    reported(cast, AT)
    disposal.carry_on_disposal(at=AT, limit=100)
    run = DisposalRun.objects.get()
    assert run.finished_at == AT
    assert "未结工单" in run.problem
    assert person().phone == PHONE


def test_the_order_itself_names_nobody(cast):
    archived(cast)
    why = f"{CONTACT}来信"
    disposal.order_erasure(person(), by=cast.staff["manager"], at=AT, reason=why)
    assert DisposalRun.objects.get().reason == f"{HIDDEN}来信"
    assert AuditEntry.objects.get(action="disposal_asked").reason == f"{HIDDEN}来信"


def test_signatures_and_what_the_customer_sent_go_with_their_bytes(cast):
    record = archived(cast)
    file = record.ticket.attachments.get()
    record.ticket.attachments.update(visibility="customer")
    erased(cast, person())
    assert not StoredFile.objects.filter(pk=file.file_id).exists()
