"""Taking a ticket in hand and putting it back: row lock, optimistic version, what it is found by."""

from typing import Any

from django.utils.translation import gettext as _

from core.domain import text
from core.errors import LawBroken
from core.work.record import lock_row
from tickets.record.domain import lifecycle
from tickets.record.models import Ticket

SEARCH_LIMIT = 4000
NEIGHBOURS = (
    "customer",
    "contact",
    "channel",
    "issue_type",
    "asset__model",
    "department",
    "assignee",
    "accepted_by",
)


def lock_ticket(ticket: Ticket, *, version: int | None = None) -> Ticket:
    """The ticket as it is now, locked, with its neighbours.

    Raises `StaleVersion` when the caller edited another version than the stored one.
    """
    return lock_row(ticket, version=version, neighbours=NEIGHBOURS)


def as_seen(ticket: Ticket) -> str:
    """What somebody who judges or dispatches a ticket has seen of it."""
    promised = ticket.promised_at.isoformat() if ticket.promised_at else None
    return f"{ticket.tier}/{ticket.priority}/{ticket.department_id}/{ticket.assignee_id}/{promised}"


def require_as_seen(ticket: Ticket, seen: str | None) -> None:
    """Raise `LawBroken` that names who was faster, when the ticket was judged or dispatched since it was looked at."""
    if seen and seen != as_seen(ticket):
        now_is = f"{ticket.get_tier_display()} / {ticket.get_priority_display()}, {ticket.assignee or ticket.department or '—'}"
        raise LawBroken(
            _("%(name)s changed it meanwhile. It is now: %(now)s.")
            % {"name": ticket.updated_by, "now": now_is}
        )


def require_unsolved(ticket: Ticket) -> None:
    """Raise `LawBroken` for what is solved or ended."""
    if ticket.status not in lifecycle.UNSOLVED:
        raise LawBroken(_("This ticket is finished and can no longer be changed."))


def require_editable(ticket: Ticket) -> None:
    """Raise `LawBroken` for what is closed, cancelled or archived."""
    if ticket.status not in lifecycle.EDITABLE:
        raise LawBroken(_("This ticket is finished and can no longer be changed."))


def refresh_search_text(ticket: Ticket) -> None:
    """Collect what the ticket is found by; people's data apart, for those who may see them."""
    contact, asset = ticket.contact, ticket.asset
    matter = [
        ticket.number,
        ticket.issue_no,
        ticket.summary,
        ticket.error_code,
        ticket.order_no,
        asset and asset.serial,
    ]
    ticket.search_text = _needle([*matter, ticket.symptom, ticket.original_text])
    ticket.people_text = people_words(ticket.customer, contact)


def people_words(customer: Any, contact: Any = None) -> str:
    """What those who may see people find a ticket by."""
    return _needle(
        [customer.name, *((contact.name, contact.phone, contact.phone_digits) if contact else ())]
    )


def _needle(parts: list[str | None]) -> str:
    return text.search_needle(" ".join(part for part in parts if part))[:SEARCH_LIMIT]
