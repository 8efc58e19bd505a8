"""Personal data go: of files that were kept long enough, and of somebody who has asked for it.

An order is a row. The worker carries it out in small steps, each a transaction that also notes how
far it came: who is killed loses nothing, does nothing twice, and holds no lock for long.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from archive import rules
from archive.actions.erasing import (
    forget_person,
    hide_person,
    pattern_of,
    without_words,
    words_of,
)
from archive.actions.forgetting import (
    contacts_of,
    empty_contacts,
    empty_old_messages,
    empty_tickets,
    withhold_messages,
)
from archive.enums import Audited, DisposalKind
from archive.models import ArchiveRecord, DisposalRun
from archive.queries.disposals import tickets_about
from core.actions import audit
from core.errors import LawBroken
from customers.models import Contact
from privacy.domain.classes import HIDDEN
from tickets.record.actions import ledger
from tickets.record.enums import EventKind
from tickets.record.models import Ticket, TicketQuerySet
from tickets.record.queries.desk_rules import current_desk_rule

logger = logging.getLogger(__name__)

DAYS_OF_YEAR = 366

# So many tickets a step: a tenth of a second at the most, on a slow machine.
STEP = 10

# So many old messages a step.
MESSAGES = 500


@dataclass(frozen=True, slots=True)
class Progress:
    """What a step has done: the keys it went through, and whether nothing is left to do."""

    keys: Sequence[int] = ()
    is_last: bool = False


# --- orders -----------------------------------------------------------------------------------
@transaction.atomic
def order_retention(*, by: User | None, at: datetime, until: date) -> DisposalRun:
    """Remove the personal data of all files that were to be kept until that day.

    Raises `NotAllowed`; `LawBroken` for a day to come, where nothing is due, and while such an
    order is being carried out.
    """
    if by is not None:
        rules.require_right(by, "dispose_archiverecord")
    if until > timezone.localdate(at):
        raise LawBroken(_("Files are kept until their day has come."), field="until")
    is_under_way = LawBroken(_("The last order is still being carried out."))
    if DisposalRun.objects.filter(kind=DisposalKind.RETENTION, finished_at=None).exists():
        raise is_under_way
    if not ArchiveRecord.objects.due(until).exists():
        raise LawBroken(_("No file has been kept long enough."))
    try:
        with transaction.atomic():
            run = DisposalRun.objects.create(
                kind=DisposalKind.RETENTION, requested_by=by, requested_at=at, until=until
            )
    except IntegrityError:
        # Somebody else was as quick.
        raise is_under_way from None
    _audit(run, by, at, target=f"file {until.isoformat()}")
    return run


@transaction.atomic
def order_erasure(contact: Contact, *, by: User, at: datetime, reason: str) -> DisposalRun:
    """Remove a person everywhere, at that person's request. What was done for the customer stays,
    without the person.

    Raises `NotAllowed`; `LawBroken` while one of the person's tickets is open or held, and for a
    person who is being removed or is gone.
    """
    rules.require_right(by, "dispose_archiverecord")
    if not reason.strip():
        raise LawBroken(_("Give a reason."), field="reason")
    contact = Contact.objects.select_for_update().get(pk=contact.pk)
    ordered = DisposalRun.objects.filter(contact=contact, finished_at=None)
    if contact.name == HIDDEN or ordered.exists():
        raise LawBroken(_("The person has been removed already."))
    tickets = Ticket.objects.filter(contact=contact)
    open_ticket = tickets.filter(is_open=True).first()
    if open_ticket is not None:
        raise LawBroken(
            _("Ticket %(number)s is still open: close or cancel it first.")
            % {"number": open_ticket.number}
        )
    held = ArchiveRecord.objects.filter(ticket__in=tickets, has_legal_hold=True).first()
    if held is not None:
        raise LawBroken(
            _("File %(number)s must be kept as it is: there is a legal hold.")
            % {"number": held.file_no}
        )
    withhold_messages(contact)
    run = DisposalRun.objects.create(
        kind=DisposalKind.ERASURE,
        requested_by=by,
        requested_at=at,
        contact=contact,
        # Whoever gives the reason names the person: nobody forgets an audit ledger.
        reason=without_words(reason.strip(), pattern_of(words_of(contact))),
    )
    _audit(run, by, at, target=f"customer {contact.customer.code}")
    return run


def _audit(run: DisposalRun, by: User | None, at: datetime, *, target: str) -> None:
    audit.write_audit_entry(
        Audited.DISPOSAL_ASKED, by=by, at=at, target=target, reason=run.reason, kind=run.kind
    )


# --- carrying out -----------------------------------------------------------------------------
def carry_on_disposal(*, at: datetime, limit: int) -> int:
    """Go on with what was ordered, people first, at most so many steps; how many tickets it were.

    An order that fails is logged and tried again by the next run; the others go on.
    """
    waiting = DisposalRun.objects.filter(finished_at=None).order_by("kind", "requested_at", "pk")
    done = steps = 0
    for run in waiting:
        try:
            is_finished = False
            while steps < limit and not is_finished:
                steps += 1
                progress = _take_step(run, at)
                done += len(progress.keys)
                is_finished = progress.is_last
        except Exception:
            logger.exception("order %s to remove personal data", run.pk)
    return done


@transaction.atomic
def _take_step(run: DisposalRun, at: datetime) -> Progress:
    """One step; nothing where another worker has finished the order."""
    run = DisposalRun.objects.select_for_update().get(pk=run.pk)
    if run.finished_at is not None:
        return Progress(is_last=True)
    permit_forgetting(run)
    progress = STEPS[DisposalKind(run.kind)](run, at)
    if progress.keys:
        run.cursor = progress.keys[-1]
        run.disposed += len(progress.keys)
    if progress.is_last:
        run.finished_at = at
    run.save()
    return progress


def permit_forgetting(run: DisposalRun) -> None:
    """Until the end of this transaction ledgers let their texts be emptied."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('aftersales.disposal', %s, true)", [str(run.pk)])


