"""May this person? One predicate behind buttons, actions, imports and exports.

Whether the state fits is the lifecycle's.
"""

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.queries.openable import paths_of_numbers
from core.errors import NotAllowed
from core.work.lifecycle import moves_open_to
from core.work.rules import Rights
from tickets.record.domain import lifecycle
from tickets.record.domain.scope import Extent
from tickets.record.enums import Move, Status
from tickets.record.models import Ticket, scope_of

RIGHTS = Rights("tickets")
has_right = RIGHTS.has_right
require_right = RIGHTS.require_right

MOVE_RIGHTS: dict[Move, str] = {
    Move.ACCEPT: "accept_ticket",
    Move.DIAGNOSE: "diagnose_ticket",
    Move.SUBMIT_SOLUTION: "solve_ticket",
    Move.APPROVE: "approve_solution",
    Move.REJECT: "approve_solution",
    Move.WAIT_CUSTOMER: "wait_ticket",
    Move.WAIT_INTERNAL: "wait_ticket",
    Move.RESUME: "wait_ticket",
    Move.FINISH: "process_ticket",
    Move.SOLUTION_FAILED: "process_ticket",
    Move.CONFIRM: "confirm_ticket",
    Move.REFUSE: "confirm_ticket",
    Move.CLOSE: "close_ticket",
    Move.REOPEN: "close_ticket",
    Move.ARCHIVE: "archive_ticket",
    Move.CANCEL: "cancel_ticket",
    Move.MERGE: "merge_ticket",
}
DECISIONS = (Move.APPROVE, Move.REJECT)


def may_move(user: User, move: Move, ticket: Ticket, author_id: int | None = None) -> bool:
    """May this person make the move on this ticket, whatever its state?

    `author_id` is who wrote the solution that the move decides on.
    """
    # What was closed has been counted, so opening it again is a right of its own.
    if move == Move.REOPEN and ticket.status == Status.CLOSED:
        return has_right(user, "reopen_closed_ticket")
    # Who has just registered something by mistake may take it back.
    if move == Move.CANCEL and ticket.status == Status.NEW and ticket.created_by_id == user.pk:
        return True
    if not has_right(user, MOVE_RIGHTS[move]):
        return False
    # Nobody begins on what somebody else has, but for those who dispatch.
    if move == Move.DIAGNOSE:
        return ticket.assignee_id in (None, user.pk) or has_right(user, "assign_ticket")
    # Four eyes: whoever wrote a solution does not decide on it.
    if move in DECISIONS:
        return author_id != user.pk
    return True


def require_move(user: User, move: Move, ticket: Ticket, author_id: int | None = None) -> None:
    """Raise `NotAllowed` with the reason."""
    if may_move(user, move, ticket, author_id):
        return
    if move in DECISIONS and author_id == user.pk:
        raise NotAllowed(_("A solution must be approved by someone other than its author."))
    if move == Move.DIAGNOSE and has_right(user, "diagnose_ticket"):
        raise NotAllowed(_("The ticket is assigned to someone else."))
    raise RIGHTS.refusal()


def moves_for(user: User, ticket: Ticket, author_id: int | None = None) -> list[Move]:
    """The moves that fit the state and that this person may make: the buttons of the page.

    `author_id` is who wrote the solution that waits for a decision.
    """
    return moves_open_to(
        lifecycle.LIFECYCLE,
        Status(ticket.status),
        lambda move: may_move(user, move, ticket, author_id),
    )


# States into which a ticket comes only by somebody who holds the right, whichever way it comes.
STATE_RIGHTS: dict[Status, str] = {
    Status.RESOLVED: "confirm_ticket",
    Status.CLOSED: "close_ticket",
    Status.ARCHIVED: "archive_ticket",
    Status.CANCELLED: "cancel_ticket",
}


def states_not_allowed(user: User | None) -> frozenset[Status]:
    """Those of which this person may bring no ticket in by a file. Nobody is the server: none."""
    if user is None:
        return frozenset()
    return frozenset(state for state, right in STATE_RIGHTS.items() if not has_right(user, right))


# Where mails wait that belong to no ticket by themselves.
TRAY = "/tickets/tray/"


def sees_tickets(user: User) -> bool:
    """Any tickets at all, were it only the own ones?"""
    return scope_of(user).extent is not Extent.NOTHING


def filter_ticket_paths(user: User, paths: set[str]) -> set[str]:
    """Of `/tickets/NUMBER/` those whose ticket the person may see, and the tray of mails: for
    messages.
    """
    of_tray = {path for path in paths if path == TRAY}
    seen = paths_of_numbers(paths - of_tray, Ticket.objects.visible_to(user))
    return seen | of_tray if has_right(user, "register_ticket") else seen
