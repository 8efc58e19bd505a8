"""Who may have power over whom: rights weigh, and nobody acts on somebody of the same weight.

Roles are no ladder: an administrator may see no ticket, an agent may change no role. What counts is
what could be misused beyond the own desk (decision 28).
"""

from collections.abc import Collection
from enum import IntEnum

OVER_PEOPLE = {
    "accounts.add_user",
    "accounts.change_user",
    "accounts.delete_user",
    "auth.add_group",
    "auth.change_group",
    "auth.delete_group",
}
OVER_WHAT_IS_CLOSED = {
    "tickets.archive_ticket",
    "tickets.reopen_closed_ticket",
    "plans.archive_plan",
    "plans.lead_all_plans",
    "archive.hold_archiverecord",
    "archive.dispose_archiverecord",
}
OVER_EVERYBODYS_DATA = {
    "customers.export_unmasked",
    "tickets.see_all",
    "plans.see_all_plans",
    "archive.export_customer",
    "feedback.add_campaign",
}
OVER_EVERYBODYS_RULES = {
    "tickets.publish_rules",
    "tickets.change_deskrule",
    "tickets.change_slakind",
    "feedback.change_surveyrule",
    "notifications.change_messagetemplate",
    "notifications.change_chatgroup",
    "notifications.change_customerchannel",
    "notifications.change_outbox",
    "notifications.add_webhookendpoint",
    "notifications.change_webhookendpoint",
    "notifications.change_webhookdelivery",
    "tickets.add_inboundsource",
    "tickets.change_inboundsource",
    "tickets.change_inboundevent",
}

# Who holds one of these reaches everybody, or does what nobody can take back.
POWERS = frozenset(OVER_PEOPLE | OVER_WHAT_IS_CLOSED | OVER_EVERYBODYS_DATA | OVER_EVERYBODYS_RULES)


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
