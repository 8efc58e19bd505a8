"""The one place that sets a status: asks the table, the guards and the rules, writes state, clocks and ledger together."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import LawBroken
from core.work.record import store_row
from customers.actions import people
from tickets.limits.actions import clocks
from tickets.limits.enums import CancelReason, ClockEvent
from tickets.record.actions import ledger
from tickets.record.actions.locking import lock_ticket
from tickets.record.domain import lifecycle
from tickets.record.domain.moments import at_least
from tickets.record.enums import Direction, EventKind, Move, Purpose, Status, Tier, WaitReason
from tickets.record.models import Communication, DeskRule, Ticket
from tickets.record.rules import require_move
from tickets.work.enums import ConfirmationMode, ConfirmationResult
from tickets.work.models import Confirmation

PAST_TOLERANCE = timedelta(minutes=5)
LOW_SCORE = 3
"""This score and below calls for a supervisor's call-back (LM-12)."""
WORK_BEGINS = [Move.APPROVE, Move.RESUME, Move.REFUSE, Move.REOPEN]


def go(
    ticket: Ticket,
    move: Move,
    *,
    by: Any,
    at: datetime,
    seen_at: datetime | None = None,
    note: str = "",
    author_id: int | None = None,
    **told: object,
) -> Ticket:
    """Move a locked ticket: state and ledger. The caller has asked its guards and saves the ticket afterwards.

    Raises `IllegalMove` when the state does not fit and `NotAllowed` when the person may not.
    """
    after = lifecycle.target(ticket.status, move, ticket.came_from)
    require_move(by, move, ticket, author_id)
    before, ticket.status = ticket.status, after
    ticket.is_open = after in lifecycle.OPEN
    ticket.came_from = before if after in lifecycle.WAITING else ""
    if after not in lifecycle.WAITING:
        ticket.wait_reason, ticket.wait_until = "", None
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
        **told,
    )
    return ticket


def place(ticket: Ticket, status: Status) -> None:
    """The state a ticket begins with: new, or what a team's old register says of it."""
    ticket.status, ticket.is_open = status, status in lifecycle.OPEN


@transaction.atomic
def accept(
    ticket: Ticket, *, by: Any, at: datetime, is_verified: bool, unverified_reason: str = ""
) -> Ticket:
    """受理: the customer's data were checked, or it is said why not; receipt was acknowledged before."""
    ticket = lock_ticket(ticket)
    if not is_verified and not unverified_reason and not ticket.customer.verified_at:
        raise LawBroken(
            _("Check the customer's data, or say why that was not possible."),
            field="unverified_reason",
        )
    if ticket.first_responded_at is None:
        raise LawBroken(
            _("Acknowledge receipt to the customer first: record the contact."), field="ack_body"
        )
    go(ticket, Move.ACCEPT, by=by, at=at, note=unverified_reason)
    ticket.accepted_at, ticket.accepted_by = max(at, ticket.reported_at), by
    if is_verified:
        people.mark_verified(ticket.customer, by=by, at=at)
    return store_row(ticket, by=by, at=at)


@transaction.atomic
def start_diagnosis(ticket: Ticket, *, by: Any, at: datetime) -> Ticket:
    """An engineer takes it, or a supervisor starts it: processing begins."""
    ticket = lock_ticket(ticket)
    require_promise(ticket)
    go(ticket, Move.DIAGNOSE, by=by, at=at)
    if ticket.processing_started_at is None:
        ticket.processing_started_at = at
    clocks.happened(ticket, [ClockEvent.PROCESSING_STARTED], by=by, at=at)
    return store_row(ticket, by=by, at=at)


def require_promise(ticket: Ticket) -> None:
    """紧急 needs a promised time before work starts (X4)."""
    if ticket.tier == Tier.URGENT and ticket.promised_at is None:
        raise LawBroken(
            _("An urgent ticket needs a promised solution time before work starts."),
            field="promised_at",
        )


