"""What an order to remove personal data would reach."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from archive.models import ArchiveRecord
from customers.models import Contact
from tickets.record.models import Ticket, TicketQuerySet

# So many files are named on the page that asks.
NAMED = 50


@dataclass(frozen=True, slots=True)
class DueFiles:
    """The dry run: how many files would lose their personal data, the first of them, and how many
    stay because somebody holds them.
    """

    count: int
    first: list[ArchiveRecord]
    held: int


def due_files(day: date) -> DueFiles:
    """Those that were to be kept until that day. Three statements; nothing changes."""
    due = ArchiveRecord.objects.due(day)
    held = ArchiveRecord.objects.undisposed().filter(has_legal_hold=True, retain_until__lte=day)
    first = due.select_related("ticket__customer").order_by("retain_until", "pk")
    return DueFiles(due.count(), list(first[:NAMED]), held.count())


def tickets_about(contact: Contact) -> TicketQuerySet:
    """Tickets whose texts may name a person: all of the same customer."""
    return Ticket.objects.filter(Q(contact=contact) | Q(customer=contact.customer_id))
