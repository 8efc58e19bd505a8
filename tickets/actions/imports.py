"""Writes what an import brings: staged rows first, then tickets in chunks that can be taken up again after a crash."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.dateparse import parse_datetime

from accounts.models import User
from core.actions import audit, numbers
from core.domain import text
from customers.actions import people
from customers.enums import Segment
from customers.models import Contact, Customer
from tickets.actions import clocks, ledger, moves
from tickets.actions.locking import make_findable
from tickets.actions.register import raise_complaint
from tickets.domain import lifecycle
from tickets.domain.triage import PRIORITY_OF_TIER
from tickets.enums import EventKind, Source, Status, Tier, WaitReason
from tickets.models import ImportBatch, ImportRow, Ticket

CHUNK = 100
WAIT_REASONS = {Status.WAITING_CUSTOMER: WaitReason.CUSTOMER, Status.WAITING_INTERNAL: WaitReason.COLLABORATION}


@transaction.atomic
def stage(name: str, rows: Iterable[dict[str, Any]], counts: dict[str, int], *, by: Any, at: datetime) -> ImportBatch:
    """Keep a judged file; `rows` hold row, cells, verdict, problems and the fields to write."""
    batch = ImportBatch.objects.create(name=name[:200], at=at, by=by, counts=counts)
    staged = (
        ImportRow(batch=batch, row=row["row"], cells=row["cells"] | {"": row["fields"]}, verdict=row["verdict"], problems=row["problems"])
        for row in rows
    )
    ImportRow.objects.bulk_create(staged, batch_size=500)
    return batch


def commit(batch: ImportBatch, *, by: Any, at: datetime, between: Callable[[], None] = lambda: None) -> ImportBatch:
    """Write the good rows, chunk by chunk; a second run or one after a crash adds nothing twice."""
    while _commit_chunk(batch, by=by, at=at):
        between()
    with transaction.atomic():
        locked = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
        if locked.committed_at is None:
            locked.committed_at = at
            locked.save(update_fields=["committed_at"])
            audit.record("import_register", by=by, at=at, target=f"import {batch.pk}", reason=batch.name, **batch.counts)
    return locked


@transaction.atomic
def _commit_chunk(batch: ImportBatch, *, by: Any, at: datetime) -> int:
    rows = list(batch.rows.select_for_update(of=("self",)).filter(is_done=False, verdict="created").order_by("row")[:CHUNK])
    known = set(Ticket.objects.filter(number__in=[row.cells[""]["number"] for row in rows]).values_list("number", flat=True))
    for row in rows:
        fields = row.cells[""]
        if fields["number"] not in known:
            take_over(fields, by=by, at=at)
        row.is_done = True
    ImportRow.objects.bulk_update(rows, ["is_done"])
    return len(rows)


def take_over(fields: dict[str, Any], *, by: Any, at: datetime) -> Ticket:
    """A ticket of the old register, with the times it names and limits judged from them; nothing of the past is raised."""
    customer = _customer(fields, by=by, at=at)
    tier, status = Tier(fields["tier"]), Status(fields["status"])
    moments = {name: _moment(fields[name]) for name in ("reported_at", "first_responded_at", "promised_at")}
    summary = fields["summary"]
    ticket = Ticket(
        number=fields["number"], customer=customer, contact=_contact(customer, fields, at), channel_id=fields["channel"],
        summary=summary[:120], original_text=summary, tier=tier, priority=PRIORITY_OF_TIER[tier], recorded_at=at,
        source=Source.IMPORT, created_by=by, updated_at=at, updated_by=by, accepted_name=fields["accepted_name"],
        accepted_by=_person(fields["accepted_name"]), **moments,
    )  # fmt: skip
    raise_complaint(ticket)
    moves.place(ticket, status)
    if status in lifecycle.WAITING:
        ticket.came_from, ticket.wait_reason = Status.PROCESSING, WAIT_REASONS[status]
    if status == Status.CANCELLED:
        ticket.cancelled_at, ticket.cancel_reason = at, "登记表导入"
    ticket.issue_no = _issue_no(ticket)
    make_findable(ticket)
    ticket.save(force_insert=True)
    _reserve(ticket.number)
    ledger.record(
        ticket, EventKind.IMPORTED, by=by, at=ticket.reported_at, seen_at=at, after=status, source=Source.IMPORT,
    )  # fmt: skip
    clocks.build_history(ticket, by=by, at=at)
    ticket.save(update_fields=["next_due_at"])
    return ticket


def _moment(value: Any) -> datetime | None:
    return parse_datetime(value) if isinstance(value, str) else value


def _issue_no(ticket: Ticket) -> str:
    year = ticket.number[:4]
    return f"CX{year}{numbers.issue(prefix='CX', period=year):03d}"


def _reserve(number: str) -> None:
    period, _dash, serial = number.partition("-")
    numbers.reserve(prefix="", period=period, upto=int(serial))


def _customer(fields: dict[str, Any], *, by: Any, at: datetime) -> Customer:
    known = Customer.objects.filter(name=text.clean(fields["customer"])).prefetch_related("contacts").first()
    if known:
        return known
    segment = Segment.CONSUMER if fields["customer"].startswith("个人") else Segment.ENTERPRISE
    return people.register(
        name=fields["customer"], by=by, at=at, contact_name=fields["contact"], phone=fields["phone"], segment=segment, source="import"
    )


def _contact(customer: Customer, fields: dict[str, Any], at: datetime) -> Contact | None:
    if not (fields["contact"] or fields["phone"]):
        return None
    return people.add_contact(customer, name=fields["contact"] or fields["customer"], phone=fields["phone"], at=at)


def _person(name: str) -> User | None:
    found = list(User.objects.filter(display_name=name)[:2]) if name else []
    return found[0] if len(found) == 1 else None
