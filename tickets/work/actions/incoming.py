"""What a customer sends by itself: into the ticket, and to those who handle it."""

from collections.abc import Sequence
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import LawBroken
from core.work.record import store_row
from customers.models import Channel, Contact
from documents.models import StoredFile
from notifications.enums import Topic
from tickets.limits.actions import clocks
from tickets.record.actions.locking import lock_ticket
from tickets.record.domain import lifecycle
from tickets.record.enums import Direction, Move, Purpose, Status, Visibility
from tickets.record.models import Communication, Ticket
from tickets.record.queries.desk_rules import current_desk_rule
from tickets.work.actions import moves
from tickets.work.actions.conversation import attach_files, attach_stored, keep_contact
from tickets.work.actions.finishing import record_confirmation
from tickets.work.actions.telling import tell_handlers, tell_of_low_score
from tickets.work.enums import ConfirmationMode, ConfirmationResult
from tickets.work.models import CooperationItem

# The way in of what is written on the customer's page.
OWN_PAGE = "website"

# So many mergers, one after the other, are followed.
MERGES = 20


@transaction.atomic
def take_message(
    ticket: Ticket,
    *,
    at: datetime,
    body: str,
    channel: Channel | None,
    contact: Contact | None = None,
    uploads: Sequence["UploadedFile[bytes]"] = (),
    stored: Sequence[StoredFile] = (),
    is_automatic: bool = False,
) -> Communication:
    """Keep what a customer wrote, tell who handles the ticket, and end the waiting for it.

    Of a ticket that was merged, into the one in which it goes on. `contact` is nobody where it is
    not known who wrote. It gives no right and stops no limit: the desk's own answer does. What is
    automatic, such as a note of absence, ends no waiting. `stored` are files that are kept already.
    Raises `LawBroken` for an archived ticket, `BadFile` for an upload that is refused.
    """
    ticket = lock_ticket(living_ticket(ticket))
    if ticket.status in lifecycle.READ_ONLY:
        raise LawBroken(_("This case is closed for good. Please report the new problem anew."))
    said = Communication(
        direction=Direction.IN,
        channel=channel,
        contact=contact,
        purpose=Purpose.OTHER,
        body=body,
        is_automatic=is_automatic,
        at=max(at, ticket.reported_at),
        recorded_at=at,
        by=None,
    )
    keep_contact(ticket, said)
    attach_files(ticket, uploads, by=None, at=at, said=said, visibility=Visibility.CUSTOMER)
    for file in stored:
        attach_stored(ticket, file, by=None, at=at, said=said, visibility=Visibility.CUSTOMER)
    is_waiting = ticket.status == Status.WAITING_CUSTOMER and not is_automatic
    # What work cannot go on without is ticked off, by either side; words alone do not bring it.
    is_waiting = is_waiting and not CooperationItem.objects.blocking(ticket).exists()
    if is_waiting and current_desk_rule().answer_wakes:
        moves.apply_move(ticket, Move.RESUME, by=None, at=at, answered=said.pk)
        clocks.apply_events(ticket, [], by=None, at=at)
    key = f"wrote:{said.pk}"
    tell_handlers(ticket, Topic.CUSTOMER_WROTE, key=key, at=at, is_urgent=False)
    store_row(ticket, by=None, at=at)
    return said


@transaction.atomic
def take_confirmation(
    ticket: Ticket,
    *,
    at: datetime,
    is_solved: bool,
    signer: str,
    remark: str = "",
    uploads: Sequence["UploadedFile[bytes]"] = (),
    signature: "UploadedFile[bytes] | None" = None,
) -> Ticket:
    """What the customer signs on the own page: solved, or not, and back to work. Who handles the
    ticket is told.

    Raises `LawBroken` for a ticket that does not wait for it, `BadFile` for an upload that is
    refused.
    """
    ticket = lock_ticket(ticket)
    if ticket.status != Status.PENDING_CONFIRMATION:
        raise LawBroken(_("This has been answered already, or we are still working on it."))
    attach_files(ticket, uploads, by=None, at=at, said=None, visibility=Visibility.CUSTOMER)
    result = ConfirmationResult.SOLVED if is_solved else ConfirmationResult.NOT_SOLVED
    ticket = record_confirmation(
        ticket,
        by=None,
        at=at,
        mode=ConfirmationMode.ONLINE,
        result=result,
        signer=signer,
        remark=remark,
        signature=signature,
    )
    key = f"signed:{ticket.pk}:{ticket.version}"
    tell_handlers(ticket, Topic.CUSTOMER_WROTE, key=key, at=at, is_urgent=not is_solved)
    return ticket


def take_survey_answer(
    ticket: Ticket, *, at: datetime, score: int, lowest: int | None, comment: str
) -> None:
    """What the customer of a locked ticket says of it: a contact with a score. `lowest` is the
    score that makes the answer a low one, which rings; None where it is none, or has rung before.

    An archived file stays as it is, and rings even so.
    """
    if ticket.status in lifecycle.READ_ONLY:
        if lowest is not None:
            tell_of_low_score(ticket, lowest, at=at)
        return
    said = Communication(
        direction=Direction.IN,
        channel=Channel.objects.filter(code=OWN_PAGE).first(),
        contact=ticket.contact,
        purpose=Purpose.SURVEY,
        body=comment,
        score=score,
        is_low_score=lowest is not None,
        at=max(at, ticket.reported_at),
        recorded_at=at,
        by=None,
    )
    keep_contact(ticket, said, lowest=lowest)
    store_row(ticket, by=None, at=at)


def living_ticket(ticket: Ticket) -> Ticket:
    """The ticket in which a merged one goes on; itself for any other."""
    for _step in range(MERGES):
        if ticket.merged_into is None:
            break
        ticket = ticket.merged_into
    return ticket
