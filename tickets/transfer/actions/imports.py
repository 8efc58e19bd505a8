"""Writes what an import brings: staged rows first, then tickets in chunks that can be taken up
again after a crash.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.dateparse import parse_datetime

from accounts.models import User
from core import later
from core.actions import audit, numbers
from core.domain import text
from customers.actions import people
from customers.enums import Segment
from customers.models import Contact, Customer
from tickets.limits.actions import clocks
from tickets.record.actions import ledger
from tickets.record.actions.locking import refresh_search_text
from tickets.record.domain import lifecycle
from tickets.record.domain.triage import PRIORITY_OF_TIER, required_priority
from tickets.record.enums import Audited, EventKind, Source, Status, Tier, WaitReason
from tickets.record.models import Ticket
from tickets.transfer.models import ImportBatch, ImportRow
from tickets.work.actions import moves

WAIT_REASONS = {
    Status.WAITING_CUSTOMER: WaitReason.CUSTOMER,
    Status.WAITING_INTERNAL: WaitReason.COLLABORATION,
}


@transaction.atomic
def stage_rows(
    name: str, rows: Iterable[dict[str, Any]], counts: dict[str, int], *, by: Any, at: datetime
) -> ImportBatch:
    """Keep a judged file; `rows` hold row, cells, verdict, problems and the fields to write."""
    batch = ImportBatch.objects.create(name=name[:200], at=at, by=by, counts=counts)
    staged = (
        ImportRow(
            batch=batch,
            row=row["row"],
            cells=row["cells"],
            fields=row["fields"],
            verdict=row["verdict"],
            problems=row["problems"],
        )
        for row in rows
    )
    ImportRow.objects.bulk_create(staged, batch_size=500)
    return batch


A_TURN = 5000
SMALL = 300
"""So many rows are written while the person waits; more are left to the worker."""


def request_commit(batch: ImportBatch, *, by: Any, at: datetime) -> None:
    """Ask for the good rows to be written: a small register at once, a large one by the worker."""
    ImportBatch.objects.filter(pk=batch.pk, requested_at__isnull=True).update(requested_at=at)
    if batch.counts.get("created", 0) <= SMALL:
        commit_batch(batch, by=by, at=at)
    else:
        later.enqueue("tickets.commit_imports")


def commit_requested_batches(*, at: datetime) -> int:
    """Write what was asked for and is not done yet, also after a crash or a lost bell; the number
    of files looked at.

    At most `A_TURN` rows of each: the next ring goes on, so no job outlives its schedule line.

    """
    waiting = list(
        ImportBatch.objects.filter(requested_at__isnull=False, committed_at=None)
        .select_related("by")
        .order_by("pk")
    )
    for batch in waiting:
        commit_batch(batch, by=batch.by, at=at, limit=A_TURN)
    return len(waiting)


def commit_batch(
    batch: ImportBatch, *, by: Any, at: datetime, limit: int | None = None
) -> ImportBatch:
    """Write the good rows, each in a transaction of its own; a second run or one after a crash adds
    nothing twice.

    No lock is held from one row to the next, so agents who register meanwhile hardly wait.

    """
    waiting = batch.rows.filter(is_done=False, verdict="created").order_by("row")
    for pk in list(waiting.values_list("pk", flat=True)[:limit]):
        _commit_row(pk, by=by, at=at)
    return batch if waiting.exists() else _finish_batch(batch, by=by, at=at)


@transaction.atomic
def _finish_batch(batch: ImportBatch, *, by: Any, at: datetime) -> ImportBatch:
    locked = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if locked.committed_at is None:
        locked.committed_at = at
        locked.save(update_fields=["committed_at"])
        audit.write_audit_entry(
            Audited.IMPORT_REGISTER,
            by=by,
            at=at,
            target=f"import {batch.pk}",
            reason=batch.name,
            **batch.counts,
        )
    return locked


@transaction.atomic
def _commit_row(pk: int, *, by: Any, at: datetime) -> None:
    row = ImportRow.objects.select_for_update(of=("self",)).get(pk=pk)
    if row.is_done:
        return
    if not Ticket.objects.filter(number=row.fields["number"]).exists():
        take_over_ticket(row.fields, by=by, at=at)
    row.is_done = True
    row.save(update_fields=["is_done"])


def take_over_ticket(fields: dict[str, Any], *, by: Any, at: datetime) -> Ticket:
    """A ticket of the old register, with the times it names and limits judged from them; nothing of
    the past is raised.
    """
    customer = _find_or_register_customer(fields, by=by, at=at)
    tier, status = Tier(fields["tier"]), Status(fields["status"])
    moments = {
        name: _stored_moment(fields[name])
        for name in ("reported_at", "first_responded_at", "promised_at")
    }
    summary = fields["summary"]
    ticket = Ticket(
        number=fields["number"],
        customer=customer,
        contact=_add_contact(customer, fields, at),
        channel_id=fields["channel"],
        summary=summary[:120],
        original_text=summary,
        tier=tier,
        priority=PRIORITY_OF_TIER[tier],
        recorded_at=at,
        source=Source.IMPORT,
        created_by=by,
        updated_at=at,
        updated_by=by,
        accepted_name=fields["accepted_name"],
        accepted_by=_only_person_named(fields["accepted_name"]),
        **moments,
    )
    ticket.priority = required_priority(ticket.nature, ticket.priority)
    moves.set_initial_status(ticket, status)
    if status in lifecycle.WAITING:
        ticket.came_from, ticket.wait_reason = Status.PROCESSING, WAIT_REASONS[status]
    if status == Status.CANCELLED:
        ticket.cancelled_at, ticket.cancel_reason = at, "登记表导入"
    _reserve_number(ticket.number)
    ticket.issue_no = _next_issue_number(ticket)
    refresh_search_text(ticket)
    ticket.save(force_insert=True)
    ledger.write_line(
        ticket,
        EventKind.IMPORTED,
        by=by,
        at=ticket.reported_at,
        seen_at=at,
        after=status,
        source=Source.IMPORT,
    )
    clocks.build_history(ticket, by=by, at=at)
    ticket.save(update_fields=["next_due_at"])
    return ticket


def _stored_moment(value: Any) -> datetime | None:
    return parse_datetime(value) if isinstance(value, str) else value


def _next_issue_number(ticket: Ticket) -> str:
    year = ticket.number[:4]
    return f"CX{year}{numbers.issue_number(prefix='CX', period=year):03d}"


def _reserve_number(number: str) -> None:
    period, _dash, serial = number.partition("-")
    numbers.reserve_numbers(prefix="", period=period, upto=int(serial))


def _find_or_register_customer(fields: dict[str, Any], *, by: Any, at: datetime) -> Customer:
    segment = Segment.CONSUMER if fields["customer"].startswith("个人") else Segment.ENTERPRISE
    known = Customer.objects.filter(name=text.clean_text(fields["customer"])).prefetch_related(
        "contacts"
    )
    if segment == Segment.CONSUMER and fields["phone"]:
        known = known.filter(contacts__phone_digits=text.digits_of(fields["phone"]))
    if known:
        return known[0]
    return people.register_customer(
        name=fields["customer"],
        by=by,
        at=at,
        contact_name=fields["contact"],
        phone=fields["phone"],
        segment=segment,
        source="import",
    )


def _add_contact(customer: Customer, fields: dict[str, Any], at: datetime) -> Contact | None:
    if not (fields["contact"] or fields["phone"]):
        return None
    return people.add_contact(
        customer, name=fields["contact"] or fields["customer"], phone=fields["phone"], at=at
    )


def _only_person_named(name: str) -> User | None:
    found = list(User.objects.filter(display_name=name)[:2]) if name else []
    return found[0] if len(found) == 1 else None