def _dispose_files(run: DisposalRun, at: datetime) -> Progress:
    """The next files that are due; then messages that are as old."""
    if run.until is None:
        raise ValueError("an order about files names its day")
    due = ArchiveRecord.objects.due(run.until).filter(pk__gt=run.cursor).order_by("pk")
    records = list(due.select_for_update(of=("self",))[:STEP])
    if not records:
        emptied = empty_old_messages(_oldest_kept(at), limit=MESSAGES)
        return Progress(is_last=not emptied)
    tickets = [record.ticket_id for record in records]
    people = contacts_of(tickets)
    empty_tickets(tickets)
    empty_contacts(people)
    for record in records:
        record.key = record.key_without_name
        record.manifest = [_without_name(entry) for entry in record.manifest]
        record.disposed_at = at
    ArchiveRecord.objects.bulk_update(records, ["key", "manifest", "disposed_at"])
    _write_lines(tickets, run, at)
    return Progress([record.pk for record in records])


def _oldest_kept(at: datetime) -> datetime:
    """What is older has been kept as long as any file."""
    years = current_desk_rule().years_kept
    return at - timedelta(days=DAYS_OF_YEAR * years)


def _without_name(entry: dict[str, Any]) -> dict[str, Any]:
    """A file of the contents by its size and hash alone; papers keep the names of their forms."""
    return entry | {"name": HIDDEN} if "size" in entry else entry


def _erase_person(run: DisposalRun, at: datetime) -> Progress:
    """The next tickets in which the person may be named; the person at last."""
    contact = run.contact
    if contact is None:
        raise ValueError("an order about a person names it")
    tickets = tickets_about(contact).filter(pk__gt=run.cursor).order_by("pk")
    free = tickets.exclude(archive_record__has_legal_hold=True)
    keys = _lock_tickets(free[:STEP])
    if keys:
        hide_person(contact, keys)
        _write_lines(keys, run, at)
        return Progress(keys)
    return _finish_erasure(run, contact, at)


def _finish_erasure(run: DisposalRun, contact: Contact, at: datetime) -> Progress:
    """What came in since the order was given, and the person. Who has a new matter meanwhile stays,
    and the order says so.
    """
    contact = Contact.objects.select_for_update(of=("self",)).get(pk=contact.pk)
    late = tickets_about(contact).filter(recorded_at__gte=run.requested_at)
    keys = _lock_tickets(late.exclude(archive_record__has_legal_hold=True).order_by("pk"))
    run.held = tickets_about(contact).filter(archive_record__has_legal_hold=True).count()
    if Ticket.objects.filter(contact=contact, is_open=True).exists():
        run.problem = _("The person has a new open ticket: the contact stays until it is closed.")
        return Progress(is_last=True)
    hide_person(contact, keys)
    _write_lines(keys, run, at)
    forget_person(contact)
    return Progress(is_last=True)


def _lock_tickets(tickets: TicketQuerySet) -> list[int]:
    """Their keys, in order, locked as every action locks a ticket."""
    return list(tickets.select_for_update(of=("self",), no_key=True).values_list("pk", flat=True))


STEPS: dict[DisposalKind, Callable[[DisposalRun, datetime], Progress]] = {
    DisposalKind.RETENTION: _dispose_files,
    DisposalKind.ERASURE: _erase_person,
}


def _write_lines(keys: Sequence[int], run: DisposalRun, at: datetime) -> None:
    """Each ticket says that something was removed, when, and by whose order."""
    ledger.write_lines(
        ledger.ledger_line(
            Ticket(pk=key), EventKind.DISPOSED, by=run.requested_by, at=at, after=run.kind
        )
        for key in keys
    )
