"""Registering a problem, and keeping its description."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actions import numbers
from core.domain import masking, text
from core.errors import LawBroken
from core.work.record import store_row
from customers.models import Channel, Contact, Customer
from tickets.limits.actions import clocks
from tickets.limits.enums import ClockEvent
from tickets.record.actions import ledger
from tickets.record.actions.locking import (
    lock_ticket,
    refresh_search_text,
    require_editable,
)
from tickets.record.domain.moments import at_least
from tickets.record.enums import EventKind, Nature, Priority, Purpose, Source, Status
from tickets.record.models import Communication, Ticket
from tickets.record.rules import require_right
from tickets.work.actions import moves
from tickets.work.actions.assignments import route

FUTURE_TOLERANCE = timedelta(minutes=5)
DESCRIPTION = (
    "summary",
    "symptom",
    "occurred_at",
    "tried_steps",
    "error_code",
    "extra_info",
    "customer_urgency",
    "urgency_reason",
    "impact",
    "business_type",
    "nature",
    "issue_type",
    "contact",
    "asset",
    "order_no",
    "wished_at",
    "remark",
    "measure_note",
)
"""Fields that an edit may change; the original wording is not among them."""


@transaction.atomic
def register(
    *,
    by: Any,
    at: datetime,
    customer: Customer,
    channel: Channel,
    summary: str,
    reported_at: datetime | None = None,
    contact: Contact | None = None,
    original_text: str = "",
    first_responded_at: datetime | None = None,
    is_synchronous: bool = False,
    source: str = Source.WEB,
    **fields: Any,
) -> Ticket:
    """A new ticket with its numbers, its department and its running limits.

    `is_synchronous`: opened by the agent during the conversation, so acknowledged at 0 s. Raises `LawBroken` naming the field.
    """
    require_right(by, "register_ticket")
    reported_at = reported_at or at
    ticket = Ticket(
        customer=customer,
        channel=channel,
        contact=contact,
        summary=text.clean_text(summary)[:120],
        reported_at=reported_at,
        recorded_at=at,
        original_text=original_text or summary,
        source=source,
        created_by=by,
        updated_at=at,
        updated_by=by,
        **fields,
    )
    check_times(ticket, at)
    ticket.reported_at = min(ticket.reported_at, at)
    raise_complaint(ticket)
    ticket.tier_by, ticket.tier_at = by, at
    moves.place(ticket, Status.NEW)
    give_numbers(ticket, at)
    refresh_search_text(ticket)
    ticket.save(force_insert=True)
    ledger.write_line(
        ticket,
        EventKind.REGISTERED,
        by=by,
        at=reported_at,
        seen_at=at,
        source=source,
        channel=channel.name,
    )
    route(ticket, by=by, at=at)
    _start_clocks(ticket, by=by, at=at)
    if is_synchronous:
        acknowledge_live(ticket, by=by)
    elif first_responded_at:
        acknowledge_at(ticket, first_responded_at, by=by, at=at)
    return store_row(ticket, by=by, at=at)


def _start_clocks(ticket: Ticket, *, by: Any, at: datetime) -> None:
    events = [ClockEvent.REPORTED, *([ClockEvent.PROMISED] if ticket.promised_at else [])]
    clocks.begun(ticket, events, by=by, at=ticket.reported_at, seen_at=at)


def acknowledge_live(ticket: Ticket, *, by: Any) -> None:
    """The ticket was opened during the conversation: answered at 0 s."""
    _respond(ticket, ticket.reported_at, by=by)
    clocks.happened(
        ticket, [ClockEvent.FIRST_CONTACT], by=by, at=ticket.reported_at, is_synchronous=True
    )


def acknowledge_at(ticket: Ticket, moment: datetime, *, by: Any, at: datetime) -> None:
    """The first response had already happened when the ticket was written down."""
    if moment > at + FUTURE_TOLERANCE:
        raise LawBroken(_("This time lies in the future."), field="first_responded_at")
    moment = min(at_least(moment, ticket.reported_at), max(at, ticket.reported_at))
    if moment < ticket.reported_at:
        raise LawBroken(_("The first response lies before the report."), field="first_responded_at")
    _respond(ticket, moment, by=by)
    body = _("Receipt acknowledged.")
    Communication.objects.create(
        ticket=ticket,
        direction="out",
        visibility="customer",
        channel=ticket.channel,
        contact=ticket.contact,
        purpose=Purpose.ACK,
        body=body,
        at=moment,
        recorded_at=at,
        by=by,
    )
    clocks.happened(ticket, [ClockEvent.FIRST_CONTACT], by=by, at=moment, seen_at=at)


def _respond(ticket: Ticket, moment: datetime, *, by: Any) -> None:
    ticket.first_responded_at, ticket.first_responded_by = moment, by
    ticket.first_responded_channel = ticket.channel


def check_times(ticket: Ticket, at: datetime) -> None:
    """Raise `LawBroken` for a report in the future, a promise or an occurrence that cannot be."""
    if ticket.reported_at > at + FUTURE_TOLERANCE:
        raise LawBroken(_("The report time lies in the future."), field="reported_at")
    if ticket.promised_at and ticket.promised_at <= ticket.reported_at:
        raise LawBroken(_("The promised time lies before the report."), field="promised_at")
    if ticket.occurred_at and ticket.occurred_at > at + FUTURE_TOLERANCE:
        raise LawBroken(_("This time lies in the future."), field="occurred_at")
    if ticket.wished_at and ticket.wished_at <= ticket.reported_at:
        raise LawBroken(_("The wished time lies before the report."), field="wished_at")


def raise_complaint(ticket: Ticket) -> None:
    """Complaints are of high priority, whatever their tier (CM-5)."""
    if ticket.nature == Nature.COMPLAINT:
        ticket.priority = Priority.HIGH


def give_numbers(ticket: Ticket, at: datetime) -> None:
    """`YYYYMM-NNNNN` by the month of recording, `CX{YYYY}{NNN}` by its year, both in the zone of the desk."""
    local = timezone.localtime(at)
    month, year = f"{local:%Y%m}", f"{local:%Y}"
    serial, issue = numbers.issue_numbers([("", month), ("CX", year)])
    ticket.number, ticket.issue_no = f"{month}-{serial:05d}", f"CX{year}{issue:03d}"


@transaction.atomic
def edit(ticket: Ticket, *, by: Any, at: datetime, version: int, **fields: Any) -> Ticket:
    """Change the description. Raises `StaleVersion` when somebody else saved first; only fields that differ are told."""
    require_right(by, "register_ticket")
    unknown = set(fields) - set(DESCRIPTION)
    if unknown:
        raise ValueError(f"not editable: {sorted(unknown)}")
    ticket = lock_ticket(ticket, version=version)
    require_editable(ticket)
    changes = {
        name: (getattr(ticket, name), value)
        for name, value in fields.items()
        if getattr(ticket, name) != value
    }
    if not changes:
        return ticket
    for name, (_before, value) in changes.items():
        setattr(ticket, name, value)
    check_times(ticket, at)
    had_priority = ticket.priority
    if "nature" in changes:
        raise_complaint(ticket)
    refresh_search_text(ticket)
    told = {name: [shown(before), shown(value)] for name, (before, value) in changes.items()}
    ledger.write_line(ticket, EventKind.EDITED, by=by, at=at, changes=told)
    if had_priority != ticket.priority or {"business_type", "issue_type", "asset"} & set(changes):
        clocks.retarget(ticket, by=by, at=at)
    return store_row(ticket, by=by, at=at)


def shown(value: object) -> str:
    """A field's value as the ledger keeps it: people of customers only masked, so that erasing them later does not break it."""
    if isinstance(value, Contact):
        return masking.mask_person(value.name)
    if isinstance(value, datetime):
        return value.isoformat()
    return "" if value is None else str(value)
