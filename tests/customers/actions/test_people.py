"""Customers, contacts and devices: entered once, found by what people know of them, revealed with a trace."""

import pytest

from core.errors import LawBroken, StaleVersion
from core.models import AuditEntry
from customers.actions import people
from customers.models import Contact, Customer, ProductModel
from tests.fixtures import COMPANY, CONTACT, PHONE, cast, moment

__all__ = ["cast"]

pytestmark = pytest.mark.django_db

AT = moment("2024-06-03 09:00")


@pytest.fixture
def customer(cast):
    return cast.customers[COMPANY]


@pytest.fixture
def model():
    return ProductModel.objects.create(code="XT-100", name="智能终端")


def found_by(words):
    return list(Customer.objects.matching(words))


def test_a_customer_has_its_code_and_its_main_contact(cast):
    first, second = (
        people.register_customer(
            name=" 海天泵业有限公司\u200b",
            by=cast.staff["agent"],
            at=AT,
            contact_name="许莹",
            phone="１３６ 0000 1111",
        )
        for _n in range(2)
    )
    assert first.name == "海天泵业有限公司"
    assert int(second.code[1:]) == int(first.code[1:]) + 1
    contact = first.contacts.get()
    assert (contact.name, contact.is_primary, contact.phone_digits) == ("许莹", True, "13600001111")


def test_the_same_name_and_number_is_the_same_person(customer):
    known = customer.contacts.get()
    typed = people.add_contact(customer, name=f" {CONTACT} ", phone="138-1234-5678", at=AT)
    assert typed == known
    other = people.add_contact(customer, name=CONTACT, phone="13812345679", at=AT)
    assert other != known
    assert customer.contacts.count() == 2


def test_a_customer_is_found_by_contact_number_and_serial(customer, model):
    people.add_contact(customer, name="许莹", phone="136-0000-1111", at=AT)
    people.add_asset(customer, serial=" ＳＮ２０２４０１０１ ", model=model)
    for words in ("许莹", "13600001111", "sn20240101", "华启"):
        assert found_by(words) == [customer], words
    assert found_by("sn20249999") == []


def test_a_serial_number_belongs_to_one_customer(cast, customer, model):
    asset = people.add_asset(customer, serial="SN1", model=model)
    assert people.add_asset(customer, serial="ＳＮ１", model=model) == asset
    other = Customer.objects.exclude(pk=customer.pk).get()
    with pytest.raises(LawBroken) as refused:
        people.add_asset(other, serial="SN1", model=model)
    assert refused.value.field == "serial"
    asset.refresh_from_db()
    assert asset.customer == customer


def test_who_checked_the_data_is_kept_with_the_moment(cast, customer):
    people.mark_verified(customer, by=cast.staff["agent"], at=AT)
    stored = Customer.objects.get(pk=customer.pk)
    assert (stored.verified_by, stored.verified_at) == (cast.staff["agent"], AT)


def test_what_is_revealed_is_written_down_without_the_value(cast, customer):
    contact = customer.contacts.get()
    people.reveal_contact(contact, by=cast.staff["agent"], at=AT, reason="回电")
    entry = AuditEntry.objects.get(action="reveal_contact")
    assert (entry.actor, entry.at, entry.target, entry.reason) == (
        cast.staff["agent"],
        AT,
        f"contact {contact.pk}",
        "回电",
    )
    assert PHONE not in f"{entry.target} {entry.reason} {entry.data}"


def test_the_second_editor_is_told(cast, customer):
    edit = {"by": cast.staff["agent"], "at": AT, "version": customer.version}
    people.edit_customer(customer, **edit, region="华南")
    with pytest.raises(StaleVersion):
        people.edit_customer(customer, **edit, region="华北")
    stored = Customer.objects.get(pk=customer.pk)
    assert (stored.region, stored.version, stored.renamed_at) == (
        "华南",
        customer.version + 1,
        None,
    )
    assert AuditEntry.objects.get(action="edit_customer").data == {"fields": ["region"]}


def test_a_new_name_is_followed_until_everybody_has_it(cast, customer):
    by = cast.staff["agent"]
    renamed = people.edit_customer(
        customer, by=by, at=AT, version=customer.version, name="华启智能有限公司"
    )
    assert list(Customer.objects.renamed()) == [customer]
    assert found_by("华启智能") == [customer]
    later = moment("2024-06-03 10:00")
    again = people.edit_customer(renamed, by=by, at=later, version=renamed.version, name="华启集团")
    renamed.renamed_at = AT
    assert not people.mark_caught_up(renamed), "it was renamed again since it was read"
    assert people.mark_caught_up(again)
    assert not Customer.objects.renamed().exists()
    assert Contact.objects.filter(customer=customer).exists()
