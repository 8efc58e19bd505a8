"""Whom the words of an old desk name here: what is known is taken, what is missing is made once."""

import pytest

from accounts.models import Department, User
from customers.enums import Segment
from customers.models import Contact, Customer
from tests.fixtures import COMPANY, moment
from tickets.transfer.actions.history.lookups import LookupCache, person_of
from tickets.transfer.domain.history.incident import Incident

pytestmark = pytest.mark.django_db

AT = moment("2026-11-20 10:00")


def incident(customer, contact="", phone="", department=""):
    fields = {
        "customer": customer,
        "contact": contact,
        "phone": phone,
        "department": department,
    }
    return Incident(number="I1", row=2, fields=fields)


def cache_of(segment=Segment.ENTERPRISE):
    return LookupCache("old", segment, by=None, at=AT)


def test_unknown_departments_come_in_and_are_not_offered(cast):
    cache = cache_of()
    cache.load_for([incident("甲公司", department="Group 24")])
    made = Department.objects.get(name="Group 24")
    assert (cache.departments["Group 24"], made.is_active) == (made.pk, False)
    cache.load_for([incident("甲公司", department="Group 24")])
    cache_of().load_for([incident("甲公司", department="Group 24")])
    assert Department.objects.filter(name="Group 24").count() == 1


def test_a_company_that_is_known_by_its_name_is_not_made_again(cast):
    cache = cache_of()
    cache.load_for([incident(COMPANY), incident("甲公司")])
    assert cache.customers[COMPANY].pk == cast.customers[COMPANY].pk
    made = Customer.objects.get(name="甲公司")
    assert (made.external_id, made.source, made.created_at) == ("old:甲公司", "import", AT)


def test_private_people_of_one_name_are_not_one_person(cast):
    cache = cache_of(Segment.CONSUMER)
    cache.load_for([incident(COMPANY)])
    assert cache.customers[COMPANY].pk != cast.customers[COMPANY].pk


def test_a_customer_made_by_one_import_is_known_to_the_next(cast):
    first, second = cache_of(Segment.CONSUMER), cache_of(Segment.CONSUMER)
    first.load_for([incident("甲公司")])
    second.load_for([incident("甲公司")])
    assert second.customers["甲公司"].pk == first.customers["甲公司"].pk


def test_the_first_contact_of_a_customer_is_its_primary_one_and_it_is_found_by_them(cast):
    cache = cache_of()
    people = [
        incident("甲公司", "李四", "138 0000 0001"),
        incident("甲公司", "王五", "13800000002"),
        incident("甲公司", "李四", "138 0000 0001"),
    ]
    cache.load_for(people)
    rows = Contact.objects.filter(customer__name="甲公司").order_by("pk")
    assert [(row.name, row.phone_digits, row.is_primary) for row in rows] == [
        ("李四", "13800000001", True),
        ("王五", "13800000002", False),
    ]
    assert cache.contacts[person_of(people[0])].pk == rows[0].pk
    found = Customer.objects.get(name="甲公司").search_text
    assert "李四" in found and "13800000002" in found


def test_a_name_that_two_people_bear_names_nobody(cast):
    twin = cast.staff["agent"].display_name
    User.objects.create(username="twin", display_name=twin, email="twin@example.com")
    people = cache_of().people
    assert twin not in people
    assert people[cast.staff["engineer"].display_name] == cast.staff["engineer"].pk


def test_after_a_failure_nothing_of_it_is_remembered(cast):
    cache = cache_of()
    cache.load_for([incident("甲公司", "李四", department="Group 24")])
    Department.objects.filter(name="Group 24").delete()
    cache.forget_made()
    assert (cache.customers, cache.contacts) == ({}, {})
    assert "Group 24" not in cache.departments
