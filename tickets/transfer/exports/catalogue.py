"""The forms of the work order for the command `export_form`: written, and noted for audit."""

from datetime import datetime
from typing import IO

from core.actions import audit
from customers.rules import MASKED, UNMASKED, ContactVisibility
from tickets.record.enums import Audited
from tickets.record.models import Ticket, TicketQuerySet
from tickets.transfer.exports import forms

known_codes = forms.known_codes


class NeedsTicket(ValueError):
    """The form is of one ticket."""


def ticket_by_number(number: str) -> Ticket | None:
    """A ticket by its ticket or issue number."""
    by_number = Ticket.objects.filter(number=number).first()
    return by_number or Ticket.objects.filter(issue_no=number).first()


def tickets_reported(start: datetime | None = None, end: datetime | None = None) -> TicketQuerySet:
    """The tickets reported in a span (`end` exclusive), or all."""
    if start is None:
        return Ticket.objects.all()
    return Ticket.objects.filter(reported_at__gte=start, reported_at__lt=end)


def make_form(
    code: str, ticket: Ticket | None, tickets: TicketQuerySet, *, mark: str, is_masked: bool
) -> tuple[str, IO[bytes], int]:
    """Title, file and number of rows (tickets, for F3). Raises `NeedsTicket`."""
    visibility: ContactVisibility = MASKED if is_masked else UNMASKED
    if code == "F3":
        if ticket is None:
            raise NeedsTicket(code)
        return forms.F3_TITLE, forms.make_execution_form(ticket, visibility, mark), 1
    table = forms.tables()[code]
    if ticket:
        tickets = Ticket.objects.filter(pk=ticket.pk)
    ordered = tickets.order_by("reported_at", "pk")
    file, count = table.make_file(ordered, visibility, mark, of=ticket)
    return table.title, file, count


def note_export(
    code: str,
    ticket: Ticket | None,
    *,
    at: datetime,
    reason: str,
    is_masked: bool,
    rows: int,
    month: str,
) -> None:
    """The line of the audit ledger."""
    audit.write_audit_entry(
        Audited(f"export_{code.lower()}"),
        by=None,
        at=at,
        target=f"ticket {ticket.number}" if ticket else code,
        reason=reason,
        is_masked=is_masked,
        rows=rows,
        month=month,
    )
