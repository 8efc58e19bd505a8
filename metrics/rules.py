"""May this person see figures? They are about all tickets, so whoever sees only some sees none."""

from typing import Any

RIGHTS = ("tickets.view_ticket", "tickets.see_all")


def may_see(user: Any) -> bool:
    return user.has_perms(RIGHTS)
