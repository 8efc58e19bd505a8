"""Proposals of plans as far as somebody may read them."""

from django.db.models import QuerySet

from accounts.models import User
from plans import rules
from plans.enums import ProposalState
from plans.models import PlanProposal
from tickets.record.models import Ticket

MOST_BESIDE_TICKET = 5


def visible_proposals(user: User) -> QuerySet[PlanProposal]:
    """All for those who make plans; the own ones for those who see plans; else none."""
    rows = PlanProposal.objects.select_related(
        "by", "ticket", "plan", "problem__stage__plan", "decided_by"
    )
    if rules.has_right(user, "lead_plan"):
        return rows
    if rules.has_right(user, "view_plan"):
        return rows.filter(by=user)
    return rows.none()


def open_proposals_of(ticket: Ticket, user: User) -> list[PlanProposal]:
    """The newest proposals that came from a ticket and wait for an answer."""
    rows = visible_proposals(user).filter(ticket=ticket, state=ProposalState.OPEN)
    return list(rows[:MOST_BESIDE_TICKET])
