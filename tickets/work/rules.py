"""May this person take a step that is no move of the lifecycle?"""

from accounts.models import User
from tickets.record.domain import lifecycle
from tickets.record.enums import Status
from tickets.record.models import Ticket
from tickets.record.rules import has_right

PROMISING_RIGHTS = ("accept_ticket", "solve_ticket", "promise_ticket")


def may_take(user: User, ticket: Ticket) -> bool:
    """May this person take the ticket? One that waits for work, and that nobody else has."""
    if ticket.assignee_id not in (None, user.pk) or not has_right(user, "diagnose_ticket"):
        return False
    if ticket.status == Status.ACCEPTED:
        return True
    # Work went on without anybody: the assignee gave it back.
    return ticket.assignee_id is None and ticket.status in lifecycle.WORKED_ON


def may_give_back(user: User, ticket: Ticket) -> bool:
    """Only the assignee can, and not what is solved."""
    return ticket.assignee_id == user.pk and ticket.status in lifecycle.UNSOLVED


def may_promise(user: User, ticket: Ticket) -> bool:
    """May this person promise the customer a time? Postponing one takes a right of its own."""
    if ticket.status not in lifecycle.UNSOLVED:
        return False
    return any(has_right(user, right) for right in PROMISING_RIGHTS)


def may_explain(user: User, ticket: Ticket) -> bool:
    """May this person give the reason of a miss? The assignee may, and a supervisor."""
    return ticket.assignee_id == user.pk or has_right(user, "retier_ticket")


def may_explain_now(user: User, ticket: Ticket) -> bool:
    """The same, while a reason is asked for: `reasons_wanted` comes with `TO_WORK_ON`."""
    is_wanted = ticket.reasons_wanted  # type: ignore[attr-defined]  # an annotation
    return bool(is_wanted) and may_explain(user, ticket)
