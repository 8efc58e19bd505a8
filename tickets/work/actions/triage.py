"""Tier, priority, promised time, report time: judged by people, with a reason, and told to the clocks."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import LawBroken
from core.work.record import store_row
from tickets.limits.actions import clocks
from tickets.record.actions import ledger
from tickets.record.actions.locking import (
    lock_ticket,
    require_as_seen,
    require_unsolved,
)
from tickets.record.enums import EventKind, Nature, Priority, Tier
from tickets.record.models import Ticket
from tickets.record.rules import has_right, require_right
from tickets.work.actions.register import FUTURE_TOLERANCE


@transaction.atomic
def retier(
    ticket: Ticket,
    *,
    by: Any,
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
        raise LawBroken(_("Give the reason."), field="reason")
    if promised_at is not None:
        promise(ticket, by=by, at=at, promised_at=promised_at, reason=reason)
        ticket = lock_ticket(ticket)
    if tier == Tier.URGENT and ticket.promised_at is None and ticket.processing_started_at:
        raise LawBroken(_("An urgent ticket needs a promised solution time."), field="promised_at")
    before = (ticket.tier, ticket.priority)
    ticket.tier, ticket.priority = tier, priority
    ticket.tier_by, ticket.tier_at = by, at
    if ticket.nature == Nature.COMPLAINT and priority != Priority.HIGH:
        reason = _("Complaint lowered by a supervisor: %(reason)s") % {"reason": reason}
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
        clocks.retarget(ticket, by=by, at=at)
    return store_row(ticket, by=by, at=at)


@transaction.atomic
def promise(
    ticket: Ticket,
    *,
    by: Any,
    at: datetime,
    promised_at: datetime,
    reason: str = "",
    seen: str | None = None,
) -> Ticket:
    """Promise the customer a time. Postponing it needs a role and a reason and takes no miss back."""
    ticket = lock_ticket(ticket)
    require_unsolved(ticket)
    require_as_seen(ticket, seen)
    if promised_at <= max(ticket.reported_at, at):
        raise LawBroken(_("The promised time lies in the past."), field="promised_at")
    is_postponed = ticket.promised_at is not None and promised_at > ticket.promised_at
    if is_postponed:
        require_right(by, "promise_ticket")
        if not reason.strip():
            raise LawBroken(_("Say why the promise is postponed."), field="reason")
    elif not (has_right(by, "accept_ticket") or has_right(by, "solve_ticket")):
        require_right(by, "promise_ticket")
    before, ticket.promised_at = ticket.promised_at, promised_at
    ledger.write_line(
        ticket,
        EventKind.PROMISED,
        by=by,
        at=at,
        before=before.isoformat() if before else "",
        after=promised_at.isoformat(),
        note=reason,
    )
    clocks.promise(ticket, by=by, at=at, start_at=at)
    return store_row(ticket, by=by, at=at)


@transaction.atomic
def correct_report_time(
    ticket: Ticket, *, by: Any, at: datetime, reported_at: datetime, reason: str
) -> Ticket:
    """The report time was entered wrongly: kept with its reason; limits that started with it are started anew."""
    require_right(by, "correct_report_time")
    ticket = lock_ticket(ticket)
    require_unsolved(ticket)
    if not reason.strip():
        raise LawBroken(_("Give the reason."), field="reason")
    if reported_at > at + FUTURE_TOLERANCE:
        raise LawBroken(_("The report time lies in the future."), field="reported_at")
    for moment in (ticket.first_responded_at, ticket.accepted_at, ticket.promised_at):
        if moment and moment < reported_at:
            raise LawBroken(
                _("The report time lies after the first response, the acceptance or the promise."),
                field="reported_at",
            )
    before, ticket.reported_at = ticket.reported_at, reported_at
    ledger.write_line(
        ticket,
        EventKind.REPORTED_CHANGED,
        by=by,
        at=at,
        before=before.isoformat(),
        after=reported_at.isoformat(),
        note=reason,
    )
    clocks.restart(ticket, was_reported_at=before, by=by, at=at)
    return store_row(ticket, by=by, at=at)
