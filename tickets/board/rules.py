"""May this person watch the board? Changing anything from it takes the right to assign."""

from accounts.models import User
from tickets.record.rules import has_right


def may_watch_board(user: User) -> bool:
    """Those who assign (EX-6), and who sees everything, as analysts do.

    Every line of the board is a list that they may open anyway, so hiding it would protect nothing.
    """
    if not has_right(user, "view_ticket"):
        return False
    return has_right(user, "assign_ticket") or has_right(user, "see_all")


def may_reassign(user: User) -> bool:
    """May this person pick tickets on the board and give them to somebody?"""
    return has_right(user, "assign_ticket")
