"""Many tickets change hands at once: each for itself, so that one which stays holds nobody up."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from accounts.models import Department, User
from core.errors import LawBroken, NotAllowed
from tickets.board.queries.reassigning import HandOver, reassign_obstacle
from tickets.record.models import Ticket
from tickets.work.actions import assignments


def reassign_tickets(
    tickets: Iterable[Ticket],
    *,
    by: Any,
    at: datetime,
    department: Department | None,
    assignee: User | None,
    reason: str = "",
    seen: Mapping[str, str],
) -> list[HandOver]:
    """Give each to the department or person. `seen` names, by number, what was on the screen: what changed since stays."""
    told = {"by": by, "at": at, "department": department, "assignee": assignee, "reason": reason}
    return [
        HandOver(ticket, _refusal_reason(ticket, seen.get(ticket.number), told))
        for ticket in tickets
    ]


def _refusal_reason(ticket: Ticket, seen: str | None, told: dict[str, Any]) -> str:
    """Assign one; why it was refused, empty if it was not."""
    refused = reassign_obstacle(ticket, told["department"], told["assignee"])
    if refused:
        return refused
    try:
        assignments.assign_ticket(ticket, seen=seen, **told)
    except (LawBroken, NotAllowed) as error:
        return str(error.message)
    return ""
