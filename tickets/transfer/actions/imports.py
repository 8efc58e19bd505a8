"""Writes what a register brings: staged rows first, then one ticket after the other.

What was staged can be taken up again after a crash.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypedDict

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from accounts.models import User
from core import later
from core.actions import audit, numbers
from core.domain import text
from core.errors import LawBroken
from customers.actions import people
from customers.enums import Segment
from customers.models import Contact, Customer
from documents import actions as files
from privacy.domain.redact import redacted_text
from tickets.limits.actions import clocks
from tickets.record import rules
from tickets.record.actions import ledger
from tickets.record.actions.locking import refresh_search_text
from tickets.record.actions.locks import lock_name
from tickets.record.domain import lifecycle
from tickets.record.domain.triage import PRIORITY_OF_TIER, required_priority
from tickets.record.enums import Audited, EventKind, Source, Status, Tier, WaitReason
from tickets.record.models import Ticket
from tickets.transfer.actions.series import reserve_ticket_numbers
from tickets.transfer.domain.register_columns import NUMBER, STATUS
from tickets.transfer.domain.register_sheet import SUMMARY_LENGTH
from tickets.transfer.enums import CANCELLED_BY_IMPORT
from tickets.transfer.models import ImportBatch, ImportRow
from tickets.work.actions import moves

WAIT_REASONS = {
    Status.WAITING_CUSTOMER: WaitReason.CUSTOMER,
    Status.WAITING_INTERNAL: WaitReason.COLLABORATION,
}


ROWS_AT_ONCE = 500
ROWS_A_RING = 5000

# So many rows are written while the person waits; more are left to the worker.
SMALL = 300

NAME_LENGTH = 200
REASON_LENGTH = 400
COUNTS = ("created", "unchanged", "warned", "refused", "left")


class RowToStage(TypedDict):
    """One judged row of the sheet, all of it JSON."""

    row: int
    place: str
    cells: dict[str, str]
    verdict: str
    problems: list[dict[str, object]]
    changes: list[dict[str, str]]
    left: dict[str, str]
    fields: dict[str, Any]


@transaction.atomic
def stage_rows(
    name: str,
    rows: Iterable[RowToStage],
    counts: dict[str, int],
    remarks: list[dict[str, str | int]],
    *,
    by: User | None,
    at: datetime,
) -> ImportBatch:
    """Keep a judged file until somebody asks for its good rows to be written."""
    batch = ImportBatch.objects.create(
        name=name[:NAME_LENGTH],
        at=at,
        by=by,
        counts=counts,
        remarks=remarks,
    )
    _stage_rows_of(batch, rows)
    return batch


def _stage_rows_of(batch: ImportBatch, rows: Iterable[RowToStage]) -> None:
    staged = (ImportRow(batch=batch, **row) for row in rows)
    ImportRow.objects.bulk_create(staged, batch_size=ROWS_AT_ONCE)


# --- a large file, read by the worker ---------------------------------------------------------
@transaction.atomic
def request_reading(
    upload: UploadedFile[bytes], name: str, *, by: User | None, at: datetime
) -> ImportBatch:
    """Keep a large file for the worker, which reads it while the page shows how far it is."""
    stored = files.store_upload(upload, by=by, at=at, is_only_read=True)
    batch = ImportBatch.objects.create(name=name[:NAME_LENGTH], at=at, by=by, file=stored)
    later.enqueue("tickets.read_imports")
    return batch


def note_rows_read(batch: ImportBatch, count: int, total: int) -> None:
    """How far the reading is, for the page that waits."""
    ImportBatch.objects.filter(pk=batch.pk).update(rows_read=count, rows_total=total)


@transaction.atomic
def finish_reading(
    batch: ImportBatch,
    rows: Iterable[RowToStage],
    counts: dict[str, int],
    remarks: list[dict[str, str | int]],
) -> None:
    """Keep what was judged; the file itself is no longer needed. Once, whoever reads it."""
    locked = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if locked.file is None:
        return
    locked.counts = counts
    locked.remarks = remarks
    _stage_rows_of(locked, rows)
    _drop_file(locked)


@transaction.atomic
def refuse_reading(batch: ImportBatch, reason: str) -> None:
    """There is no register in it: the page says why."""
    locked = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if locked.file is None:
        return
    locked.read_error = redacted_text(reason)[:REASON_LENGTH]
    locked.counts = dict.fromkeys(COUNTS, 0)
    _drop_file(locked)


def _drop_file(batch: ImportBatch) -> None:
    stored = batch.file
    batch.file = None
    batch.save()
    if stored is not None:
        files.drop_file(stored)


# --- the good rows are written ----------------------------------------------------------------
def request_commit(
    batch: ImportBatch, *, keeps_left: bool = False, by: User | None, at: datetime
) -> None:
    """Ask for the good rows to be written: a small register at once, a large one by the worker.

    With `keeps_left`, what is not read of a row is kept in the remark of its ticket. Raises
    `LawBroken` for a file that is still being read, or has no register.
    """
    if batch.is_reading or batch.read_error:
        raise LawBroken(_("Nothing of this file can be imported yet."))
    ImportBatch.objects.filter(pk=batch.pk, requested_at__isnull=True).update(
        requested_at=at, keeps_left=keeps_left
    )
    if batch.counts.get("created", 0) <= SMALL:
        commit_batch(batch, by=by, at=at)
    else:
        later.enqueue("tickets.commit_imports")


def commit_requested_batches(*, at: datetime) -> int:
    """Write what was asked for and is not done yet, also after a crash or a lost bell.

    Returns the number of files looked at. At most `ROWS_A_RING` rows of each: the next ring goes
    on, so no job outlives its schedule line.
    """
    requested = ImportBatch.objects.filter(requested_at__isnull=False, committed_at=None)
    waiting = list(requested.select_related("by").order_by("pk"))
    for batch in waiting:
        commit_batch(batch, by=batch.by, at=at, limit=ROWS_A_RING)
    return len(waiting)


def commit_batch(
    batch: ImportBatch, *, by: User | None, at: datetime, limit: int | None = None
) -> ImportBatch:
    """Write the good rows, each in a transaction of its own, `limit` of them at most.

    A second run or one after a crash adds nothing twice. No lock is held from one row to the next,
    so agents who register meanwhile hardly wait. Nothing more is written for somebody who has lost
    the right meanwhile.
    """
    waiting = batch.rows.filter(is_done=False, verdict="created").order_by("row")
    if by is not None and not rules.has_right(by, "import_ticket"):
        return _stop_batch(batch)
    with transaction.atomic():
        reserve_ticket_numbers(waiting.values_list("fields__number", flat=True))
    keys = list(waiting.values_list("pk", flat=True)[:limit])
    for key in keys:
        _commit_row(key, by=by, at=at)
    if waiting.exists():
        return batch
    return _finish_batch(batch, by=by, at=at)


def _stop_batch(batch: ImportBatch) -> ImportBatch:
    """What is not written yet stays out, and the page of the file says so."""
    batch.read_error = _("The import stopped: the right to import was taken away meanwhile.")
    batch.requested_at = None
    batch.save(update_fields=["read_error", "requested_at"])
    return batch


@transaction.atomic
def _finish_batch(batch: ImportBatch, *, by: User | None, at: datetime) -> ImportBatch:
    locked = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    # Page and worker may both have written the last row: only one of them notes the import.
    if locked.committed_at is not None:
        return locked
    locked.committed_at = at
    locked.counts = _counts_as_written(locked)
    locked.save(update_fields=["committed_at", "counts"])
    audit.write_audit_entry(
        Audited.IMPORT_REGISTER,
        by=by,
        at=at,
        target=f"import {batch.pk}",
        reason=batch.name,
        **locked.counts,
    )
    return locked


def _counts_as_written(batch: ImportBatch) -> dict[str, int]:
    """The counts of the preview, less the rows that were left after all."""
    refused = batch.rows.filter(verdict="refused").count()
    left_after_all = refused - batch.counts["refused"]
    created = batch.counts["created"] - left_after_all
    return {**batch.counts, "created": created, "refused": refused}


@transaction.atomic
def _commit_row(key: int, *, by: User | None, at: datetime) -> None:
    rows = ImportRow.objects.select_related("batch").select_for_update(of=("self",))
    row = rows.get(pk=key)
    if row.is_done:
        return
    # Between the preview and now somebody may have got this number, or lost a right. The locks: the
    # same register may be written twice at once, and both bring the same numbers and customers.
    lock_name("ticket", row.fields["number"])
    lock_name("customer", row.fields["customer"])
    reason = _reason_to_leave(row, by)
    if reason:
        row.verdict = "refused"
        row.problems = [*row.problems, reason]
    else:
        remark = remark_of_left(row.left) if row.batch.keeps_left else ""
        take_over_ticket(row.fields, remark=remark, by=by, at=at)
    row.is_done = True
    row.save(update_fields=["is_done", "verdict", "problems"])


def _reason_to_leave(row: ImportRow, by: User | None) -> dict[str, object] | None:
    """Why a row that was good when the file was read is not written now, as a problem of it."""
    if Ticket.objects.filter(number=row.fields["number"]).exists():
        return _row_problem(row, NUMBER, "taken", _("was taken after this file was read"))
    if Status(row.fields["status"]) in rules.states_not_allowed(by):
        reason = _("is a state into which your role may not bring a ticket")
        return _row_problem(row, STATUS, "state_right", reason)
    return None


def _row_problem(row: ImportRow, column: str, code: str, reason: str) -> dict[str, object]:
    value = row.cells.get(column, "")
    return {"row": row.row, "column": column, "value": value, "reason": reason, "code": code}


def remark_of_left(left: dict[str, str]) -> str:
    """What is not read of a row, a line for each heading."""
    return "\n".join(f"{heading}：{value}" for heading, value in left.items())


def take_over_ticket(
    fields: dict[str, Any], *, remark: str = "", by: User | None, at: datetime
) -> Ticket:
    """A ticket of the old register, with the times it names and limits judged from them.

    `fields` are those of `tickets.transfer.domain.register_sheet.JudgedRow`, moments also as ISO
    texts. Nothing of the past is raised.
    """
    status = Status(fields["status"])
    ticket = _unsaved_ticket(fields, by=by, at=at)
    ticket.remark = remark
    ticket.priority = required_priority(ticket.nature, ticket.priority)
    moves.set_initial_status(ticket, status)
    if status in lifecycle.WAITING:
        ticket.came_from = Status.PROCESSING
        ticket.wait_reason = WAIT_REASONS[status]
    if status == Status.CANCELLED:
        ticket.cancelled_at = at
        ticket.cancel_reason = CANCELLED_BY_IMPORT
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
    # Clocks need the key of their ticket, and only they know what is due next.
    ticket.save(update_fields=["next_due_at"])
    return ticket


def _unsaved_ticket(fields: dict[str, Any], *, by: User | None, at: datetime) -> Ticket:
    customer = _find_or_register_customer(fields, by=by, at=at)
    tier = Tier(fields["tier"])
    summary = fields["summary"]
    reported_at = _stored_moment(fields["reported_at"])
    if reported_at is None:
        raise ValueError(f"row {fields['number']} was judged without its report time")
    return Ticket(
        number=fields["number"],
        customer=customer,
        contact=_add_contact(customer, fields, at),
        channel_id=fields["channel"],
        summary=summary[:SUMMARY_LENGTH],
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
        reported_at=reported_at,
        first_responded_at=_stored_moment(fields["first_responded_at"]),
        promised_at=_stored_moment(fields["promised_at"]),
    )


def _stored_moment(value: datetime | str | None) -> datetime | None:
    return parse_datetime(value) if isinstance(value, str) else value


def _next_issue_number(ticket: Ticket) -> str:
    year = ticket.number[:4]
    return f"CX{year}{numbers.issue_number(prefix='CX', period=year):03d}"


def _find_or_register_customer(
    fields: dict[str, Any], *, by: User | None, at: datetime
) -> Customer:
    name = fields["customer"]
    phone = fields["phone"]
    is_consumer = name.startswith("个人")
    known = Customer.objects.filter(name=text.clean_text(name)).prefetch_related("contacts")
    # Private people share names: the phone tells them apart.
    if is_consumer and phone:
        known = known.filter(contacts__phone_digits=text.phone_key(phone))
    if known:
        return known[0]
    return people.register_customer(
        name=name,
        by=by,
        at=at,
        contact_name=fields["contact"],
        phone=phone,
        segment=Segment.CONSUMER if is_consumer else Segment.ENTERPRISE,
        source="import",
    )


def _add_contact(customer: Customer, fields: dict[str, Any], at: datetime) -> Contact | None:
    name = fields["contact"]
    phone = fields["phone"]
    if not (name or phone):
        return None
    return people.add_contact(customer, name=name or fields["customer"], phone=phone, at=at)


def _only_person_named(name: str) -> User | None:
    """A colleague of that name, if there is no namesake."""
    if not name:
        return None
    namesakes = list(User.objects.colleagues().filter(display_name=name)[:2])
    return namesakes[0] if len(namesakes) == 1 else None
