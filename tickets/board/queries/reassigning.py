"""What becomes of chosen tickets when they change hands together, before and after."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import Department, User
from tickets.record.domain import lifecycle
from tickets.record.models import Ticket

# Tickets that change hands together.
MOST = 200


@dataclass(frozen=True, slots=True)
class HandOver:
    """One of the tickets; `refused` says why it stays where it is, empty if it changes hands."""

    ticket: Ticket
    refused: str = ""


def chosen_tickets(user: User, numbers: Iterable[str]) -> list[Ticket]:
    """Those of the numbers that the person may see, most urgent first. One statement."""
    # PostgreSQL knows no NUL in a text, and a form may bring one.
    wanted = {number for number in numbers if "\0" not in number}
    visible = Ticket.objects.visible_to(user).filter(number__in=wanted)
    rows = visible.select_related("department", "assignee")
    return list(rows.order_by("next_due_at", "pk"))


def foreseen_outcomes(
    tickets: Iterable[Ticket], department: Department | None, assignee: User | None
) -> list[HandOver]:
    """What would happen to each."""
    return [HandOver(ticket, reassign_obstacle(ticket, department, assignee)) for ticket in tickets]


def reassign_obstacle(ticket: Ticket, department: Department | None, assignee: User | None) -> str:
    """Why a ticket cannot change hands, or need not; empty if it can."""
    # Asked again by the action, under the lock: this is what the preview can know.
    if ticket.status not in lifecycle.EDITABLE:
        return _("This ticket is finished and can no longer be changed.")
    assignee_id = assignee.pk if assignee else None
    department_id = department.pk if department else None
    if (ticket.assignee_id, ticket.department_id) == (assignee_id, department_id):
        return _("It is already assigned there.")
    return ""
