"""Taking a ticket in hand: row lock, optimistic version, what it is found by."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from core.domain import text
from core.errors import LawBroken
from core.models.bulk import update_from_values
from core.work.record import lock_row
from customers.models import Contact, Customer
from tickets.record.domain import lifecycle
from tickets.record.domain.judgement import judgement_of
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
COLUMNS = [column.attname for column in Ticket._meta.concrete_fields]


def lock_ticket(ticket: Ticket, *, version: int | None = None) -> Ticket:
    """The ticket as it is now, locked, with its neighbours.

    Raises `StaleVersion` when the caller edited another version than the stored one.
    """
    return lock_row(ticket, version=version, neighbours=NEIGHBOURS)


class TicketBatch:
    """Tickets that are locked, worked on and stored together, in few statements."""

    def __init__(self, keys: Iterable[int], *, neighbours: Collection[str] = NEIGHBOURS) -> None:
        """Lock those of them that nobody else works on: the others are left for another time.

        They are read with the neighbours that the work on them needs.
        """
        locked = Ticket.objects.select_for_update(no_key=True, skip_locked=True)
        free = list(locked.filter(pk__in=keys).order_by("pk").values_list("pk", flat=True))
        # Locked first and read then, as a single one is.
        self.by_key = Ticket.objects.select_related(*neighbours).in_bulk(free)
        self._as_read = {key: _values_of(ticket) for key, ticket in self.by_key.items()}

    def store(self, tickets: Iterable[Ticket], *, by: User | None, at: datetime) -> None:
        """Store some of them as new versions, with who changed them and when."""
        changed = list(tickets)
        columns = set()
        for ticket in changed:
            ticket.updated_at, ticket.updated_by = at, by
            ticket.version += 1
            read = self._as_read[ticket.pk]
            columns |= {name for name, value in _values_of(ticket).items() if value != read[name]}
        update_from_values(Ticket, changed, sorted(columns))


def _values_of(ticket: Ticket) -> dict[str, object]:
    return {name: getattr(ticket, name) for name in COLUMNS}


def require_as_seen(ticket: Ticket, seen: str | None) -> None:
    """Raise `LawBroken` that names who was faster.

    That is when the ticket was judged or dispatched since it was looked at.
    """
    if seen and seen != judgement_of(ticket):
        holder = ticket.assignee or ticket.department or "—"
        now_is = f"{ticket.get_tier_display()} / {ticket.get_priority_display()}, {holder}"
        raise LawBroken(
            _("%(name)s changed it in the meantime. It is now: %(now)s.")
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
    # The long texts last: what is over the limit is cut off.
    matter = [
        ticket.number,
        ticket.issue_no,
        ticket.summary,
        ticket.error_code,
        ticket.order_no,
        ticket.asset.serial if ticket.asset else None,
        ticket.symptom,
        ticket.original_text,
    ]
    ticket.search_text = _needle(matter)
    ticket.people_text = people_words(ticket.customer, ticket.contact)


def people_words(customer: Customer, contact: Contact | None = None) -> str:
    """What those who may see people find a ticket by."""
    names = [customer.name]
    if contact:
        names += [contact.name, contact.phone, contact.phone_digits]
    return _needle(names)


def _needle(parts: Iterable[str | None]) -> str:
    return text.search_needle(" ".join(part for part in parts if part))[:SEARCH_LIMIT]
