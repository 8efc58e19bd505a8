"""The one place that sets a status.

It asks the table, the guards and the rules, and writes state, clocks and ledger together.
"""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import LawBroken
from core.work.lifecycle import IllegalMove
from core.work.record import store_row
from customers.actions import people
from tickets.limits.actions import clocks
from tickets.limits.enums import CancelReason, ClockEvent
from tickets.limits.models import SlaClock
from tickets.record.actions import ledger
from tickets.record.actions.locking import lock_ticket
from tickets.record.domain import lifecycle
from tickets.record.domain.triage import lacks_promise
from tickets.record.enums import EventKind, Move, Status, WaitReason
from tickets.record.models import Ticket
from tickets.record.queries.desk_rules import current_desk_rule
from tickets.record.rules import require_move
from tickets.work.models import CooperationItem
from tickets.work.queries import owes_low_callback

logger = logging.getLogger(__name__)


def apply_move(
    ticket: Ticket,
    move: Move,
    *,
    by: User | None,
    at: datetime,
    seen_at: datetime | None = None,
    note: str = "",
    author_id: int | None = None,
    **data: object,
) -> Ticket:
    """Move a locked ticket: state and ledger. Whoever calls it stores the ticket afterwards.

    The caller has asked its own guards; `data` is kept with the line of the ledger. Raises
    `IllegalMove` when the state does not fit and `NotAllowed` when the person may not; the system,
    which is nobody, may.
    """
    before = ticket.status
    after = lifecycle.target(before, move, ticket.came_from)
    if by is not None:
        require_move(by, move, ticket, author_id)

    ticket.status = after
    ticket.is_open = after in lifecycle.OPEN
    if after in lifecycle.WAITING:
        ticket.came_from = before
    else:
        ticket.came_from = ""
        ticket.wait_reason = ""
        ticket.wait_until = None

    ledger.write_line(
        ticket,
        EventKind.MOVED,
        by=by,
        at=at,
        seen_at=seen_at,
        before=before,
        after=after,
        note=note,
        move=move,
        **data,
    )
    return ticket


def set_initial_status(ticket: Ticket, status: Status) -> None:
    """The state a ticket begins with: new, or what a team's old register says of it."""
    ticket.status = status
    ticket.is_open = status in lifecycle.OPEN


@transaction.atomic
def accept_ticket(
    ticket: Ticket, *, by: User, at: datetime, is_verified: bool, unverified_reason: str = ""
) -> Ticket:
    """受理: the customer's data were checked, or it is said why not.

    Receipt was acknowledged before. Raises `LawBroken` naming the field.
    """
    ticket = lock_ticket(ticket)
    if not (is_verified or unverified_reason or ticket.customer.verified_at):
        raise LawBroken(
            _("Check the customer's data, or say why that was not possible."),
            field="unverified_reason",
        )
    if ticket.first_responded_at is None:
        raise LawBroken(
            _("Acknowledge receipt to the customer first: record the contact."), field="ack_body"
        )

    apply_move(ticket, Move.ACCEPT, by=by, at=at, note=unverified_reason)
    # A corrected report time may lie some minutes ahead of the server's clock, and the table wants
    # the acceptance behind it.
    ticket.accepted_at = max(at, ticket.reported_at)
    ticket.accepted_by = by
    if is_verified:
        people.mark_verified(ticket.customer, by=by, at=at)
    return store_row(ticket, by=by, at=at)


@transaction.atomic
def start_diagnosis(ticket: Ticket, *, by: User, at: datetime) -> Ticket:
    """An engineer takes it, or a supervisor starts it: processing begins."""
    ticket = lock_ticket(ticket)
    require_promise(ticket)
    apply_move(ticket, Move.DIAGNOSE, by=by, at=at)

    if ticket.processing_started_at is None:
        ticket.processing_started_at = at
    clocks.apply_events(ticket, [ClockEvent.PROCESSING_STARTED], by=by, at=at)
    return store_row(ticket, by=by, at=at)


def require_promise(ticket: Ticket) -> None:
    """紧急 needs a promised time before work starts (X4)."""
    if lacks_promise(ticket.tier, ticket.promised_at):
        raise LawBroken(
            _("An urgent ticket needs a promised solution time before work starts."),
            field="promised_at",
        )


@transaction.atomic
def start_waiting(
    ticket: Ticket,
    *,
    by: User,
    at: datetime,
    reason: WaitReason,
    until: datetime | None = None,
    note: str = "",
) -> Ticket:
    """Wait for the customer, for parts, for others. Clocks that honour the reason stand still."""
    ticket = lock_ticket(ticket)
    move = Move.WAIT_CUSTOMER if reason == WaitReason.CUSTOMER else Move.WAIT_INTERNAL
    if until is not None and until <= at:
        raise LawBroken(_("The expected end is in the past."), field="until")

    apply_move(ticket, move, by=by, at=at, note=note, reason=reason)
    ticket.wait_reason = reason
    ticket.wait_until = until
    # No event of its own: the clocks read the reason off the ticket.
    clocks.apply_events(ticket, [], by=by, at=at)
    return store_row(ticket, by=by, at=at)


