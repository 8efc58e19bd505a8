"""Registering a problem, and keeping its description."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.actions import numbers
from core.domain import text
from core.errors import LawBroken
from core.models.bulk import insert_row, reserve_key
from core.work.record import store_row
from customers.models import Channel, Contact, Customer
from privacy.domain.classes import mask_value
from privacy.field_classes import class_of, masked_field
from tickets.limits.actions import clocks
from tickets.limits.enums import ClockEvent
from tickets.record.actions import ledger
from tickets.record.actions.locking import (
    lock_ticket,
    refresh_search_text,
    require_editable,
)
from tickets.record.domain.moments import at_least, is_in_future
from tickets.record.domain.triage import required_priority
from tickets.record.enums import EventKind, Purpose, Source, Status
from tickets.record.models import Communication, Ticket, TicketEvent
from tickets.record.rules import require_right
from tickets.work.actions import messages, moves
from tickets.work.actions.assignments import route_to_department

SUMMARY_LENGTH = 120

# Fields that an edit may change; the original wording is not among them.
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

# Fields by which a rulebook chooses its limits, besides tier and priority.
CHOOSES_RULES = frozenset({"business_type", "issue_type", "asset"})


@transaction.atomic
def register_ticket(
    *,
    by: User | None,
    at: datetime,
    customer: Customer,
    channel: Channel,
    summary: str,
    reported_at: datetime | None = None,
    contact: Contact | None = None,
    original_text: str = "",
    first_responded_at: datetime | None = None,
    is_synchronous: bool = False,
    sends_receipt: bool = True,
    source: str = Source.WEB,
    **fields: Any,
) -> Ticket:
    """A new ticket with its numbers, its department and its running limits.

    Nobody (`by`) is the system, for what a customer sent by itself. `is_synchronous`: opened by the
    agent during the conversation, so acknowledged at 0 s.
    `fields` are columns of the ticket. Raises `LawBroken` naming the field.
    """
    if by is not None:
        require_right(by, "register_ticket")
    reported_at = reported_at or at
    ticket = Ticket(
        customer=customer,
        channel=channel,
        contact=contact,
        summary=text.clean_text(summary)[:SUMMARY_LENGTH],
        reported_at=reported_at,
        recorded_at=at,
        original_text=original_text or summary,
        source=source,
        created_by=by,
        updated_at=at,
        updated_by=by,
        **fields,
    )
    _prepare_ticket(ticket, by=by, at=at)
    registered = ledger.ledger_line(
        ticket,
        EventKind.REGISTERED,
        by=by,
        at=reported_at,
        seen_at=at,
        source=source,
        channel=channel.name,
    )
    route_to_department(ticket, by=by, at=at)
    _start_clocks(ticket, registered, by=by, at=at)
    if is_synchronous:
        acknowledge_live(ticket, by=by)
    elif first_responded_at:
        acknowledge_at(ticket, first_responded_at, by=by, at=at)

    # As late as can be: from here on others who register wait for the series.
    give_numbers(ticket, at)
    refresh_search_text(ticket)
    if sends_receipt and source != Source.IMPORT:
        messages.send_receipt(ticket, at=at, is_spoken=is_synchronous or channel.is_synchronous)
    # Once, and last: it is long and has many indexes. Whether all that points to it finds it is
    # asked when the transaction ends.
    insert_row(ticket)
    return ticket


def _prepare_ticket(ticket: Ticket, *, by: User | None, at: datetime) -> None:
    """Give a new ticket what it is judged by, its first state, its key. Raises `LawBroken`."""
    check_times(ticket, at)
    # A watch that goes ahead is forgiven, but no limit may start in the future.
    ticket.reported_at = min(ticket.reported_at, at)
    ticket.priority = required_priority(ticket.nature, ticket.priority)
    ticket.tier_by = by
    ticket.tier_at = at

    moves.set_initial_status(ticket, Status.NEW)
    # Known before it is stored, so that parts may point to it.
    ticket.pk = reserve_key(Ticket)


def _start_clocks(
    ticket: Ticket, registered: TicketEvent, *, by: User | None, at: datetime
) -> None:
    events = [ClockEvent.REPORTED]
    if ticket.promised_at:
        events.append(ClockEvent.PROMISED)
    clocks.start_initial(
        ticket, events, by=by, at=ticket.reported_at, seen_at=at, lines=[registered]
    )


def acknowledge_live(ticket: Ticket, *, by: User | None) -> None:
    """The ticket was opened during the conversation: answered at 0 s."""
    _set_first_response(ticket, ticket.reported_at, by=by)
    clocks.apply_events(
        ticket, [ClockEvent.FIRST_CONTACT], by=by, at=ticket.reported_at, is_synchronous=True
    )


def acknowledge_at(ticket: Ticket, moment: datetime, *, by: User | None, at: datetime) -> None:
    """The first response had already happened when the ticket was written down."""
    if is_in_future(moment, at):
        raise LawBroken(_("This time is in the future."), field="first_responded_at")
    latest = max(at, ticket.reported_at)
    moment = min(at_least(moment, ticket.reported_at), latest)
    if moment < ticket.reported_at:
        raise LawBroken(_("The first response is before the report."), field="first_responded_at")
    _set_first_response(ticket, moment, by=by)
    Communication.objects.create(
        ticket=ticket,
        direction="out",
        visibility="customer",
        channel=ticket.channel,
        contact=ticket.contact,
        purpose=Purpose.ACK,
        body=_("Receipt acknowledged."),
        at=moment,
        recorded_at=at,
        by=by,
    )
    clocks.apply_events(ticket, [ClockEvent.FIRST_CONTACT], by=by, at=moment, seen_at=at)


def _set_first_response(ticket: Ticket, moment: datetime, *, by: User | None) -> None:
    ticket.first_responded_at = moment
    ticket.first_responded_by = by
    ticket.first_responded_channel = ticket.channel


def check_times(ticket: Ticket, at: datetime) -> None:
    """Raise `LawBroken` for a report in the future, a promise or an occurrence that cannot be."""
    if is_in_future(ticket.reported_at, at):
        raise LawBroken(_("The report time is in the future."), field="reported_at")
    if ticket.promised_at and ticket.promised_at <= ticket.reported_at:
        raise LawBroken(_("The promised time is before the report."), field="promised_at")
    if ticket.occurred_at and is_in_future(ticket.occurred_at, at):
        raise LawBroken(_("This time is in the future."), field="occurred_at")
    if ticket.wished_at and ticket.wished_at <= ticket.reported_at:
        raise LawBroken(_("The wished time is before the report."), field="wished_at")


def give_numbers(ticket: Ticket, at: datetime) -> None:
    """`YYYYMM-NNNNN` by the month of recording, `CX{YYYY}{NNN}` by its year.

    Both in the zone of the desk.
    """
    local = timezone.localtime(at)
    month = f"{local:%Y%m}"
    year = f"{local:%Y}"

    # One statement takes both counters, always in this order: no two tickets wait for each other.
    serial, issue = numbers.issue_numbers([("", month), ("CX", year)])
    ticket.number = f"{month}-{serial:05d}"
    # One that came in with a file lies ahead of the series until the series comes there.
    while Ticket.objects.filter(number=ticket.number).exists():
        serial = numbers.issue_number(prefix="", period=month)
        ticket.number = f"{month}-{serial:05d}"
    ticket.issue_no = f"CX{year}{issue:03d}"


@transaction.atomic
def edit_description(
    ticket: Ticket, *, by: User, at: datetime, version: int, **fields: Any
) -> Ticket:
    """Change the description; only `fields` that differ are written and kept in the ledger.

    Raises `StaleVersion` when somebody else saved first.
    """
    require_right(by, "register_ticket")
    unknown = set(fields) - set(DESCRIPTION)
    if unknown:
        raise ValueError(f"not editable: {sorted(unknown)}")
    ticket = lock_ticket(ticket, version=version)
    require_editable(ticket)

    changes = _changed_values(ticket, fields)
    if not changes:
        return ticket
    for name in changes:
        setattr(ticket, name, fields[name])
    check_times(ticket, at)

    had_priority = ticket.priority
    # Only what becomes a complaint now: of an older one a supervisor may have judged otherwise.
    if "nature" in changes:
        ticket.priority = required_priority(ticket.nature, ticket.priority)
    refresh_search_text(ticket)
    ledger.write_line(ticket, EventKind.EDITED, by=by, at=at, changes=changes)
    if had_priority != ticket.priority or not changes.keys().isdisjoint(CHOOSES_RULES):
        clocks.retarget_clocks(ticket, by=by, at=at)
    return store_row(ticket, by=by, at=at)


def _changed_values(ticket: Ticket, fields: dict[str, Any]) -> dict[str, list[str]]:
    """By name of the fields that differ: the values before and after, as readers see them."""
    changes = {}
    for name, value in fields.items():
        before = getattr(ticket, name)
        if before != value:
            changes[name] = [recorded_value(name, before), recorded_value(name, value)]
    return changes


def recorded_value(name: str, value: object) -> str:
    """A field's value as the ledger keeps it, masked by the field's class.

    Erasing a person later must not break a ledger that nobody can change.
    """
    if value is None:
        return ""
    if isinstance(value, Contact):
        return masked_field(value, "name")
    if isinstance(value, datetime):
        return value.isoformat()
    return mask_value(str(value), class_of(Ticket, name))
