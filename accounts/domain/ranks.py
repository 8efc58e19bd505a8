"""Who may have power over whom: rights weigh, and nobody acts on somebody of the same weight.

Roles are no ladder: an administrator may see no ticket, an agent may change no role. What counts is
what could be misused beyond the own desk.
"""

from collections.abc import Collection
from enum import IntEnum

# Who holds one of these changes people and roles, or what nobody can take back.
POWERS = frozenset(
    {
        "accounts.add_user",
        "accounts.change_user",
        "auth.add_group",
        "auth.change_group",
        "tickets.archive_ticket",
        "tickets.reopen_closed_ticket",
        "plans.archive_plan",
        "plans.lead_all_plans",
    }
)


class Rank(IntEnum):
    """How much somebody could misuse."""

    WORKER = 1
    POWERFUL = 2
    ROOT = 3


def rank_of(rights: Collection[str], *, is_superuser: bool = False) -> Rank:
    """The rank of a person or of a role with these rights (`app.codename`)."""
    if is_superuser:
        return Rank.ROOT
    return Rank.POWERFUL if POWERS.intersection(rights) else Rank.WORKER


def is_above(one: Rank, other: Rank) -> bool:
    """May somebody of the first rank change people and roles of the other? Root may change all."""
    return one is Rank.ROOT or one > other
