"""Legal holds: what may be evidence stays as it is."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from archive import rules
from archive.enums import Audited
from archive.models import ArchiveRecord
from core.actions import audit
from core.errors import LawBroken
from tickets.record.actions import ledger
from tickets.record.enums import EventKind


@transaction.atomic
def set_hold(record: ArchiveRecord, *, by: User, at: datetime, reason: str) -> ArchiveRecord:
    """Nothing of the file is removed until the hold is lifted.

    Raises `NotAllowed`; `LawBroken` without a reason, and for what is held or gone.
    """
    rules.require_right(by, "hold_archiverecord")
    record = _lock_record(record)
    if not reason.strip():
        raise LawBroken(_("Give a reason."), field="note")
    if record.disposed_at is not None:
        raise LawBroken(_("The personal data of this file have been removed already."))
    if record.has_legal_hold:
        raise LawBroken(_("There is a legal hold already."))
    record.has_legal_hold = True
    record.hold_reason = reason.strip()
    return _store(record, EventKind.HELD, Audited.HOLD_SET, by=by, at=at, reason=reason)


@transaction.atomic
def lift_hold(record: ArchiveRecord, *, by: User, at: datetime, reason: str) -> ArchiveRecord:
    """From now on the file goes its way again.

    Raises `NotAllowed`; `LawBroken` without a reason, and where nothing is held.
    """
    rules.require_right(by, "hold_archiverecord")
    record = _lock_record(record)
    if not reason.strip():
        raise LawBroken(_("Give a reason."), field="note")
    if not record.has_legal_hold:
        raise LawBroken(_("There is no legal hold."))
    record.has_legal_hold = False
    record.hold_reason = ""
    return _store(record, EventKind.RELEASED, Audited.HOLD_LIFTED, by=by, at=at, reason=reason)


def _lock_record(record: ArchiveRecord) -> ArchiveRecord:
    rows = ArchiveRecord.objects.select_for_update(of=("self",)).select_related("ticket")
    return rows.get(pk=record.pk)


def _store(
    record: ArchiveRecord,
    kind: EventKind,
    action: Audited,
    *,
    by: User,
    at: datetime,
    reason: str,
) -> ArchiveRecord:
    record.save(update_fields=["has_legal_hold", "hold_reason"])
    ledger.write_line(record.ticket, kind, by=by, at=at, after=record.file_no, note=reason.strip())
    audit.write_audit_entry(action, by=by, at=at, target=f"file {record.file_no}", reason=reason)
    return record
