"""What somebody who judges or dispatches a ticket has seen of it. Pure."""

from datetime import datetime
from typing import Protocol


class Judged(Protocol):
    """What of a ticket its judges decide."""

    tier: str
    priority: str
    department_id: int | None
    assignee_id: int | None
    promised_at: datetime | None


def judgement_of(ticket: Judged) -> str:
    """Tier, priority, department, assignee and promise as one text.

    Equal as long as none changed, so a second judge notices the first one.
    """
    promised = ticket.promised_at.isoformat() if ticket.promised_at else None
    return f"{ticket.tier}/{ticket.priority}/{ticket.department_id}/{ticket.assignee_id}/{promised}"
