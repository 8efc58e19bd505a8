"""What a raised step does besides notifying: hand over, raise the tier, ask for the reason.

Apart from the sweep, which never waits for a ticket; each once, whoever comes first.
"""

import logging
from collections.abc import Callable
from datetime import datetime

from django.db import OperationalError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import LawBroken
from core.work.record import store_row
from tickets.limits.actions import clocks
from tickets.limits.enums import ActOutcome, StepAct
from tickets.limits.models import Escalation
from tickets.limits.queries.recipients import Recipients
from tickets.record.actions import ledger
from tickets.record.actions.locking import lock_ticket
from tickets.record.domain import lifecycle
from tickets.record.domain.triage import lacks_promise, tier_above
from tickets.record.enums import EventKind
from tickets.record.models import CauseCode, Ticket
from tickets.work.actions import assignments
from tickets.work.rules import require_explain

log = logging.getLogger(__name__)


def carry_out_steps(at: datetime, limit: int) -> int:
    """Do what up to `limit` raised steps ask for, oldest first; the number done."""
    waiting = Escalation.objects.filter(to_act=True).order_by("pk")
    keys = list(waiting.values_list("pk", "clock__ticket")[:limit])
    return sum(_carried_out_safely(key, ticket_key, at) for key, ticket_key in keys)


def _carried_out_safely(key: int, ticket_key: int, at: datetime) -> bool:
    """Carry out one step. One that fails is logged and stops none behind it.

    It is tried again by the next run.
    """
    try:
        return _carry_out_step(key, ticket_key, at)
    except OperationalError:
        # The database is away: none behind it would fare better.
        raise
    except Exception:
        log.exception("escalation %s could not be carried out", key)
        return False


@transaction.atomic
def _carry_out_step(key: int, ticket_key: int, at: datetime) -> bool:
    """One step, under the lock of its ticket; False when another worker was faster."""
    # The ticket first, as every action does: the other way round two workers could deadlock.
    ticket = lock_ticket(Ticket(pk=ticket_key))
    raised = Escalation.objects.select_for_update(of=("self",)).select_related("clock").get(pk=key)
    if not raised.to_act:
        return False

    for act in raised.acts:
        if act in ACTS:
            outcome = _outcome_of(act, ticket, raised, at)
            raised.outcome = [*raised.outcome, {"act": act, "outcome": outcome}]
    raised.to_act = False
    raised.save(update_fields=["to_act", "outcome"])
    return True


def _outcome_of(act: str, ticket: Ticket, raised: Escalation, at: datetime) -> str:
    """Do one act; what came of it. A ticket that was solved meanwhile is left alone."""
    if ticket.status not in lifecycle.UNSOLVED:
        return ActOutcome.FINISHED.value
    return ACTS[act](ticket, raised, at)


def _raise_tier(ticket: Ticket, raised: Escalation, at: datetime) -> str:
    """The next graver tier with its limits.

    What is worked on without a promise cannot become urgent (X4).
    """
    above = tier_above(ticket.tier)
    if above is None:
        return ActOutcome.HIGHEST.value
    if ticket.processing_started_at and lacks_promise(above, ticket.promised_at):
        return ActOutcome.NO_PROMISE.value

    before = ticket.tier
    ticket.tier = above
    ticket.tier_by = None
    ticket.tier_at = at
    ledger.write_line(
        ticket,
        EventKind.RETIERED,
        by=None,
        at=at,
        before=f"{before}/{ticket.priority}",
        after=f"{above}/{ticket.priority}",
        step=raised.step,
    )
    clocks.retarget_clocks(ticket, by=None, at=at)
    store_row(ticket, by=None, at=at)
    return str(above)


def _hand_to_recipient(ticket: Ticket, raised: Escalation, at: datetime) -> str:
    """The first of the step's recipients takes over."""
    people = Recipients.load(at, [ticket]).people_for(raised.role, ticket)
    if not people:
        return ActOutcome.NOBODY.value
    receiver = people[0]
    if ticket.assignee_id == receiver.pk:
        return str(receiver)

    assignments.hand_over(
        ticket,
        by=None,
        at=at,
        department=receiver.department or ticket.department,
        assignee=receiver,
        reason=raised.step,
    )
    return str(receiver)


ACTS: dict[str, Callable[[Ticket, Escalation, datetime], str]] = {
    StepAct.RAISE_TIER: _raise_tier,
    StepAct.REASSIGN: _hand_to_recipient,
}


@transaction.atomic
def explain_miss(
    ticket: Ticket, *, by: User, at: datetime, cause: CauseCode, note: str = ""
) -> int:
    """Why the limit was missed: answers every step of the ticket that asks; the number answered."""
    ticket = lock_ticket(ticket)
    require_explain(by, ticket)
    asking = Escalation.objects.filter(
        clock__ticket=ticket, wants_reason=True, reason_at__isnull=True
    )
    # One reason for all that ask: they were raised by the same delay.
    answered = asking.update(reason_code=cause, reason_note=note, reason_by=by, reason_at=at)
    if not answered:
        raise LawBroken(_("No reason is required on this ticket."))
    ledger.write_line(ticket, EventKind.REASON_GIVEN, by=by, at=at, note=note, name=cause.name)
    store_row(ticket, by=by, at=at)
    return answered
