"""Tier, priority, promised time, report time: judged by people, with a reason.

What changes here, the clocks follow.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import LawBroken
from core.work.record import store_row
from tickets.limits.actions import clocks
from tickets.record.actions import ledger
from tickets.record.actions.locking import (
    lock_ticket,
    require_as_seen,
    require_unsolved,
)
from tickets.record.domain.moments import is_in_future
from tickets.record.domain.triage import is_below_required, lacks_promise
from tickets.record.enums import EventKind, Priority, Tier
from tickets.record.models import Ticket
from tickets.record.rules import has_right, require_right


@transaction.atomic
def change_tier(
    ticket: Ticket,
    *,
    by: User,
    at: datetime,
    tier: Tier,
    priority: Priority,
    reason: str,
    promised_at: datetime | None = None,
    seen: str | None = None,
) -> Ticket:
    """Judge tier and priority anew. 紧急 needs a promised time once it is worked on."""
    require_right(by, "retier_ticket")
    ticket = lock_ticket(ticket)
    require_unsolved(ticket)
    require_as_seen(ticket, seen)
    if not reason.strip():
        raise LawBroken(_("Enter a reason."), field="reason")

    if promised_at is not None:
        promise_time(ticket, by=by, at=at, promised_at=promised_at, reason=reason)
        # The promise has stored a version of its own.
        ticket = lock_ticket(ticket)
    if ticket.processing_started_at and lacks_promise(tier, ticket.promised_at):
        raise LawBroken(_("An urgent ticket needs a promised solution time."), field="promised_at")

    before = (ticket.tier, ticket.priority)
    ticket.tier = tier
    ticket.priority = priority
    ticket.tier_by = by
    ticket.tier_at = at
    # The one place where the rule of CM-5 gives way to a person, and the ledger says so.
    if is_below_required(ticket.nature, priority):
        reason = _("Complaint lowered by a supervisor: %(reason)s") % {"reason": reason}
    # A reason alone leaves no line: nothing was judged otherwise.
    if before != (tier, priority):
        ledger.write_line(
            ticket,
            EventKind.RETIERED,
            by=by,
            at=at,
            before="/".join(before),
            after=f"{tier}/{priority}",
            note=reason,
        )
        clocks.retarget_clocks(ticket, by=by, at=at)
    return store_row(ticket, by=by, at=at)


@transaction.atomic
def promise_time(
    ticket: Ticket,
    *,
    by: User,
    at: datetime,
    promised_at: datetime,
    reason: str = "",
    seen: str | None = None,
) -> Ticket:
    """Promise the customer a time.

    Postponing it needs a role and a reason, and takes no miss back.
    """
    ticket = lock_ticket(ticket)
    require_unsolved(ticket)
    require_as_seen(ticket, seen)
    if promised_at <= max(ticket.reported_at, at):
        raise LawBroken(_("The promised time is in the past."), field="promised_at")

    is_postponed = ticket.promised_at is not None and promised_at > ticket.promised_at
    if is_postponed:
        require_right(by, "promise_ticket")
        if not reason.strip():
            raise LawBroken(_("Enter the reason for postponing the promised time."), field="reason")
    elif not (has_right(by, "accept_ticket") or has_right(by, "solve_ticket")):
        require_right(by, "promise_ticket")

    before = ticket.promised_at
    if before == promised_at:
        # Pressed again: nothing else was promised.
        return ticket
    ticket.promised_at = promised_at
    ledger.write_line(
        ticket,
        EventKind.PROMISED,
        by=by,
        at=at,
        before=before.isoformat() if before else "",
        after=promised_at.isoformat(),
        note=reason,
    )
    clocks.apply_promise(ticket, by=by, at=at, start_at=at)
    return store_row(ticket, by=by, at=at)


@transaction.atomic
def correct_report_time(
    ticket: Ticket, *, by: User, at: datetime, reported_at: datetime, reason: str
) -> Ticket:
    """The report time was entered wrongly: both are kept, with the reason.

    Limits that started with it are started anew.
    """
    require_right(by, "correct_report_time")
    ticket = lock_ticket(ticket)
    require_unsolved(ticket)
    if not reason.strip():
        raise LawBroken(_("Enter a reason."), field="reason")
    if is_in_future(reported_at, at):
        raise LawBroken(_("The report time is in the future."), field="reported_at")
    # The order of a ticket's life is a constraint of its table: here it is said in words.
    for moment in (ticket.first_responded_at, ticket.accepted_at, ticket.promised_at):
        if moment and moment < reported_at:
            raise LawBroken(
                _("The report time is after the first response, the acceptance or the promise."),
                field="reported_at",
            )

    before = ticket.reported_at
    ticket.reported_at = reported_at
    ledger.write_line(
        ticket,
        EventKind.REPORTED_CHANGED,
        by=by,
        at=at,
        before=before.isoformat(),
        after=reported_at.isoformat(),
        note=reason,
    )
    clocks.correct_start(ticket, was_reported_at=before, by=by, at=at)
    return store_row(ticket, by=by, at=at)
