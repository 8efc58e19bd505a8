"""A person is removed everywhere at the person's request; the work stays."""

import pytest

from archive.actions import disposal, holds
from archive.actions.erasing import without_words, words_of
from archive.models import DisposalRun
from core.errors import LawBroken, NotAllowed
from customers.models import Contact
from privacy.domain.classes import HIDDEN
from tests.archive.support import ARCHIVED, CONTACT, DAY, PHONE, archived, closed
from tests.fixtures import reported
from tests.support.all_rows import tables_that_hold
from tickets.record.models import Ticket

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


def test_words_are_hidden_in_whatever_a_field_holds():
    words = words_of(Contact(name="张敏", phone="138 1234 5678", email="zm@example.com"))
    assert words == ("zm@example.com", "138 1234 5678", "13812345678", "张敏")
    assert without_words({"a": ["张敏来电 13812345678", 3]}, words) == {
        "a": [f"{HIDDEN}来电 {HIDDEN}", 3]
    }
    assert without_words(memoryview(b"raw"), words) == b""
    assert without_words(None, words) is None
