"""What a raised step does besides telling: hand the ticket over, raise its tier, ask for the reason. Apart from the sweep, which
never waits for a ticket; each once, whoever comes first."""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import OperationalError, transaction
from django.utils.translation import gettext as _

from core.errors import LawBroken, NotAllowed
from core.work.record import store_row
from tickets.limits.actions import clocks
from tickets.limits.enums import ActOutcome, StepAct
from tickets.limits.models import Escalation
from tickets.limits.queries.recipients import Recipients
from tickets.record.actions import ledger
from tickets.record.actions.locking import lock_ticket
from tickets.record.domain import lifecycle
from tickets.record.domain.triage import tier_above
from tickets.record.enums import EventKind, Tier
from tickets.record.models import CauseCode, Ticket
from tickets.record.rules import has_right
from tickets.work.actions import assignments

log = logging.getLogger(__name__)


def carry_out(at: datetime, limit: int) -> int:
    """Do what up to `limit` raised steps ask for, oldest first; the number done."""
    waiting = (
        Escalation.objects.filter(to_act=True)
        .order_by("pk")
        .values_list("pk", "clock__ticket")[:limit]
    )
    return sum(_tried(key, ticket, at) for key, ticket in list(waiting))


def _tried(key: int, ticket_key: int, at: datetime) -> bool:
    """One that fails is written down and must not stop those behind it; it is tried again with the next ring."""
    try:
        return _carry_out(key, ticket_key, at)
    except OperationalError:  # the database is away: nobody else's fares better
        raise
    except Exception:
        log.exception("escalation %s could not be carried out", key)
        return False


@transaction.atomic
def _carry_out(key: int, ticket_key: int, at: datetime) -> bool:
    """One step, under the lock of its ticket; False when another worker was faster."""
    ticket = lock_ticket(Ticket(pk=ticket_key))
    one = Escalation.objects.select_for_update(of=("self",)).select_related("clock").get(pk=key)
    if not one.to_act:
        return False
    for act in one.acts:
        if act in ACTS:
            outcome = (
                ACTS[act](ticket, one, at)
                if ticket.status in lifecycle.UNSOLVED
                else ActOutcome.FINISHED.value
            )
            one.outcome = [*one.outcome, {"act": act, "outcome": outcome}]
    one.to_act = False
    one.save(update_fields=["to_act", "outcome"])
    return True


def _raise_tier(ticket: Ticket, one: Escalation, at: datetime) -> str:
    """The next graver tier with its limits; what is worked on without a promise cannot become urgent (X4)."""
    above = tier_above(ticket.tier)
    if above is None:
        return ActOutcome.HIGHEST.value
    if above == Tier.URGENT and ticket.processing_started_at and ticket.promised_at is None:
        return ActOutcome.NO_PROMISE.value
    before, ticket.tier = ticket.tier, above
    ticket.tier_by, ticket.tier_at = None, at
    pair = {"before": f"{before}/{ticket.priority}", "after": f"{above}/{ticket.priority}"}
    ledger.write_line(ticket, EventKind.RETIERED, by=None, at=at, step=one.step, **pair)
    clocks.retarget(ticket, by=None, at=at)
    store_row(ticket, by=None, at=at)
    return str(above)


def _reassign(ticket: Ticket, one: Escalation, at: datetime) -> str:
    """The first of those told takes over."""
    people = Recipients.load(at, [ticket]).of(one.role, ticket)
    if not people:
        return ActOutcome.NOBODY.value
    if ticket.assignee_id == people[0].pk:
        return str(people[0])
    assignments.hand_over(
        ticket,
        by=None,
        at=at,
        department=people[0].department or ticket.department,
        assignee=people[0],
        reason=one.step,
    )
    return str(people[0])


ACTS: dict[str, Callable[[Ticket, Escalation, datetime], str]] = {
    StepAct.RAISE_TIER: _raise_tier,
    StepAct.REASSIGN: _reassign,
}


@transaction.atomic
def explain(ticket: Ticket, *, by: Any, at: datetime, cause: CauseCode, note: str = "") -> int:
    """Why the limit was missed: answers every step of the ticket that asks; the number answered."""
    ticket = lock_ticket(ticket)
    if ticket.assignee_id != by.pk and not has_right(by, "retier_ticket"):
        raise NotAllowed(_("The assignee or a supervisor gives the reason."))
    asking = Escalation.objects.filter(
        clock__ticket=ticket, wants_reason=True, reason_at__isnull=True
    )
    answered = asking.update(reason_code=cause, reason_note=note, reason_by=by, reason_at=at)
    if not answered:
        raise LawBroken(_("Nobody asks for a reason on this ticket."))
    ledger.write_line(ticket, EventKind.REASON_GIVEN, by=by, at=at, note=note, name=cause.name)
    store_row(ticket, by=by, at=at)
    return answered
