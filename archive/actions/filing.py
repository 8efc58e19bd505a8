"""Archived tickets get their files: a number, a digest, a list of what belongs to them."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from archive.models import ArchiveRecord
from archive.queries.contents import archivers_of, contents_of, tickets_to_file
from core.actions import numbers
from core.domain.days import years_later
from tickets.record.actions import ledger
from tickets.record.enums import EventKind
from tickets.record.models import Ticket
from tickets.record.queries.desk_rules import current_desk_rule

FILE_PREFIX = "DA-"
KEY_LENGTH = ArchiveRecord._meta.get_field("key").max_length


@transaction.atomic
def file_tickets(*, at: datetime, limit: int) -> int:
    """Make the files of the oldest tickets that have none; their number.

    Each once, however many workers do so: a ticket that another one holds is left to it.
    """
    waiting = tickets_to_file().select_related("customer")
    tickets = list(waiting.select_for_update(skip_locked=True, of=("self",), no_key=True)[:limit])
    if not tickets:
        return 0

    ArchiveRecord.objects.bulk_create(_records_of(tickets))
    Ticket.objects.filter(pk__in=[ticket.pk for ticket in tickets]).update(filed_at=at)
    records = ArchiveRecord.objects.filter(ticket__in=tickets).select_related("ticket")
    ledger.write_lines(
        ledger.ledger_line(
            record.ticket,
            EventKind.FILED,
            by=None,
            at=record.archived_at,
            seen_at=at,
            after=record.file_no,
        )
        for record in records
    )
    return len(tickets)


def _records_of(tickets: Sequence[Ticket]) -> list[ArchiveRecord]:
    keys = [ticket.pk for ticket in tickets]
    contents = contents_of(tickets)
    archivers = archivers_of(keys)
    years = current_desk_rule().years_kept
    records = []
    for ticket in tickets:
        archived_at = ticket.archived_at or ticket.recorded_at
        records.append(
            ArchiveRecord(
                ticket=ticket,
                file_no=numbers.issue_monthly_number(prefix=FILE_PREFIX, at=archived_at),
                key=f"{ticket.customer.name}+{ticket.number}"[:KEY_LENGTH],
                digest=contents[ticket.pk].digest,
                manifest=contents[ticket.pk].manifest,
                archived_at=archived_at,
                archived_by_id=archivers.get(ticket.pk),
                retain_until=years_later(timezone.localdate(archived_at), years),
            )
        )
    return records
