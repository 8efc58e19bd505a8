"""Customers over REST: who is calling, how contacts are reached, and in which version."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from customers.models import Channel, Contact, Customer
from demo.people import Cast
from tests.fixtures import browser_of
from tests.support.api_client import ApiClient

pytestmark = pytest.mark.django_db


@pytest.fixture
def crm(cast: Cast) -> ApiClient:
    return ApiClient(cast.staff["supervisor"])


@pytest.fixture
def customer(cast: Cast) -> Customer:
    return next(iter(cast.customers.values()))


def test_of_several_who_have_a_number_the_first_is_told_with_how_many_there_are(
    crm: ApiClient, customer: Customer
) -> None:
    phone = customer.contacts.get().phone
    taken = []
    for others in range(3):
        with CaptureQueriesContext(connection) as captured:
            found = crm.get(f"callers/{phone}/").json()
        taken.append(len(captured))
        assert (found["code"], found["matches"]) == (customer.code, others + 1)
        contact = {"name": f"同号{others}", "phone": phone}
        crm.post("customers/", {"name": f"同号公司{others}", "contact": contact})
        # Of one customer twice it is one customer.
        crm.post(f"customers/{customer.code}/contacts/", contact)
    assert len(set(taken)) == 1, taken
    assert crm.get("callers/13700000000/").status_code == 404


LONG_MAIL = f"{'a' * 64}@{'.'.join(['b' * 60] * 3)}.{'c' * 20}.com"


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("phone", "abc"),
        ("phone", "1234"),
        ("phone", "1" * 41),
        # One sign that is kept as eighteen letters.
        ("phone", "12345" + "\ufdfa" * 30),
        ("email", "x"),
        ("email", LONG_MAIL),
        ("preferred_channel", "nope"),
        ("preferred_channel", "chat"),
        ("language", "xx"),
    ],
)
def test_how_a_contact_is_reached_is_checked_as_the_page_does(
    crm: ApiClient, cast: Cast, customer: Customer, name: str, written: str
) -> None:
    Channel.objects.filter(code="chat").update(is_active=False)
    contact = customer.contacts.get()
    path = f"customers/{customer.code}/contacts/"
    answers = [crm.patch(f"{path}{contact.pk}/", {name: written})]
    item = {"id": contact.pk, "changes": {name: written}}
    [result] = crm.patch("contacts/bulk/", {"items": [item]}).json()["results"]
    assert result["problem"]["errors"][0]["path"] == f"$.items[0].changes.{name}"
    if name in ("phone", "email"):
        new = {"name": "新人", name: written}
        answers.append(crm.post(path, new))
        answers.append(crm.post("customers/", {"name": "新客户", "contact": new}))
        call = {"channel": "phone", "summary": "…", "new_customer": new}
        answers.append(crm.post("tickets/", call))
    for answer in answers:
        assert answer.status_code == 422, answer.content.decode()
        assert answer.json()["errors"][0]["path"].endswith(f".{name}")
    browser = browser_of(cast.staff["supervisor"])
    channel = Channel.objects.filter(code=written).first()
    typed = {"language": "zh-hans", name: channel.pk if channel else written}
    page = browser.post(f"/customers/{customer.code}/contacts/{contact.pk}/edit/", typed)
    assert page.status_code == 422 and name in page.context["form"].errors
    known = Contact.objects.get(pk=contact.pk)
    assert (known.phone, known.email) == (contact.phone, contact.email)


@pytest.mark.parametrize(
    "phone", ["12315", "0532-88881234 转 801", "+86 138 0000 0001", "１３８００００１１１１"]
)
def test_a_phone_is_written_in_many_ways(crm: ApiClient, customer: Customer, phone: str) -> None:
    path = f"customers/{customer.code}/contacts/{customer.contacts.get().pk}/"
    assert crm.patch(path, {"phone": phone}).status_code == 200
