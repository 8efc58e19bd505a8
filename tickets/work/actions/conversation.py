"""What was said, by whom, to whom; and what it means for the limits."""

from collections.abc import Sequence
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import LawBroken, NotAllowed
from core.models.bulk import insert_with_keys
from core.work.record import store_row
from customers.models import Channel, Contact
from documents import actions as files
from documents.models import StoredFile
from tickets.limits.actions import clocks
from tickets.limits.enums import ClockEvent
from tickets.record.actions import ledger
from tickets.record.actions.locking import lock_ticket
from tickets.record.domain import lifecycle
from tickets.record.domain.desk_numbers import DeskNumbers
from tickets.record.domain.moments import at_least
from tickets.record.enums import AttachmentKind, Direction, EventKind, Purpose, Visibility
from tickets.record.models import Attachment, Communication, Ticket, TicketEvent
from tickets.record.queries.desk_rules import current_desk_rule
from tickets.record.rules import has_right, require_right
from tickets.work.actions.telling import tell_of_low_score
from tickets.work.rules import is_low_contact, may_call_about_low_score

EVENTS_OF_PURPOSE: dict[str, tuple[ClockEvent, ...]] = {
    Purpose.SUBSTANTIVE: (ClockEvent.SUBSTANTIVE_REPLY,),
    Purpose.FEEDBACK: (ClockEvent.SUBSTANTIVE_REPLY,),
    Purpose.SURVEY: (ClockEvent.SURVEY_SENT,),
    Purpose.CALLBACK: (ClockEvent.CALLBACK_DONE,),
    Purpose.LOW_CALLBACK: (ClockEvent.LOW_CALLBACK_DONE,),
}


@transaction.atomic
def record_contact(
    ticket: Ticket,
    *,
    by: User,
    at: datetime,
    body: str,
    channel: Channel,
    direction: Direction = Direction.OUT,
    purpose: Purpose = Purpose.OTHER,
    happened_at: datetime | None = None,
    is_answered: bool = True,
    is_automatic: bool = False,
    person: Contact | None = None,
    reaction: str = "",
    score: int | None = None,
    is_low_score: bool = False,
    uploads: Sequence["UploadedFile[bytes]"] = (),
) -> Communication:
    """Record a contact with the customer.

    A human, outbound, answered one counts as first response and as progress update. `happened_at`
    is when it was, `at` when it is written down. `is_low_score` says that a part of the answer is
    low. Raises `BadFile` for an upload that is refused.
    """
    require_contact_right(by, purpose)
    ticket = lock_ticket(ticket)
    require_not_archived(ticket)
    if purpose == Purpose.LOW_CALLBACK:
        require_low_caller(by, ticket)
    moment = _moment_of_contact(ticket, happened_at or at, at)
    said = Communication(
        direction=direction,
        channel=channel,
        contact=person or ticket.contact,
        purpose=purpose,
        body=body,
        reaction=reaction,
        is_answered=is_answered,
        is_automatic=is_automatic,
        score=score,
        is_low_score=is_low_score,
        at=moment,
        recorded_at=at,
        by=by,
    )
    keep_contact(ticket, said)
    attach_files(ticket, uploads, by=by, at=at, said=said, visibility=Visibility.CUSTOMER)
    store_row(ticket, by=by, at=at)
    return said


def keep_contact(ticket: Ticket, said: Communication, *, lowest: int | None = None) -> None:
    """Store a contact with the customer of a locked ticket, and what it means for the limits.

    `lowest` is the score that makes it low, where that is another one than its own. The caller
    stores the ticket.
    """
    said.ticket = ticket
    (meant,) = keep_contacts([said])
    if said.score is not None and ClockEvent.LOW_SCORE in meant.events:
        tell_of_low_score(ticket, lowest or said.score, at=said.recorded_at)


def keep_contacts(contacts: Sequence[Communication]) -> list[clocks.Occurrence]:
    """Store contacts, each of another locked ticket that it names, and what they mean for the
    limits. As many statements as for one; the caller stores the tickets.
    """
    # The row is read only where a score was given: most contacts have none.
    is_scored = any(said.score is not None for said in contacts)
    numbers = current_desk_rule().as_numbers() if is_scored else None
    for said in contacts:
        said.visibility = Visibility.CUSTOMER
    insert_with_keys(Communication, contacts)
    ledger.write_lines(_contact_line(said) for said in contacts)

    meant = [_meaning_of(said, numbers if said.score is not None else None) for said in contacts]
    clocks.apply_occurrences(meant)
    return meant


def _meaning_of(said: Communication, numbers: DeskNumbers | None) -> clocks.Occurrence:
    events = clock_events_of(said, numbers)
    _set_reply_times(said.ticket, said, events)
    return clocks.Occurrence(said.ticket, events, said.by, said.at, said.recorded_at)


def require_contact_right(by: User, purpose: Purpose) -> None:
    """Raise `NotAllowed` for who may not contact customers, or not for this purpose."""
    require_right(by, "contact_ticket")
    # Whoever earned the low score is not the one who asks about it.
    if purpose == Purpose.LOW_CALLBACK and not has_right(by, "low_callback_ticket"):
        raise NotAllowed(_("Low-score call-backs are made by a supervisor."))


def require_low_caller(by: User, ticket: Ticket) -> None:
    """Raise `NotAllowed` for who has handled the ticket, and would ask about the own work."""
    if may_call_about_low_score(by, ticket):
        return
    raise NotAllowed(
        _("You have handled this ticket: somebody else calls back about its low score.")
    )


def _contact_line(said: Communication) -> TicketEvent:
    return ledger.ledger_line(
        said.ticket,
        EventKind.CONTACT,
        by=said.by,
        at=said.at,
        seen_at=said.recorded_at,
        visibility=Visibility.CUSTOMER,
        communication=said.pk,
        purpose=said.purpose,
        direction=said.direction,
        is_answered=said.is_answered,
    )


