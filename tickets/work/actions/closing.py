"""The loop is closed once nothing is left to do, and opened again while the window lasts."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from core.errors import LawBroken
from core.work.record import store_row
from tickets.limits.actions import clocks
from tickets.limits.enums import CancelReason, ClockEvent
from tickets.record.actions.locking import lock_ticket
from tickets.record.domain import lifecycle
from tickets.record.domain.closing import Duty, open_duties
from tickets.record.enums import Move
from tickets.record.models import Ticket
from tickets.record.queries.desk_rules import current_desk_rule
from tickets.work.actions.moves import apply_move, require_note
from tickets.work.queries import cycle_facts

DUTY_MESSAGES = {
    Duty.CONFIRMATION: gettext_lazy("The customer has not confirmed the solution yet."),
    Duty.SURVEY: gettext_lazy("Send the survey and record it, or say why there is none."),
    Duty.LOW_SCORE_CALLBACK: gettext_lazy("The low score needs the supervisor's call-back first."),
    Duty.REPORT: gettext_lazy("The closing report is missing."),
    Duty.COOPERATION: gettext_lazy(
        "Something is still asked of the customer: tick it off, or drop it."
    ),
}

# The field of the form beside which a duty is named; the others stand above it.
DUTY_FIELDS = {Duty.SURVEY: "survey_waived_reason", Duty.REPORT: "cause"}


@transaction.atomic
def close_ticket(
    ticket: Ticket, *, by: User, at: datetime, survey_waived_reason: str = ""
) -> Ticket:
    """Close the loop, if nothing is left to do. Raises `LawBroken` that names the first duty."""
    ticket = lock_ticket(ticket)
    ticket.survey_waived_reason = survey_waived_reason or ticket.survey_waived_reason
    numbers = current_desk_rule().as_numbers()
    duties = open_duties(cycle_facts(ticket, numbers))
    if duties:
        first = duties[0]
        raise LawBroken(str(DUTY_MESSAGES[first]), field=DUTY_FIELDS.get(first, ""))

    apply_move(ticket, Move.CLOSE, by=by, at=at, note=ticket.survey_waived_reason)
    ticket.closed_at = at
    # What still runs then (progress updates, a survey that was waived) is owed no longer.
    clocks.cancel_all(ticket, CancelReason.SOLVED, by=by, at=at)
    return store_row(ticket, by=by, at=at)


def waive_surveys(tickets: Sequence[Ticket], reason: str, *, at: datetime) -> None:
    """The customers of locked tickets are not asked how it was. The caller stores the tickets."""
    for ticket in tickets:
        ticket.survey_waived_reason = reason
    clocks.cancel_waiting(
        tickets, ClockEvent.SURVEY_SENT, CancelReason.NOT_PROMISED, by=None, at=at
    )


def is_reopening_over(ticket: Ticket, at: datetime) -> bool:
    """Was it solved so long ago that what comes back is a new matter?"""
    solved_at = ticket.resolved_at or ticket.closed_at or ticket.recorded_at
    return at - solved_at > timedelta(days=current_desk_rule().reopen_days)


@transaction.atomic
def reopen_ticket(ticket: Ticket, *, by: User | None, at: datetime, note: str) -> Ticket:
    """The problem is back within the window: a new cycle. Later it is a linked new ticket.

    Nobody reopens it where the customer has said so.
    """
    ticket = lock_ticket(ticket)
    require_note(note)
    # Asked before the window: of a ticket that was never solved the window says nothing.
    lifecycle.target(ticket.status, Move.REOPEN)
    if is_reopening_over(ticket, at):
        raise LawBroken(
            _("Reopening is possible for %(days)d days only. Register a new ticket and link it.")
            % {"days": current_desk_rule().reopen_days}
        )

    apply_move(ticket, Move.REOPEN, by=by, at=at, note=note)
    ticket.reopen_count += 1
    # The new cycle has moments of its own; the ledger keeps the older ones.
    ticket.fixed_at = None
    ticket.resolved_at = None
    ticket.closed_at = None
    # Whoever was not asked about the first solution may be asked about the second.
    ticket.survey_waived_reason = ""
    clocks.apply_reopening(ticket, by=by, at=at)
    return store_row(ticket, by=by, at=at)
