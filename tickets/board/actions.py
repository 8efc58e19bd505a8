"""Many tickets change hands at once: each for itself, so that one which stays holds nobody up."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from accounts.models import Department, User
from core.errors import LawBroken, NotAllowed
from tickets.board.queries.reassigning import HandOver, reassign_obstacle
from tickets.record.models import Ticket
from tickets.work.actions import assignments


def reassign_tickets(
    tickets: Iterable[Ticket],
    *,
    by: User,
    at: datetime,
    department: Department | None,
    assignee: User | None,
    reason: str = "",
    seen: Mapping[str, str],
) -> list[HandOver]:
    """Give each to the department or person.

    `seen` names, by number, what was on the screen (`judgement_of`): what changed since stays.
    """
    outcomes = []
    for ticket in tickets:
        refused = reassign_obstacle(ticket, department, assignee)
        if not refused:
            # Each in a transaction of its own: a refusal takes nothing back of the others.
            try:
                assignments.assign_ticket(
                    ticket,
                    by=by,
                    at=at,
                    department=department,
                    assignee=assignee,
                    reason=reason,
                    seen=seen.get(ticket.number),
                )
            except (LawBroken, NotAllowed) as error:
                refused = str(error.message)
        outcomes.append(HandOver(ticket, refused))
    return outcomes
