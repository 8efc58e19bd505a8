"""May this person see figures? Of the very tickets that the person may see."""

from typing import Any

RIGHT = "tickets.view_ticket"


def may_see(user: Any) -> bool:
    """Whoever sees tickets sees their figures."""
    return user.has_perm(RIGHT)


def sees_all(user: Any) -> bool:
    """Are the person's figures those of the whole desk?"""
    return user.has_perms((RIGHT, "tickets.see_all"))


def may_see_people(user: Any) -> bool:
    """Figures of single people: whoever sees all tickets and gives them out (decision 45)."""
    return sees_all(user) and user.has_perm("tickets.assign_ticket")