@transaction.atomic
def wait(
    ticket: Ticket,
    *,
    by: Any,
    at: datetime,
    reason: WaitReason,
    until: datetime | None = None,
    note: str = "",
) -> Ticket:
    """Wait for the customer, for parts, for others. Clocks that honour the reason stand still."""
    ticket = lock_ticket(ticket)
    move = Move.WAIT_CUSTOMER if reason == WaitReason.CUSTOMER else Move.WAIT_INTERNAL
    if until is not None and until <= at:
        raise LawBroken(_("The expected end lies in the past."), field="until")
    go(ticket, move, by=by, at=at, note=note, reason=reason)
    ticket.wait_reason, ticket.wait_until = reason, until
    clocks.happened(ticket, [], by=by, at=at)
    return store_row(ticket, by=by, at=at)


@transaction.atomic
def resume(ticket: Ticket, *, by: Any, at: datetime, note: str = "") -> Ticket:
    """Back to the state the ticket came from."""
    ticket = lock_ticket(ticket)
    go(ticket, Move.RESUME, by=by, at=at, note=note)
    clocks.happened(ticket, [], by=by, at=at)
    return store_row(ticket, by=by, at=at)


@transaction.atomic
def finish(
    ticket: Ticket, *, by: Any, at: datetime, fixed_at: datetime | None = None, note: str = ""
) -> Ticket:
    """The work is done; the customer is asked to confirm. Limits are judged at `fixed_at`."""
    ticket = lock_ticket(ticket)
    began = _work_began(ticket)
    fixed_at = at_least(_past(fixed_at or at, at, "fixed_at"), began)
    if not ticket.process_entries.exists():
        raise LawBroken(_("Record what was done before you finish the work."), field="content")
    _require_order(began, fixed_at, "fixed_at", _("The fix lies before work went on (%(moment)s)."))
    go(ticket, Move.FINISH, by=by, at=fixed_at, seen_at=at, note=note)
    ticket.fixed_at = fixed_at
    clocks.happened(ticket, [ClockEvent.FIXED], by=by, at=fixed_at, seen_at=at)
    return store_row(ticket, by=by, at=at)


def _work_began(ticket: Ticket) -> datetime | None:
    """When work last began or went on: what was fixed was fixed after that."""
    began = (
        ticket.events.filter(kind=EventKind.MOVED, data__move__in=WORK_BEGINS)
        .order_by("-at", "-pk")
        .first()
    )
    return began.at if began else ticket.accepted_at


def _past(moment: datetime, at: datetime, field: str) -> datetime:
    if moment > at + PAST_TOLERANCE:
        raise LawBroken(_("This time lies in the future."), field=field)
    return min(moment, at)


def _require_order(earlier: datetime | None, later: datetime, field: str, message: str) -> None:
    if earlier is not None and later < earlier:
        shown = timezone.localtime(earlier).strftime("%Y-%m-%d %H:%M")
        raise LawBroken(message % {"moment": shown}, field=field)


@transaction.atomic
def solution_failed(ticket: Ticket, *, by: Any, at: datetime, note: str) -> Ticket:
    """The approved solution does not help: back to diagnosis."""
    ticket = lock_ticket(ticket)
    _require_note(note)
    go(ticket, Move.SOLUTION_FAILED, by=by, at=at, note=note)
    ticket.solutions.filter(state="approved").update(state="superseded")
    clocks.happened(ticket, [], by=by, at=at)
    return store_row(ticket, by=by, at=at)


def _require_note(note: str) -> None:
    if not note.strip():
        raise LawBroken(_("Give the reason."), field="note")


