"""A CRM beside the desk, as docs/crm.md says it: nothing twice, nothing lost, whoever dies or hears nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from core.clock import database_now
from customers.models import Customer
from demo.people import Cast
from demo.stage import Play
from notifications.actions import endpoints, events, webhooks
from notifications.enums import DeliveryState
from notifications.models import WebhookDelivery
from tests.crm_process import Crm
from tests.factories.webhooks import set_up_endpoint
from tests.fixtures import table_held, until
from tests.processes import Processes
from tests.support.api_client import ApiClient
from tests.support.lossy_proxy import Line, line_to
from tickets.record.enums import Purpose
from tickets.record.models import Ticket
from tickets.work.actions import register

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def line(live_server: Any) -> Iterator[Line]:
    with line_to(live_server.url) as found:
        yield found


@pytest.fixture
def crm(cast: Cast, processes: Processes, line: Line, settings: Any) -> Crm:
    """It has a token, a secret, and a customer of its own that the desk knows already."""
    settings.WEBHOOK_INSIDE = ["127.0.0.1"]
    owner = cast.staff["supervisor"]
    found = Crm(processes, desk=line.address, token=ApiClient(owner).key)
    endpoint = set_up_endpoint("CRM", f"{found.address}/hook", owner)
    events.read_ledgers(at=database_now())
    found.start(endpoints.make_secret(endpoint, by=owner, at=database_now()))
    until(lambda: found.ask("customers"), "it has read the list of the desk")
    found.customer = add_customer(found, "海天泵业有限公司", "许莹", "13900001111")
    return found


def add_customer(crm: Crm, name: str, contact: str, phone: str) -> int:
    """Once the desk knows it; the CRM's key."""
    key = crm.add("customers", name=name, contact=contact, phone=phone)
    until(lambda: crm.ask(f"customers/{key}")["code"], "the desk knows the customer")
    return key


def tell() -> None:
    """As the jobs do: read the ledgers, send what is queued."""
    events.read_ledgers(at=database_now())
    webhooks.deliver_due(at=database_now(), seconds=20)


def numbered(crm: Crm, key: int) -> str:
    """Once the desk has the ticket."""
    return until(lambda: crm.ticket(key)["number"], "the desk has the ticket")


def solve(cast: Cast, number: str) -> None:
    """By the people of the desk."""
    play = Play(cast, Ticket.objects.get(number=number))
    play.say("已收到报修", database_now(), Purpose.ACK)
    play.accept(database_now())
    play.assign(database_now())
    play.solve(database_now(), database_now(), "更换启动电容")


def status_of(number: str) -> str:
    return Ticket.objects.get(number=number).status


def shows(crm: Crm, key: int, status: str) -> None:
    until(lambda: crm.ticket(key)["status"] == status, f"the CRM shows {status}")


def test_a_ticket_of_the_crm_is_solved_at_the_desk(cast: Cast, crm: Crm, line: Line) -> None:
    customer = Customer.objects.get(external_id=f"CRM-{crm.customer}")
    assert (customer.name, customer.contacts.get().name) == ("海天泵业有限公司", "许莹")
    key = crm.add("tickets", customer=crm.customer, summary="泵站振动超标")
    number = numbered(crm, key)
    ticket = Ticket.objects.get(number=number)
    assert (ticket.external_id, ticket.customer, ticket.source) == (f"CRM-{key}", customer, "api")

    solve(cast, number)
    tell()
    shows(crm, key, status_of(number))
    assert crm.ticket(key)["version"] == Ticket.objects.get(number=number).version
    assert WebhookDelivery.objects.exclude(state=DeliveryState.DONE).count() == 0
    hooks = crm.ask("hooks")
    assert {hook["came"] for hook in hooks} == {1}

    # Sent again by hand: it comes under the same id, and is taken once.
    until(lambda: not crm.ask("told"), "all is read that was told of")
    reads = line.keys_of("GET", f"/api/v1/tickets/{number}/")
    again = WebhookDelivery.objects.order_by("pk").first()
    endpoints.replay_deliveries([again], by=cast.staff["admin"], at=database_now())
    tell()
    came = {hook["id"]: hook["came"] for hook in crm.ask("hooks")}
    assert came.pop(f"evt_{again.event_id.hex}") == 2
    assert set(came.values()) == {1}
    numbered(crm, crm.add("tickets", customer=crm.customer, summary="下一张"))
    assert not crm.ask("told")
    assert line.keys_of("GET", f"/api/v1/tickets/{number}/") == reads, "nothing was read anew"


def test_answers_that_get_lost_do_nothing_twice(cast: Cast, crm: Crm, line: Line) -> None:
    line.next("lose", "POST", "/customers/")
    line.next("lose", "POST", "/tickets/")
    line.next("busy", "POST", "/tickets/")
    customer = add_customer(crm, "云岭食品厂", "李伟", "13700002222")
    key = crm.add("tickets", customer=customer, summary="包装机卡料")
    number = numbered(crm, key)
    assert line.keys_of("POST", "/api/v1/customers/")[-2:] == [f"crm-customer-{customer}"] * 2
    assert len(line.keys_of("POST", "/api/v1/tickets/")) == 3
    assert Customer.objects.filter(external_id=f"CRM-{customer}").count() == 1
    assert list(Ticket.objects.values_list("number", flat=True)) == [number]