def require_not_archived(ticket: Ticket) -> None:
    """Raise `LawBroken` for an archived ticket."""
    if ticket.status in lifecycle.READ_ONLY:
        raise LawBroken(_("This ticket is archived. A later matter is a new, linked ticket."))


def _moment_of_contact(ticket: Ticket, moment: datetime, at: datetime) -> datetime:
    moment = at_least(moment, ticket.reported_at)
    if moment > at:
        raise LawBroken(_("This time is in the future."), field="happened_at")
    if moment < ticket.reported_at:
        raise LawBroken(_("The contact is before the report."), field="happened_at")
    return moment


def clock_events_of(said: Communication, numbers: DeskNumbers | None) -> list[ClockEvent]:
    """What a contact means for the clocks (sla.md, Life of a clock).

    `numbers` say which score is low; None of a contact without a score.
    """
    has_reached = said.direction == Direction.OUT and said.is_answered
    events = []
    if has_reached and _counts_as_response(said):
        events.append(ClockEvent.FIRST_CONTACT)
        # An automatic receipt acknowledges, but tells the customer nothing of the progress.
        if not said.is_automatic:
            events.append(ClockEvent.CUSTOMER_UPDATE)
    if has_reached or said.purpose == Purpose.SURVEY:
        events += EVENTS_OF_PURPOSE.get(said.purpose, ())
    if said.answers_survey:
        events.append(ClockEvent.SURVEY_SENT)

    # The score of a low-score call-back belongs to the matter that it was about.
    if said.purpose == Purpose.LOW_CALLBACK or numbers is None:
        return events
    if is_low_contact(said, numbers):
        events.append(ClockEvent.LOW_SCORE)
    return events


def _counts_as_response(said: Communication) -> bool:
    """An automatic message answers only on a channel whose receipts do."""
    if not said.is_automatic:
        return True
    return said.channel is not None and said.channel.acks_automatically


def _set_reply_times(ticket: Ticket, said: Communication, events: Sequence[ClockEvent]) -> None:
    """The earliest response and reply count, in whichever order they are written down."""
    first = ticket.first_responded_at
    if ClockEvent.FIRST_CONTACT in events and (first is None or said.at < first):
        ticket.first_responded_at = said.at
        ticket.first_responded_by = said.by
        ticket.first_responded_channel = said.channel

    substantive = ticket.substantive_replied_at
    if ClockEvent.SUBSTANTIVE_REPLY in events and (substantive is None or said.at < substantive):
        ticket.substantive_replied_at = said.at


@transaction.atomic
def write_note(
    ticket: Ticket,
    *,
    by: User,
    at: datetime,
    body: str,
    uploads: Sequence["UploadedFile[bytes]"] = (),
) -> Communication:
    """An internal note: the customer never sees it, and it moves no limit."""
    require_right(by, "contact_ticket")
    ticket = lock_ticket(ticket)
    require_not_archived(ticket)
    said = keep_note(ticket, body, by=by, at=at)
    attach_files(ticket, uploads, by=by, at=at, said=said, visibility=Visibility.INTERNAL)
    store_row(ticket, by=by, at=at)
    return said


def keep_note(ticket: Ticket, body: str, *, by: User | None, at: datetime) -> Communication:
    """Store a note on a ticket whose action is at work; of the system where it is nobody's."""
    said = Communication.objects.create(
        ticket=ticket,
        direction=Direction.NOTE,
        visibility=Visibility.INTERNAL,
        body=body,
        at=at,
        recorded_at=at,
        by=by,
    )
    ledger.write_line(ticket, EventKind.NOTE, by=by, at=at, communication=said.pk)
    return said


@transaction.atomic
def attach_file(
    ticket: Ticket,
    upload: "UploadedFile[bytes]",
    *,
    by: User,
    at: datetime,
    kind: AttachmentKind = AttachmentKind.OTHER,
    visibility: Visibility = Visibility.INTERNAL,
    said: Communication | None = None,
) -> Attachment:
    """Keep a file with the ticket. Raises `BadFile`."""
    require_right(by, "attach_ticket")
    require_not_archived(ticket)
    stored = files.store_upload(upload, by=by, at=at)
    return attach_stored(ticket, stored, by=by, at=at, kind=kind, visibility=visibility, said=said)


def attach_stored(
    ticket: Ticket,
    stored: StoredFile,
    *,
    by: User | None,
    at: datetime,
    visibility: Visibility,
    said: Communication | None,
    kind: AttachmentKind = AttachmentKind.OTHER,
) -> Attachment:
    """A kept file becomes one of the ticket's. Nobody is asked for a right."""
    attachment = Attachment.objects.create(
        ticket=ticket,
        file=stored,
        communication=said,
        kind=kind,
        visibility=visibility,
        at=at,
        by=by,
    )
    ledger.write_line(
        ticket,
        EventKind.ATTACHED,
        by=by,
        at=at,
        visibility=visibility,
        name=stored.name,
        file=str(stored.pk),
    )
    return attachment


def attach_files(
    ticket: Ticket,
    uploads: Sequence["UploadedFile[bytes]"],
    *,
    by: User | None,
    at: datetime,
    said: Communication | None,
    visibility: Visibility,
) -> None:
    """Keep the files that came with what was said, or with the report itself. Of a customer nobody
    asks for a right.

    Raises `BadFile`.
    """
    if uploads and by is not None:
        require_right(by, "attach_ticket")
    for upload in uploads:
        stored = files.store_upload(upload, by=by, at=at)
        attach_stored(ticket, stored, by=by, at=at, visibility=visibility, said=said)