@transaction.atomic
def confirm(
    ticket: Ticket,
    *,
    by: Any,
    at: datetime,
    mode: ConfirmationMode,
    result: ConfirmationResult,
    signed_at: datetime | None = None,
    signer: str = "",
    verified_steps: str = "",
    score: int | None = None,
    remark: str = "",
) -> Ticket:
    """Record the customer's word: solved, or not solved and back to work (counts as reopened)."""
    ticket = lock_ticket(ticket)
    signed_at = at_least(_past(signed_at or at, at, "signed_at"), ticket.fixed_at)
    _require_order(
        ticket.fixed_at,
        signed_at,
        "signed_at",
        _("The confirmation lies before the fix (%(moment)s)."),
    )
    if mode == ConfirmationMode.AUTO:
        _require_two_attempts(ticket, at)
    solved = result == ConfirmationResult.SOLVED
    go(
        ticket,
        Move.CONFIRM if solved else Move.REFUSE,
        by=by,
        at=signed_at,
        seen_at=at,
        note=remark,
        mode=mode,
        score=score,
    )
    Confirmation.objects.create(
        ticket=ticket,
        mode=mode,
        result=result,
        signer=signer,
        verified_steps=verified_steps,
        score=score,
        remark=remark,
        signed_at=signed_at,
        recorded_at=at,
        by=by,
    )
    if solved:
        _solved(ticket, by=by, at=signed_at, seen_at=at, mode=mode, score=score)
    else:
        ticket.reopen_count += 1
        ticket.fixed_at = None
        clocks.happened(ticket, [ClockEvent.PROCESSING_STARTED], by=by, at=signed_at, seen_at=at)
    return store_row(ticket, by=by, at=at)


def _solved(
    ticket: Ticket, *, by: Any, at: datetime, seen_at: datetime, mode: str, score: int | None
) -> None:
    ticket.resolved_at = at
    clocks.happened(ticket, [ClockEvent.RESOLVED], by=by, at=at, seen_at=seen_at)
    if mode == ConfirmationMode.CALLBACK:
        clocks.happened(ticket, [ClockEvent.CALLBACK_DONE], by=by, at=at, seen_at=seen_at)
    if score is not None and score <= LOW_SCORE:
        clocks.happened(ticket, [ClockEvent.LOW_SCORE], by=by, at=at, seen_at=seen_at)


def _require_two_attempts(ticket: Ticket, at: datetime) -> None:
    days, since = desk_rule().auto_confirm_days, ticket.fixed_at or ticket.recorded_at
    attempts = ticket.communications.filter(
        direction=Direction.OUT, is_answered=False, at__gte=since
    ).count()
    if attempts < 2 or at - since < timedelta(days=days):
        message = _(
            "Without an answer this needs two recorded contact attempts and %(days)d days since the fix."
        )
        raise LawBroken(message % {"days": days}, field="mode")


def desk_rule() -> DeskRule:
    """The numbers of the desk."""
    return DeskRule.objects.first() or DeskRule()


@transaction.atomic
def close(ticket: Ticket, *, by: Any, at: datetime, survey_waived_reason: str = "") -> Ticket:
    """Close the loop, if nothing is left to do (closing guard of model.md C3)."""
    ticket = lock_ticket(ticket)
    ticket.survey_waived_reason = survey_waived_reason or ticket.survey_waived_reason
    for message, field in open_duties(ticket):
        raise LawBroken(message, field=field)
    go(ticket, Move.CLOSE, by=by, at=at)
    ticket.closed_at = at
    clocks.cancel_all(ticket, CancelReason.SOLVED, by=by, at=at)
    return store_row(ticket, by=by, at=at)


def open_duties(ticket: Ticket) -> list[tuple[str, str]]:
    """What still stands between a solved ticket and its closing: translated message and form field. Only this cycle counts."""
    since = _cycle_began(ticket)
    told = Communication.objects.filter(ticket=ticket, direction=Direction.OUT, at__gte=since)
    confirmed = ticket.confirmations.filter(result=ConfirmationResult.SOLVED, signed_at__gte=since)
    reached = {
        purpose
        for purpose, answered in told.values_list("purpose", "is_answered")
        if answered or purpose == Purpose.SURVEY
    }
    report = getattr(ticket, "closing_report", None)
    duties = []
    if not confirmed.exists() and Purpose.CALLBACK not in reached:
        duties.append((_("The customer has not confirmed the solution yet."), ""))
    if Purpose.SURVEY not in reached and not ticket.survey_waived_reason:
        duties.append(
            (_("Send the survey and record it, or say why there is none."), "survey_waived_reason")
        )
    if _low_score_is_open(ticket, since):
        duties.append((_("The low score needs the supervisor's call-back first."), ""))
    if report is None or report.submitted_at < since:
        duties.append((_("The closing report is missing."), "cause"))
    return duties