def test_an_answer_that_does_not_come_is_asked_for_again(crm: Crm, line: Line) -> None:
    crm.kill()
    crm.processes.environment["CRM_TIMEOUT"] = "2"
    crm.start()
    held = line.next("hold", "POST", "/tickets/")
    first = crm.add("tickets", customer=crm.customer, summary="泵站振动超标")
    numbered(crm, first)
    held.go_on.set()

    # The desk is still at work when the same request comes again.
    with table_held("tickets_ticket"):
        second = crm.add("tickets", customer=crm.customer, summary="泵站漏油")
        until(lambda: ("POST", "/api/v1/tickets/", 409) in line.told, "the key is in use")
    numbered(crm, second)
    keys = line.keys_of("POST", "/api/v1/tickets/")
    assert keys.count(f"crm-ticket-{first}") >= 2 <= keys.count(f"crm-ticket-{second}")
    assert set(Ticket.objects.values_list("external_id", flat=True)) == {
        f"CRM-{first}",
        f"CRM-{second}",
    }
    assert Ticket.objects.count() == 2


def test_killed_in_the_middle_it_goes_on_where_it_was(cast: Cast, crm: Crm, line: Line) -> None:
    key = crm.add("tickets", customer=crm.customer, summary="泵站振动超标")
    number = numbered(crm, key)
    held = line.next("hold", "POST", "/tickets/")
    second = crm.add("tickets", customer=crm.customer, summary="泵站漏油")
    assert held.came.wait(180), "the desk has it, and the CRM does not know"
    crm.kill()
    held.go_on.set()

    # Meanwhile people work, and every message is lost for good.
    solve(cast, number)
    events.read_ledgers(at=database_now())
    WebhookDelivery.objects.update(state=DeliveryState.DEAD)

    crm.start()
    other = numbered(crm, second)
    shows(crm, key, status_of(number))
    assert set(Ticket.objects.values_list("number", flat=True)) == {number, other}
    assert len(crm.ask("tickets")) == 2


def test_what_begins_at_the_desk_comes_to_the_crm(cast: Cast, crm: Crm) -> None:
    customer = next(iter(cast.customers.values()))
    at = database_now()
    ticket = register.register_ticket(
        by=cast.staff["agent"],
        at=at,
        customer=customer,
        channel=cast.channels["邮件"],
        summary="设备无法启动",
    )
    tell()
    found = until(
        lambda: [row for row in crm.ask("tickets") if row["number"] == ticket.number],
        "the CRM has it too",
    )
    owner = crm.ask(f"customers/{found[0]['customer_id']}")
    assert (owner["code"], len(found)) == (customer.code, 1)


def test_two_edit_and_neither_overwrites_the_other(cast: Cast, crm: Crm, line: Line) -> None:
    key = crm.add("tickets", customer=crm.customer, summary="泵站振动超标")
    number = numbered(crm, key)
    agent = cast.staff["agent"]

    def write_at_desk(**fields: str) -> None:
        ticket = Ticket.objects.get(number=number)
        register.edit_description(
            ticket, by=agent, at=database_now(), version=ticket.version, **fields
        )

    def outcome_of(edit: int) -> str:
        found = {row["id"]: row["outcome"] for row in crm.ask("edits")}
        return found[edit]

    # Somebody writes elsewhere in it: both hold.
    write_at_desk(error_code="E07")
    first = crm.add(f"tickets/{key}/symptom", symptom="轴承发热", seen="")
    assert until(lambda: outcome_of(first), "the edit has an outcome") == "done"
    ticket = Ticket.objects.get(number=number)
    assert (ticket.symptom, ticket.error_code) == ("轴承发热", "E07")
    keys = line.keys_of("PATCH", f"/api/v1/tickets/{number}/")
    assert len(set(keys)) == len(keys) == 2, "412, and once more"

    # Somebody writes the very same: theirs stays, and the CRM says so.
    write_at_desk(symptom="轴承异响")
    second = crm.add(f"tickets/{key}/symptom", symptom="轴承冒烟", seen="轴承发热")
    told = until(lambda: outcome_of(second), "the edit has an outcome")
    assert told == "the desk has written: 轴承异响"
    assert Ticket.objects.get(number=number).symptom == "轴承异响"

    # The answer to an edit gets lost: it is made once.
    line.next("lose", "PATCH", f"/{number}/")
    third = crm.add(f"tickets/{key}/symptom", symptom="已停机", seen="轴承异响")
    assert until(lambda: outcome_of(third), "the edit has an outcome") == "done"
    assert Ticket.objects.get(number=number).symptom == "已停机"


def test_what_the_desk_did_not_sign_is_not_taken(crm: Crm) -> None:
    answer = requests.post(
        f"{crm.address}/hook",
        data=b'{"type":"ticket.closed","data":{"number":"202601-00001"}}',
        headers={
            "webhook-id": "evt_1",
            "webhook-timestamp": f"{database_now():%s}",
            "webhook-signature": "v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=",
        },
        timeout=30,
    )
    assert answer.status_code == 401
    assert crm.ask("hooks") == []
