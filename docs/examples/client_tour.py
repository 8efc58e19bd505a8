"""The generated Python client at work: `make client`, then `pip install build/client`.

DESK_URL=https://desk.example DESK_TOKEN=desk_… python client_tour.py
"""

import os
from typing import TypeVar

from aftersales_client import AuthenticatedClient
from aftersales_client.api.customers import create_customer
from aftersales_client.api.tickets import (
    create_ticket,
    list_ticket_changes,
    list_ticket_clocks,
    list_ticket_steps,
    take_ticket_step,
)
from aftersales_client.models import (
    ContactIn,
    CustomerIn,
    CustomerOut,
    Problem,
    StepIn,
    TicketIn,
    TicketOut,
    TicketTier,
)

Answer = TypeVar("Answer")


def answered(answer: Answer | Problem | None) -> Answer:
    """What was answered. Raises `RuntimeError` with what the desk says where it refuses."""
    if answer is None:
        raise RuntimeError("This is no answer that the description knows.")
    if isinstance(answer, Problem):
        raise RuntimeError(f"{answer.code}: {answer.detail}")
    return answer


def make_customer(desk: AuthenticatedClient) -> CustomerOut:
    body = CustomerIn(
        name="海天泵业有限公司",
        external_id="4711",
        contact=ContactIn(name="许莹", phone="13900001111"),
    )
    made = create_customer.sync(client=desk, body=body, idempotency_key="crm-customer-4711")
    return answered(made)


def open_ticket(desk: AuthenticatedClient, customer: CustomerOut) -> TicketOut:
    body = TicketIn(
        customer=customer.code,
        contact=customer.contacts[0].id,
        channel="phone",
        summary="空压机无法启动",
        external_id="90001",
        tier=TicketTier.IMPORTANT,
    )
    return answered(create_ticket.sync(client=desk, body=body, idempotency_key="crm-case-90001"))


def accept_ticket(desk: AuthenticatedClient, ticket: TicketOut) -> TicketOut:
    """A step, if it is open now; what it takes says the list of steps."""
    steps = {step.key for step in answered(list_ticket_steps.sync(ticket.number, client=desk))}
    if "accept" not in steps:
        return ticket
    body = StepIn.from_dict({"is_verified": True, "ack_body": "您好，已收到您的报修。"})
    taken = take_ticket_step.sync(
        ticket.number, "accept", client=desk, body=body, idempotency_key="crm-accept-90001"
    )
    return answered(taken)


def main() -> None:
    address, token = os.environ["DESK_URL"], os.environ["DESK_TOKEN"]
    english = {"Accept-Language": "en"}
    with AuthenticatedClient(base_url=address, token=token, headers=english) as desk:
        mark = answered(list_ticket_changes.sync(client=desk)).after

        customer = make_customer(desk)
        ticket = open_ticket(desk, customer)
        print(f"{ticket.number} of {customer.code}: {ticket.status}")

        ticket = accept_ticket(desk, ticket)
        print(f"{ticket.number} is {ticket.status} now, version {ticket.version}")

        for clock in answered(list_ticket_clocks.sync(ticket.number, client=desk)):
            print(f"{clock.kind}: {' '.join(clock.explanation)}")

        for change in answered(list_ticket_changes.sync(client=desk, after=mark)).results:
            print(f"changed: {change.key}, {change.row.status if change.row else 'gone'}")


if __name__ == "__main__":
    main()
