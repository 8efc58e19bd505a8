"""The tickets of a person who leaves pass on, with the solutions that the person was to carry out."""

import pytest

from core.errors import LawBroken
from tests.factories.worked_tickets import cast, processing
from tests.fixtures import reported
from tests.tickets.world import at
from tickets.record.models import Ticket, TicketEvent
from tickets.work.actions import assignments, handover
from tickets.work.models import Solution

__all__ = ["cast"]
pytestmark = pytest.mark.django_db
NOON = "2026-03-16 12:00"


def test_tickets_and_solutions_pass_on(cast):
    ticket = reported(cast, at("2026-03-16 09:00"))
    play = processing(cast, ticket, "2026-03-16 10:00")
    leaving, receiver = Ticket.objects.get(pk=ticket.pk).assignee, cast.staff["engineer2"]
    assert leaving != receiver
    by = {"by": cast.staff["admin"], "at": at(NOON)}
    responsible = play.ticket.solutions.get().responsible

    assert handover.hand_over_tickets(leaving, to=receiver, **by) == 1
    assert handover.hand_over_solutions(responsible, to=receiver, **by) == 1
    ticket = Ticket.objects.get(pk=ticket.pk)
    assert ticket.assignee == receiver
    assert Solution.objects.get(ticket=ticket).responsible == receiver
    kinds = TicketEvent.objects.filter(ticket=ticket, at=at(NOON)).values_list("kind", flat=True)
    assert {"assigned", "edited"} <= set(kinds)
    # Nothing is left, so a second time does nothing.
    assert handover.hand_over_tickets(leaving, to=receiver, **by) == 0


def test_a_closed_ticket_keeps_its_assignee(cast):
    ticket = reported(cast, at("2026-03-16 09:00"))
    engineer = cast.staff["engineer"]
    Ticket.objects.filter(pk=ticket.pk).update(assignee=engineer, is_open=False, status="closed")
    by = {"by": cast.staff["admin"], "at": at(NOON)}
    assert handover.hand_over_tickets(engineer, to=None, **by) == 0
    assert Ticket.objects.get(pk=ticket.pk).assignee == engineer


def test_the_deadline_that_was_set_passes_on(cast):
    ticket = reported(cast, at("2026-03-16 09:00"))
    engineer, due_at = cast.staff["engineer"], at("2026-03-17 12:00")
    assignments.assign_ticket(
        ticket,
        by=cast.staff["supervisor"],
        at=at("2026-03-16 09:30"),
        department=None,
        assignee=engineer,
        due_at=due_at,
    )
    by = {"by": cast.staff["admin"], "at": at(NOON)}
    handover.hand_over_tickets(engineer, to=cast.staff["engineer2"], **by)
    assert ticket.assignments.get(ended_at=None).due_at == due_at


def test_a_solution_goes_to_nobody_who_may_not_open_its_ticket(cast):
    ticket = reported(cast, at("2026-03-16 09:00"))
    processing(cast, ticket, "2026-03-16 10:00")
    responsible = Solution.objects.get(ticket=ticket).responsible
    with pytest.raises(LawBroken) as refused:
        handover.hand_over_solutions(
            responsible, to=cast.staff["agent2"], by=cast.staff["admin"], at=at(NOON)
        )
    assert refused.value.field == "solutions"
