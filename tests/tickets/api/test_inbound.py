"""The way in for programs that fire webhooks: signed, within its owner's rights, into one ticket."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Department, User
from customers.models import Customer
from notifications.models import InboxItem
from tests.factories.inbound import send_event, set_up_source, signed_headers
from tests.support.api_client import ApiClient
from tickets.inbound.actions import make_source_secret
from tickets.inbound.enums import EventState
from tickets.inbound.models import InboundEvent, InboundSource
from tickets.record.models import Communication, IssueType, Ticket

pytestmark = pytest.mark.django_db

ALERT = {"external_id": "4711", "summary": "水泵振动超标", "nature": "fault"}


@pytest.fixture
def source(cast: Any) -> InboundSource:
    return set_up_source("monitor", cast.staff["supervisor"])


def kept() -> InboundEvent:
    return InboundEvent.objects.get(state=EventState.KEPT)


def test_an_event_registers_a_ticket_and_the_next_adds_a_message(cast: Any, source: Any) -> None:
    made = send_event(source, "e-1", {"type": "alert", "data": ALERT})
    assert made.status_code == 201, made.content.decode()
    ticket = Ticket.objects.get()
    assert made.json() == {
        "event": "e-1",
        "outcome": "ticket_made",
        "number": ticket.number,
        "errors": [],
    }
    assert (ticket.external_id, ticket.source, ticket.nature) == ("monitor:4711", "api", "fault")
    assert ticket.customer == source.customer and ticket.clocks.exists()
    ticket.assignee = cast.staff["engineer"]
    ticket.save()
    added = send_event(source, "e-2", {**ALERT, "message": "仍在振动"})
    assert (added.status_code, added.json()["outcome"]) == (200, "message_added")
    said = Communication.objects.get(ticket=ticket, direction="in")
    assert (said.body, said.by) == ("仍在振动", None)
    assert InboxItem.objects.filter(user=cast.staff["engineer"], topic="wrote").exists()
    again = send_event(source, "e-2", {**ALERT, "message": "仍在振动"})
    assert again.headers["Idempotency-Replayed"] == "true" and again.json() == added.json()
    assert Communication.objects.filter(direction="in").count() == 1
    assert not InboundEvent.objects.exclude(body="").exists(), "what was taken is not kept twice"


def test_the_words_of_another_program_are_read_from_their_places(cast: Any) -> None:
    fields = {
        "external_id": "alert.id",
        "summary": "alert.title",
        "new_customer.name": "site.name",
        "new_customer.phone": "site.phone",
        "nature": "=fault",
    }
    shop = set_up_source("shop", cast.staff["supervisor"], fields=fields, customer=None, prefix="")
    long = "温度" * 100
    body = {"alert": {"id": 9, "title": long}, "site": {"name": "新厂", "phone": "13911112222"}}
    assert send_event(shop, "e-1", body).status_code == 201
    ticket = Ticket.objects.get()
    assert (ticket.external_id, ticket.customer.name) == ("9", "新厂")
    assert ticket.summary.endswith("…") and ticket.original_text == long
    body["alert"] = {"id": 10, "title": "又一次"}
    send_event(shop, "e-2", body)
    assert Customer.objects.filter(name="新厂").count() == 1, "known by the phone"
    contacts = set(Ticket.objects.values_list("contact__phone", flat=True))
    assert contacts == {"13911112222"}


def test_what_a_source_always_says_is_a_text_also_of_numbers_and_flags(cast: Any) -> None:
    issue_type = IssueType.objects.order_by("pk")[0]
    customer = next(iter(cast.customers.values()))
    fields = {
        "external_id": "id",
        "summary": "title",
        "contact": "person",
        "issue_type": f"={issue_type.pk}",
        "is_synchronous": "=true",
    }
    person = str(customer.contacts.get().pk)
    shop = set_up_source("shop", cast.staff["supervisor"], fields=fields, customer=customer)
    assert send_event(shop, "e-1", {"id": 9, "title": "…", "person": person}).status_code == 201
    ticket = Ticket.objects.get()
    assert (ticket.issue_type, str(ticket.contact_id)) == (issue_type, person)
    assert ticket.first_responded_at is not None
    for near in (f" {person}", f"{person}.0", 2.5):
        answer = send_event(shop, f"e-{near}", {"id": 10, "title": "…", "person": near})
        assert answer.json()["errors"][0]["path"] == "$.contact"


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ("{", "$"),
        ("[]", "$"),
        ({"alert": 1}, "$.alert"),
        ({"external_id": "1"}, "$.summary"),
        ({"summary": "a", "customer": "C999999"}, "$.customer"),
        ({"summary": "a", "customer_external_id": "none"}, "$.customer"),
        ({"summary": "a", "new_customer": {"phone": "13700000000"}}, "$.new_customer.name"),
        ({"summary": "a", "tier": "urgent"}, "$.promised_at"),
        ({"summary": "a", "priority": "P1"}, "$.priority"),
        ({"summary": {"a": 1}}, "$.summary"),
        ({"summary": "a", "reported_at": "2099-01-01"}, "$.reported_at"),
        ({"summary": "a\u0000"}, "$.summary"),
    ],
)
def test_what_cannot_be_understood_is_kept_and_shown(
    cast: Any, source: Any, body: Any, path: str
) -> None:
    answer = send_event(source, "e-1", body)
    assert (answer.status_code, answer.json()["outcome"]) == (202, "kept")
    assert answer.json()["errors"][0]["path"] == path
    assert kept().body and not Ticket.objects.exists()
    assert InboxItem.objects.filter(user=cast.staff["admin"], topic="alarm").count() == 1


def test_a_body_may_be_no_object_of_ours_and_its_member_data_neither(source: Any) -> None:
    assert send_event(source, "e-1", {"data": [1, 2]}).status_code == 202
    assert send_event(source, "e-2", '"text"').status_code == 202
    assert InboundEvent.objects.filter(state=EventState.KEPT).count() == 2


def test_only_what_is_signed_by_a_valid_secret_within_five_minutes_comes_in(
    cast: Any, source: Any
) -> None:
    old = source.secret
    new = make_source_secret(source, by=cast.staff["admin"], at=timezone.now())
    assert send_event(source, "e-1", ALERT, secret=old).status_code == 201
    assert send_event(source, "e-2", ALERT, secret=new).status_code == 200
    InboundSource.objects.update(old_secret_until=timezone.now())
    refused = [
        send_event(source, "e-3", ALERT, secret=old),
        send_event(source, "e-3", ALERT, secret=new, late=timedelta(minutes=6)),
        send_event(source, "e-3", ALERT, secret=new, late=timedelta(minutes=-6)),
        send_event(source, "e-3", ALERT, secret=new, **{"webhook-id": "e-4"}),
        send_event(source, "e-3", ALERT, secret=new, **{"webhook-signature": "v1"}),
        send_event(source, "e-3", ALERT, secret=new, **{"webhook-signature": "v1,x y,z,"}),
        send_event(source, "e-3", ALERT, secret=new, **{"webhook-timestamp": "9" * 400}),
        send_event(source, "e-3", ALERT, secret=new, **{"webhook-timestamp": ""}),
    ]
    InboundSource.objects.update(is_active=False)
    refused.append(send_event(source, "e-3", ALERT, secret=new))
    source.code = "unknown"
    refused.append(send_event(source, "e-3", ALERT, secret=new))
    assert {answer.status_code for answer in refused} == {401}
    assert len({answer.content for answer in refused}) == 1, "told apart by nobody"
    assert refused[0].headers["Content-Type"] == "application/problem+json"
    assert InboundEvent.objects.count() == 2


def test_without_a_secret_nothing_comes_in_and_bytes_are_signed_as_they_are(source: Any) -> None:
    headers = signed_headers(source.secret, "e-1", '{"summary":  "a"}')
    path = f"/api/v1/inbound/{source.code}/"

    def post(body: bytes) -> int:
        sent = Client().post(path, body, content_type="text/plain", headers=headers)
        return sent.status_code

    assert post(b'{"summary": "a"}') == 401 and post(b"\xff") == 401
    assert post(b'{"summary":  "a"}') == 201
    InboundSource.objects.update(sealed_secret="")
    assert post(b'{"summary":  "a"}') == 401
    assert Client().get(path).status_code == 405


def test_too_much_too_long_and_too_often(source: Any) -> None:
    big = {"summary": "a", "original_text": "b" * 300_000}
    assert send_event(source, "e-1", big).status_code == 413
    assert send_event(source, "e" * 256, ALERT).status_code == 400
    InboundSource.objects.update(events_per_minute=1)
    assert send_event(source, "e-1", ALERT).status_code == 201
    often = send_event(source, "e-2", ALERT)
    assert (often.status_code, often.headers["Retry-After"]) == (429, "10")
    reused = send_event(source, "e-1", {**ALERT, "summary": "anders"})
    assert (reused.status_code, reused.json()["code"]) == (422, "key_reused")
    assert InboundEvent.objects.count() == 1


def test_done_is_what_the_owner_may_do(cast: Any) -> None:
    reader = set_up_source("bi", cast.staff["trainer"])
    assert send_event(reader, "e-1", ALERT).status_code == 202
    assert not Ticket.objects.exists()
    away = set_up_source("old", cast.staff["agent2"])
    User.objects.filter(username="agent2").update(is_active=False)
    assert send_event(away, "e-1", ALERT).status_code == 202
    assert InboundEvent.objects.filter(state=EventState.KEPT).count() == 2


def test_a_reference_of_a_ticket_that_the_owner_may_not_see_tells_nothing(cast: Any) -> None:
    crm = ApiClient(cast.staff["supervisor"])
    customer = next(iter(cast.customers.values()))
    body = {"channel": "phone", "summary": "异响", "customer": customer.code, "external_id": "1"}
    number = crm.post("tickets/", body).json()["number"]
    agent = cast.staff["agent"]
    elsewhere = Department.objects.exclude(pk=agent.department_id).first()
    crm.post(f"tickets/{number}/steps/assign/", {"department": elsewhere.name})
    shared = set_up_source("shop", agent, prefix="")
    answer = send_event(shared, "e-1", {"external_id": "1", "summary": "a"})
    assert answer.status_code == 202 and number not in answer.content.decode()
    assert not Communication.objects.filter(direction="in").exists()
    own = set_up_source("other", agent)
    assert send_event(own, "e-1", {"external_id": "1", "summary": "a"}).status_code == 201


def test_the_sender_reads_the_answer_in_its_language(source: Any) -> None:
    english = send_event(source, "e-1", {"external_id": "1"}, **{"Accept-Language": "en"})
    assert english.json()["errors"][0]["message"] == "The event does not say what it is about."
