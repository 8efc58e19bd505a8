"""The work is done, and the customer says whether it helped."""

import logging
from datetime import datetime, timedelta

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from calendars.queries.calendars import desk_calendar
from core.domain.worktime import workdays_after
from core.errors import LawBroken
from core.work.lifecycle import IllegalMove
from core.work.record import store_row
from documents import actions as files
from tickets.limits.actions import clocks
from tickets.limits.enums import ClockEvent
from tickets.record.actions.locking import lock_ticket
from tickets.record.domain.moments import at_least, is_in_future
from tickets.record.enums import AttachmentKind, Direction, Move, Status, Visibility
from tickets.record.models import Attachment, Communication, Ticket
from tickets.record.queries.desk_rules import current_desk_rule
from tickets.work.actions.conversation import attach_stored
from tickets.work.actions.messages import ask_to_confirm
from tickets.work.actions.moves import apply_move
from tickets.work.actions.telling import tell_of_low_score
from tickets.work.enums import ConfirmationMode, ConfirmationResult
from tickets.work.models import Confirmation
from tickets.work.queries import work_began_at

logger = logging.getLogger(__name__)

# So many contacts without an answer stand for a confirmation, once the desk's days are over.
ATTEMPTS_BEFORE_AUTO = 2

SAID_BY_CUSTOMER = Q(direction=Direction.IN)


@transaction.atomic
def finish_work(
    ticket: Ticket, *, by: User, at: datetime, fixed_at: datetime | None = None, note: str = ""
) -> Ticket:
    """The work is done; the customer is asked to confirm, by message where that is on and one
    reaches the contact. Limits are judged at `fixed_at`.
    """
    ticket = lock_ticket(ticket)
    began = work_began_at(ticket)
    fixed_at = at_least(_clamp_to_now(fixed_at or at, at, "fixed_at"), began)
    if not ticket.process_entries.exists():
        raise LawBroken(_("Record what was done before you finish the work."), field="content")
    _require_after(began, fixed_at, "fixed_at", _("The fix is before work went on (%(moment)s)."))

    apply_move(ticket, Move.FINISH, by=by, at=fixed_at, seen_at=at, note=note)
    ticket.fixed_at = fixed_at
    clocks.apply_events(ticket, [ClockEvent.FIXED], by=by, at=fixed_at, seen_at=at)
    ask_to_confirm(ticket, at=at)
    return store_row(ticket, by=by, at=at)


@transaction.atomic
def record_confirmation(
    ticket: Ticket,
    *,
    by: User | None,
    at: datetime,
    mode: ConfirmationMode,
    result: ConfirmationResult,
    signed_at: datetime | None = None,
    signer: str = "",
    verified_steps: str = "",
    score: int | None = None,
    remark: str = "",
    signature: "UploadedFile[bytes] | None" = None,
) -> Ticket:
    """Record the customer's word: solved, or not solved and back to work (counts as reopened).

    Nobody records it where the customer signs on the own page. `signature` is what the customer
    drew there, or the scan of a signed paper. Raises `BadFile` for one that is refused.
    """
    ticket = lock_ticket(ticket)
    signed_at = at_least(_clamp_to_now(signed_at or at, at, "signed_at"), ticket.fixed_at)
    _require_after(
        ticket.fixed_at,
        signed_at,
        "signed_at",
        _("The confirmation is before the fix (%(moment)s)."),
    )
    if mode == ConfirmationMode.AUTO:
        _require_attempts(ticket, at)
    # A signature on paper is a scan (AT-3).
    if mode == ConfirmationMode.OFFLINE and signature is None:
        raise LawBroken(_("Attach the scan of the signed paper."), field="signature")

    is_solved = result == ConfirmationResult.SOLVED
    apply_move(
        ticket,
        Move.CONFIRM if is_solved else Move.REFUSE,
        by=by,
        at=signed_at,
        seen_at=at,
        note=remark,
        mode=mode,
        score=score,
        signer=signer,
    )
    Confirmation.objects.create(
        ticket=ticket,
        mode=mode,
        result=result,
        signer=signer,
        verified_steps=verified_steps,
        score=score,
        remark=remark,
        signature=_kept_signature(ticket, signature, mode=mode, by=by, at=at),
        signed_at=signed_at,
        recorded_at=at,
        by=by,
    )
    if is_solved:
        _mark_solved(ticket, by=by, at=signed_at, seen_at=at, mode=mode, score=score)
    else:
        _mark_refused(ticket, by=by, at=signed_at, seen_at=at)
    return store_row(ticket, by=by, at=at)


def _kept_signature(
    ticket: Ticket,
    upload: "UploadedFile[bytes] | None",
    *,
    mode: ConfirmationMode,
    by: User | None,
    at: datetime,
) -> Attachment | None:
    if upload is None:
        return None
    is_drawn = mode == ConfirmationMode.ONLINE
    return attach_stored(
        ticket,
        files.store_upload(upload, by=by, at=at),
        by=by,
        at=at,
        kind=AttachmentKind.SIGNATURE if is_drawn else AttachmentKind.SCAN,
        visibility=Visibility.CUSTOMER if is_drawn else Visibility.INTERNAL,
        said=None,
    )


