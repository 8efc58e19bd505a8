"""Taking a ticket in hand and putting it back: row lock, optimistic version, what it is found by."""

from datetime import datetime
from typing import Any

from core.domain import text
from core.errors import LawBroken, StaleVersion
from tickets.domain import lifecycle
from tickets.models import Ticket

SEARCH_LIMIT = 4000
WITH = ("customer", "contact", "channel", "issue_type", "asset__model", "department", "assignee", "accepted_by")


def locked(ticket: Ticket, *, version: int | None = None) -> Ticket:
    """The row as it is now, locked. NO KEY, so that a sweep may write ledger lines beside it.

    Raises `StaleVersion` when the caller edited another version than the stored one.
    """
    rows = Ticket.objects.select_for_update(of=("self",), no_key=True).select_related(*WITH)
    current = rows.get(pk=ticket.pk)
    if version is not None and current.version != version:
        raise StaleVersion(current.version)
    return current


def require_editable(ticket: Ticket) -> None:
    """Raise `LawBroken` for what is closed, cancelled or archived."""
    if ticket.status not in lifecycle.EDITABLE:
        from django.utils.translation import gettext as _

        raise LawBroken(_("This ticket is finished and can no longer be changed."))


def save(ticket: Ticket, *, by: Any, at: datetime) -> Ticket:
    """Store the row as a new version."""
    ticket.version += 1
    ticket.updated_at, ticket.updated_by = at, by
    ticket.save()
    return ticket


def searchable(ticket: Ticket) -> str:
    """What the ticket is found by."""
    contact, asset = ticket.contact, ticket.asset
    parts = [
        ticket.number,
        ticket.issue_no or "",
        ticket.summary,
        ticket.error_code,
        ticket.order_no,
        ticket.customer.name,
        contact.name if contact else "",
        contact.phone if contact else "",
        contact.phone_digits if contact else "",
        asset.serial if asset else "",
        ticket.symptom,
        ticket.original_text,
    ]
    return text.needle(" ".join(part for part in parts if part))[:SEARCH_LIMIT]