def _cycle_began(ticket: Ticket) -> datetime:
    reopened = (
        ticket.events.filter(kind=EventKind.MOVED, data__move=Move.REOPEN)
        .order_by("-at", "-pk")
        .first()
    )
    return reopened.at if reopened else ticket.reported_at


def _low_score_is_open(ticket: Ticket, since: datetime) -> bool:
    """Is there a low score in this cycle that no supervisor has called back about?"""
    said = Communication.objects.filter(ticket=ticket, at__gte=since)
    scored = [
        *said.filter(score__lte=LOW_SCORE)
        .exclude(purpose=Purpose.LOW_CALLBACK)
        .values_list("at", flat=True)
    ]
    scored += ticket.confirmations.filter(score__lte=LOW_SCORE, signed_at__gte=since).values_list(
        "signed_at", flat=True
    )
    called = (
        said.filter(purpose=Purpose.LOW_CALLBACK, is_answered=True)
        .order_by("-at")
        .values_list("at", flat=True)
        .first()
    )
    return bool(scored) and (called is None or called < max(scored))


@transaction.atomic
def reopen(ticket: Ticket, *, by: Any, at: datetime, note: str) -> Ticket:
    """The problem is back within the window: a new cycle. Later it is a linked new ticket."""
    ticket = lock_ticket(ticket)
    _require_note(note)
    days = desk_rule().reopen_days
    solved_at = ticket.resolved_at or ticket.closed_at or ticket.recorded_at
    lifecycle.target(ticket.status, Move.REOPEN)
    if at - solved_at > timedelta(days=days):
        raise LawBroken(
            _("Reopening is possible for %(days)d days only. Register a new ticket and link it.")
            % {"days": days}
        )
    go(ticket, Move.REOPEN, by=by, at=at, note=note)
    ticket.reopen_count += 1
    ticket.fixed_at = ticket.resolved_at = ticket.closed_at = None
    clocks.reopened(ticket, by=by, at=at)
    return store_row(ticket, by=by, at=at)


@transaction.atomic
def cancel(ticket: Ticket, *, by: Any, at: datetime, note: str) -> Ticket:
    """Nothing to do after all; the reason stays with it (DQ-3)."""
    ticket = lock_ticket(ticket)
    _require_note(note)
    go(ticket, Move.CANCEL, by=by, at=at, note=note)
    ticket.cancelled_at, ticket.cancel_reason = at, note
    clocks.cancel_all(ticket, CancelReason.TICKET_CANCELLED, by=by, at=at)
    return store_row(ticket, by=by, at=at)


@transaction.atomic
def merge(ticket: Ticket, *, by: Any, at: datetime, into: Ticket) -> Ticket:
    """The same matter is worked on in another ticket."""
    first, second = sorted((ticket, into), key=lambda one: one.pk)
    by_key = {one.pk: lock_ticket(one) for one in (first, second)}
    ticket, into = by_key[ticket.pk], by_key[into.pk]
    if into.pk == ticket.pk or into.status not in lifecycle.OPEN:
        raise LawBroken(_("Choose another ticket that is still open."), field="into")
    go(ticket, Move.MERGE, by=by, at=at, note=into.number)
    ticket.merged_into = into
    ledger.write_line(into, EventKind.MERGED_IN, by=by, at=at, note=ticket.number)
    clocks.cancel_all(ticket, CancelReason.MERGED, by=by, at=at)
    return store_row(ticket, by=by, at=at)


@transaction.atomic
def archive(ticket: Ticket, *, by: Any, at: datetime) -> Ticket:
    """Into the archive; read-only from now on."""
    ticket = lock_ticket(ticket)
    go(ticket, Move.ARCHIVE, by=by, at=at)
    ticket.archived_at = at
    return store_row(ticket, by=by, at=at)
