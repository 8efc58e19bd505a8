"""Tickets as the steps on them need them."""

from django.db.models import Exists, OuterRef

from tickets.limits.models import Escalation
from tickets.record.models import Ticket
from tickets.work.enums import SolutionState
from tickets.work.models import Solution

REASONS_WANTED = Exists(
    Escalation.objects.filter(
        clock__ticket=OuterRef("pk"), wants_reason=True, reason_at__isnull=True
    ).order_by()
)
TO_WORK_ON = Ticket.objects.select_related("customer", "contact").annotate(
    reasons_wanted=REASONS_WANTED
)
"""A ticket as its steps need it: whole."""


def author_to_decide(solution: Solution | None) -> int | None:
    """Who wrote the solution, if it waits for a decision."""
    if solution is None or solution.state != SolutionState.SUBMITTED:
        return None
    return solution.author_id
