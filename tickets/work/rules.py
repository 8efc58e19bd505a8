"""May this person take a step that is no move of the lifecycle? Whether the state fits is asked
apart, so that a refusal says which of the two it is.
"""

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import NotAllowed
from tickets.record.domain import lifecycle
from tickets.record.domain.desk_numbers import DeskNumbers
from tickets.record.enums import Status
from tickets.record.models import Communication, Ticket
from tickets.record.rules import RIGHTS, has_right, require_right
from tickets.work.models import Assignment, Diagnosis, ProcessEntry, Solution

PROMISING_RIGHTS = ("accept_ticket", "solve_ticket", "promise_ticket")


def fits_taking(ticket: Ticket) -> bool:
    """Does the ticket wait for somebody to take it?"""
    if ticket.status == Status.ACCEPTED:
        return True
    # Work went on without anybody: the assignee gave it back.
    return ticket.assignee_id is None and ticket.status in lifecycle.WORKED_ON


def is_low_contact(said: Communication, numbers: DeskNumbers) -> bool:
    """Does the score of a contact call for a supervisor?"""
    if said.is_survey_answer:
        return said.is_low_score
    return said.is_low_score or numbers.is_low(said.score)


def handled_by(user: User) -> Q:
    """Of tickets those that the person had a hand in: has them, had them, found out what it was,
    wrote what to do or was to do it, did it.
    """
    ticket = OuterRef("pk")
    hands = (
        Assignment.objects.filter(ticket=ticket, assignee=user),
        Diagnosis.objects.filter(ticket=ticket, by=user),
        Solution.objects.filter(Q(author=user) | Q(responsible=user), ticket=ticket),
        ProcessEntry.objects.filter(ticket=ticket, by=user),
    )
    had_a_hand = Q(assignee=user)
    for rows in hands:
        had_a_hand |= Exists(rows.order_by())
    return had_a_hand


def may_call_about_low_score(user: User, ticket: Ticket) -> bool:
    """Has somebody else handled the ticket? Whoever earned a low score does not ask about it."""
    return not Ticket.objects.filter(handled_by(user), pk=ticket.pk).exists()


def may_take(user: User, ticket: Ticket) -> bool:
    """May this person take the ticket? One that nobody else has."""
    return ticket.assignee_id in (None, user.pk) and has_right(user, "diagnose_ticket")


def require_take(user: User, ticket: Ticket) -> None:
    """Raise `NotAllowed` without the right, and for what somebody else has."""
    require_right(user, "diagnose_ticket")
    if ticket.assignee_id not in (None, user.pk):
        raise NotAllowed(_("The ticket is assigned to someone else."))


def may_give_back(user: User, ticket: Ticket) -> bool:
    """Only the assignee can."""
    return ticket.assignee_id == user.pk


def require_give_back(user: User, ticket: Ticket) -> None:
    """Raise `NotAllowed` for others than the assignee."""
    if not may_give_back(user, ticket):
        raise NotAllowed(_("Only the assignee can decline it."))


def may_promise(user: User, _ticket: Ticket) -> bool:
    """May this person promise the customer a time? Postponing one takes a right of its own."""
    return any(has_right(user, right) for right in PROMISING_RIGHTS)


def require_promiser(user: User, ticket: Ticket) -> None:
    """Raise `NotAllowed` without one of the rights."""
    if not may_promise(user, ticket):
        raise RIGHTS.refusal()


def may_explain(user: User, ticket: Ticket) -> bool:
    """May this person give the reason of a miss? The assignee may, and a supervisor."""
    return ticket.assignee_id == user.pk or has_right(user, "retier_ticket")


def require_explain(user: User, ticket: Ticket) -> None:
    """Raise `NotAllowed` for others."""
    if not may_explain(user, ticket):
        raise NotAllowed(_("The assignee or a supervisor gives the reason."))
