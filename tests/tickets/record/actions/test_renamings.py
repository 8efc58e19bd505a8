"""A renamed customer: old tickets are found by the new name soon, whatever is killed, lost or held meanwhile."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction

from core.errors import StaleVersion
from customers.actions import people
from customers.models import Contact, Customer
from tests.fixtures import COMPANY, CONTACT, in_background, moment, reported
from tickets.record.actions import renamings
from tickets.record.enums import Priority, Tier
from tickets.record.models import Ticket
from tickets.work.actions import conversation, register

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
AT = moment("2026-03-16 10:00")
NEW = "华启智能装备股份有限公司"


def rename(cast, name=NEW, at=AT):
    customer = Customer.objects.get(pk=cast.customers[COMPANY].pk)
    return people.edit_customer(
        customer, by=cast.staff["supervisor"], at=at, version=customer.version, name=name
    )


def found(words):
    return set(Ticket.objects.matching(words, with_people=True).values_list("pk", flat=True))


def is_through(cast):
    return not Customer.objects.renamed().filter(pk=cast.customers[COMPANY].pk).exists()


def test_old_tickets_are_found_by_the_new_name_and_no_longer_by_the_old_one(cast):
    tickets = {reported(cast, AT - n * MINUTE).pk for n in range(3)}
    versions = set(Ticket.objects.values_list("pk", "version", "updated_at"))
    rename(cast)
    assert renamings.refresh_renamed(AT + SECOND) == 3
    assert found("智能装备") == found(CONTACT) == tickets
    assert not found("华启科技")
    assert set(Ticket.objects.values_list("pk", "version", "updated_at")) == versions, (
        "nobody edited them"
    )


def test_other_customers_and_tickets_without_a_contact(cast):
    theirs = reported(cast, AT, customer=next(name for name in cast.customers if name != COMPANY))
    alone = register.register_ticket(
        by=cast.staff["agent"],
        at=AT,
        customer=cast.customers[COMPANY],
        contact=None,
        channel=cast.channels["邮件"],
        summary="设备无法启动",
        tier=Tier.GENERAL,
        priority=Priority.LOW,
    )
    before = Ticket.objects.get(pk=theirs.pk).people_text
    rename(cast)
    assert renamings.refresh_renamed(AT + MINUTE) == 1
    assert found("智能装备") == {alone.pk}
    assert Ticket.objects.get(pk=theirs.pk).people_text == before


def test_what_a_ring_has_no_room_for_the_next_one_does(cast):
    tickets = {reported(cast, AT).pk for _n in range(5)}
    rename(cast)
    assert renamings.refresh_renamed(AT + MINUTE, room=2) == 2
    assert len(found("智能装备")) == 2
    assert not is_through(cast)
    assert [renamings.refresh_renamed(AT + MINUTE, room=2) for _n in range(3)] == [2, 1, 0]
    assert found("智能装备") == tickets
    assert is_through(cast)


def test_several_batches_in_one_ring(cast, monkeypatch):
    monkeypatch.setattr(renamings, "BATCH", 2)
    tickets = {reported(cast, AT).pk for _n in range(5)}
    rename(cast)
    assert renamings.refresh_renamed(AT + MINUTE) == 5
    assert found("智能装备") == tickets


def test_a_ticket_saved_with_the_old_name_while_the_customer_was_renamed(cast):
    """It was read before the renaming and is stored after the first ring has been through."""
    slow = reported(cast, AT)
    old = slow.people_text
    rename(cast)
    assert renamings.refresh_renamed(AT + SECOND) == 1
    Ticket.objects.filter(pk=slow.pk).update(people_text=old)
    assert not is_through(cast), "the last look comes later"
    assert renamings.refresh_renamed(AT + MINUTE) == 1
    assert is_through(cast)
    assert found("智能装备") == {slow.pk}


def test_renamed_again_while_a_ring_was_at_it(cast):
    reported(cast, AT)
    seen = rename(cast)
    rename(cast, "华启集团", AT + 2 * MINUTE)
    assert not people.mark_caught_up(seen), "what was read is no longer so"
    renamings.refresh_renamed(AT + 4 * MINUTE)
    assert is_through(cast)
    assert found("华启集团")


def test_other_edits_are_no_renaming(cast):
    customer = Customer.objects.get(pk=cast.customers[COMPANY].pk)
    people.edit_customer(
        customer,
        by=cast.staff["supervisor"],
        at=AT,
        version=customer.version,
        region="华南",
        name=customer.name,
    )
    assert is_through(cast)
    with pytest.raises(StaleVersion):
        people.edit_customer(
            customer, by=cast.staff["supervisor"], at=AT, version=customer.version, name=NEW
        )
    assert is_through(cast)


def test_a_contact_that_changed_is_followed_as_well(cast):
    ticket = reported(cast, AT)
    contact = Contact.objects.get(pk=ticket.contact_id)
    contact.name, contact.phone = "张小敏", "139 1111 2222"
    contact.save()
    rename(cast)
    renamings.refresh_renamed(AT + MINUTE)
    assert found("张小敏") == found("13911112222") == {ticket.pk}


@pytest.mark.parametrize("tickets", [1, 6])
def test_renaming_itself_costs_the_same_however_many_tickets(
    cast, tickets, django_assert_num_queries
):
    for _n in range(tickets):
        reported(cast, AT)
    customer = Customer.objects.get(pk=cast.customers[COMPANY].pk)
    by = cast.staff["supervisor"]
    with django_assert_num_queries(8):
        people.edit_customer(customer, by=by, at=AT, version=customer.version, name=NEW)


@pytest.mark.django_db(transaction=True)
def test_a_ticket_in_somebodys_hands_is_left_for_the_next_ring(cast):
    held, free = reported(cast, AT), reported(cast, AT)
    rename(cast)
    with transaction.atomic():
        conversation.write_note(held, by=cast.staff["engineer"], at=AT, body="现场查看")
        assert in_background(lambda: renamings.refresh_renamed(AT + MINUTE))() == 1, (
            "it does not wait"
        )
        assert in_background(lambda: found("智能装备"))() == {free.pk}
    assert not is_through(cast)
    assert renamings.refresh_renamed(AT + MINUTE) == 1
    assert is_through(cast)
    assert found("智能装备") == {held.pk, free.pk}