@transaction.atomic
def resume_work(ticket: Ticket, *, by: User, at: datetime, note: str = "") -> Ticket:
    """Back to the state the ticket came from."""
    ticket = lock_ticket(ticket)
    apply_move(ticket, Move.RESUME, by=by, at=at, note=note)
    clocks.apply_events(ticket, [], by=by, at=at)
    return store_row(ticket, by=by, at=at)


@transaction.atomic
def return_to_diagnosis(ticket: Ticket, *, by: User, at: datetime, note: str) -> Ticket:
    """The approved solution does not help: back to diagnosis."""
    ticket = lock_ticket(ticket)
    require_note(note)
    apply_move(ticket, Move.SOLUTION_FAILED, by=by, at=at, note=note)
    # The next diagnosis ends in a solution of its own, which is approved anew.
    ticket.solutions.filter(state="approved").update(state="superseded")
    clocks.apply_events(ticket, [], by=by, at=at)
    return store_row(ticket, by=by, at=at)


def require_note(note: str) -> None:
    """Raise `LawBroken` without a reason."""
    if not note.strip():
        raise LawBroken(_("Enter a reason."), field="note")


@transaction.atomic
def cancel_ticket(ticket: Ticket, *, by: User, at: datetime, note: str) -> Ticket:
    """Nothing to do after all; the reason stays with it (DQ-3)."""
    ticket = lock_ticket(ticket)
    require_note(note)
    apply_move(ticket, Move.CANCEL, by=by, at=at, note=note)
    ticket.cancelled_at = at
    ticket.cancel_reason = note
    clocks.cancel_all(ticket, CancelReason.TICKET_CANCELLED, by=by, at=at)
    CooperationItem.objects.open().filter(ticket=ticket).update(dropped_at=at)
    return store_row(ticket, by=by, at=at)


@transaction.atomic
def merge_ticket(ticket: Ticket, *, by: User, at: datetime, into: Ticket) -> Ticket:
    """The same matter is worked on in another ticket."""
    # In the order of their keys: two people who merge the pair both ways would lock each other out.
    locked = {}
    for one in sorted((ticket, into), key=lambda one: one.pk):
        locked[one.pk] = lock_ticket(one)
    ticket = locked[ticket.pk]
    into = locked[into.pk]
    if into.pk == ticket.pk or into.status not in lifecycle.OPEN:
        raise LawBroken(_("Choose another ticket that is still open."), field="into")

    apply_move(ticket, Move.MERGE, by=by, at=at, note=into.number)
    ticket.merged_into = into
    # Both ledgers say so: whoever reads either one finds the other.
    ledger.write_line(into, EventKind.MERGED_IN, by=by, at=at, note=ticket.number)
    clocks.cancel_all(ticket, CancelReason.MERGED, by=by, at=at)
    # What was asked of the customer is needed there.
    CooperationItem.objects.open().filter(ticket=ticket).update(ticket=into)
    return store_row(ticket, by=by, at=at)


@transaction.atomic
def archive_ticket(ticket: Ticket, *, by: User | None, at: datetime) -> Ticket:
    """Into the archive; read-only from now on. Nobody archives what has been closed long enough.

    Raises `LawBroken` while a low score waits for its call-back, which nobody could write down any
    more.
    """
    ticket = lock_ticket(ticket)
    if owes_low_callback(ticket):
        raise LawBroken(_("The low score needs the supervisor's call-back first."))
    apply_move(ticket, Move.ARCHIVE, by=by, at=at)
    ticket.archived_at = at
    return store_row(ticket, by=by, at=at)


def archive_old_tickets(*, at: datetime, limit: int) -> int:
    """What was closed, cancelled or merged as many days ago as the desk has said; how many went.

    Those whose low score still waits for its call-back stay.
    """
    days = current_desk_rule().archive_days
    if not days:
        return 0
    ended_at = Coalesce("closed_at", "cancelled_at", "updated_at")
    waiting = SlaClock.objects.live().filter(stop_event=ClockEvent.LOW_CALLBACK_DONE)
    old = (
        Ticket.objects.filter(status__in=lifecycle.TO_ARCHIVE)
        .exclude(pk__in=waiting.values("ticket"))
        .annotate(ended_at=ended_at)
        .filter(ended_at__lte=at - timedelta(days=days))
        .order_by("pk")
    )
    return sum(_archive_one(ticket, at) for ticket in old[:limit])


def _archive_one(ticket: Ticket, at: datetime) -> bool:
    """False where somebody was faster, or the ticket has to stay."""
    try:
        archive_ticket(ticket, by=None, at=at)
    except (LawBroken, IllegalMove):
        return False
    except Exception:
        # One that fails must not keep the others out of the archive.
        logger.exception("archiving of ticket %s", ticket.number)
        return False
    return True
