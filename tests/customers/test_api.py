"""Customers over REST: who is calling, how contacts are reached, and in which version."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from archive.actions.forgetting import empty_contact
from core.models import AuditEntry
from customers.actions import people
from customers.models import Channel, ConsentRecord, Contact, Customer, ProductModel
from demo.people import Cast
from tests.fixtures import browser_of
from tests.support.api_client import ApiClient

pytestmark = pytest.mark.django_db


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


def etag(crm: ApiClient, customer: Customer) -> str:
    answer = crm.get(f"customers/{customer.code}/")
    assert answer.headers["ETag"] == f'"{answer.json()["version"]}"'
    return answer.headers["ETag"]


def test_a_change_that_changes_nothing_makes_no_version(crm: ApiClient, customer: Customer) -> None:
    path, tag = f"customers/{customer.code}/", etag(crm, customer)
    shown = crm.get(path).json()
    for nothing in ({}, {"name": customer.name}, {"remark": customer.remark}):
        answer = crm.patch(path, nothing, If_Match=tag)
        assert (answer.status_code, answer.headers["ETag"]) == (200, tag)
    item = {"code": customer.code, "version": shown["version"], "changes": {}}
    [result] = crm.patch("customers/bulk/", {"items": [item]}).json()["results"]
    assert (result["status"], result["version"]) == (200, shown["version"])
    assert crm.get(path).json() == shown
    assert not AuditEntry.objects.filter(action="edit_customer").exists()
    assert crm.patch(path, {}, If_Match='"99"').status_code == 412
    changed = crm.patch(path, {"remark": "VIP"}, If_Match=tag)
    assert changed.json()["version"] == shown["version"] + 1


def test_all_that_a_customer_shows_has_its_version(
    crm: ApiClient, cast: Cast, customer: Customer
) -> None:
    by, at = cast.staff["supervisor"], timezone.now()
    contact = customer.contacts.get()
    path = f"customers/{customer.code}/contacts/"
    model = ProductModel.objects.create(code="AC-75", name="空压机")
    consent = {"purpose": "marketing", "evidence": "邮件"}
    changes: list[Callable[[], Any]] = [
        lambda: crm.post(path, {"name": "新人", "phone": "13911112222"}),
        lambda: crm.patch(f"{path}{contact.pk}/", {"email": "new@example.com"}),
        lambda: crm.post(f"{path}{contact.pk}/consents/", consent),
        lambda: crm.post(f"{path}{contact.pk}/consents/{ConsentRecord.objects.get().pk}/withdraw/"),
        lambda: crm.post(f"customers/{customer.code}/assets/", {"serial": "S-1", "model": "AC-75"}),
        lambda: people.mark_verified(customer, by=by, at=at),
        lambda: people.note_refused_email(contact, "new@example.com"),
        lambda: empty_contact(contact),
    ]
    for change in changes:
        before, seen = etag(crm, customer), crm.get(f"customers/{customer.code}/").json()
        answer = change()
        assert answer is None or answer.status_code < 300, answer.content.decode()
        after, now = etag(crm, customer), crm.get(f"customers/{customer.code}/").json()
        assert int(after.strip('"')) == int(before.strip('"')) + 1
        assert now.pop("version") != seen.pop("version") and now != seen
    # The same again shows nothing else.
    tag = etag(crm, customer)
    crm.post(path, {"name": "新人", "phone": "13911112222"})
    crm.patch(f"{path}{contact.pk}/", {"language": Contact.objects.get(pk=contact.pk).language})
    crm.post(f"customers/{customer.code}/assets/", {"serial": "S-1", "model": model.code})
    assert etag(crm, customer) == tag


def test_a_new_customer_begins_with_the_first_version(crm: ApiClient) -> None:
    contact = {"name": "许莹", "phone": "13900001111"}
    made = crm.post("customers/", {"name": "海天泵业", "contact": contact})
    assert (made.json()["version"], made.headers["ETag"]) == (1, '"1"')