def _mark_solved(
    ticket: Ticket,
    *,
    by: User | None,
    at: datetime,
    seen_at: datetime,
    mode: str,
    score: int | None,
) -> None:
    """Stop the clocks that a solution ends, and start the one that a low score asks for."""
    ticket.resolved_at = at
    events = [ClockEvent.RESOLVED]
    if mode == ConfirmationMode.CALLBACK:
        events.append(ClockEvent.CALLBACK_DONE)
    # The row is read only where a score was given: most confirmations have none.
    if score is not None and current_desk_rule().as_numbers().is_low(score):
        events.append(ClockEvent.LOW_SCORE)
        tell_of_low_score(ticket, score, at=seen_at)
    for event in events:
        clocks.apply_events(ticket, [event], by=by, at=at, seen_at=seen_at)


def _mark_refused(ticket: Ticket, *, by: User | None, at: datetime, seen_at: datetime) -> None:
    """What the customer refuses counts like a reopened ticket, and was not fixed after all."""
    ticket.reopen_count += 1
    ticket.fixed_at = None
    clocks.apply_events(ticket, [ClockEvent.PROCESSING_STARTED], by=by, at=at, seen_at=seen_at)


def _require_attempts(ticket: Ticket, at: datetime) -> None:
    """A confirmation without the customer's word needs attempts to reach them, and days."""
    days = current_desk_rule().auto_confirm_days
    since = ticket.fixed_at or ticket.recorded_at
    if ticket.communications.filter(SAID_BY_CUSTOMER, at__gte=since).exists():
        raise LawBroken(_("The customer has written since the fix: ask."), field="mode")
    unanswered = ticket.communications.filter(_in_vain(since))
    if unanswered.count() < ATTEMPTS_BEFORE_AUTO or at < _end_of_silence(since, days):
        message = _(
            "Without an answer this needs two recorded contact attempts"
            " and %(days)d working days since the fix."
        )
        raise LawBroken(message % {"days": days}, field="mode")


def _in_vain(since: datetime | F, path: str = "") -> Q:
    """Contacts from that moment on that nobody answered, `path` away from the row that is asked.

    What the desk wrote by itself is no attempt.
    """
    facts = {
        "direction": Direction.OUT,
        "is_answered": False,
        "is_automatic": False,
        "at__gte": since,
    }
    return Q(**{f"{path}{name}": value for name, value in facts.items()})


def _end_of_silence(since: datetime, days: int) -> datetime:
    """The close of business of so many working days later, by the hours of the desk."""
    calendar = desk_calendar()
    if calendar is None or not days:
        return since + timedelta(days=days)
    return workdays_after(calendar, since, days)


def confirm_silence(*, at: datetime, limit: int) -> int:
    """Solutions on which the customer was asked in vain count as confirmed; the number of these.

    Nothing where the desk has not said so.
    """
    rule = current_desk_rule()
    if not rule.confirms_silence:
        return 0
    # Working days are days: nothing of what cannot be over yet stands in front of the others.
    latest = at - timedelta(days=rule.auto_confirm_days)
    wrote = Communication.objects.filter(
        SAID_BY_CUSTOMER, ticket=OuterRef("pk"), at__gte=OuterRef("fixed_at")
    ).order_by()
    waiting = Ticket.objects.filter(
        ~Exists(wrote), status=Status.PENDING_CONFIRMATION, fixed_at__lte=latest
    )
    tried = waiting.annotate(
        attempts=Count("communications", filter=_in_vain(F("fixed_at"), "communications__"))
    )
    silent = tried.filter(attempts__gte=ATTEMPTS_BEFORE_AUTO).order_by("fixed_at", "pk")
    return sum(_confirm_one(ticket, at) for ticket in silent[:limit])


def _confirm_one(ticket: Ticket, at: datetime) -> bool:
    """False where the working days are not over, or somebody was faster."""
    try:
        record_confirmation(
            ticket, by=None, at=at, mode=ConfirmationMode.AUTO, result=ConfirmationResult.SOLVED
        )
    except (LawBroken, IllegalMove):
        return False
    except Exception:
        # One that fails must not keep the others waiting.
        logger.exception("silence of ticket %s", ticket.number)
        return False
    return True


def _clamp_to_now(moment: datetime, at: datetime, field: str) -> datetime:
    """A moment that was typed a little ahead means now; further ahead it is refused."""
    if is_in_future(moment, at):
        raise LawBroken(_("This time is in the future."), field=field)
    return min(moment, at)


def _require_after(earlier: datetime | None, later: datetime, field: str, message: str) -> None:
    """Raise `LawBroken` with the earlier moment in the message when the order is wrong."""
    if earlier is None or later >= earlier:
        return
    local = timezone.localtime(earlier)
    raise LawBroken(message % {"moment": f"{local:%Y-%m-%d %H:%M}"}, field=field)
