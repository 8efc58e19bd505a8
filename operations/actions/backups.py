"""What the desk writes down about its backups."""

from datetime import datetime
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction

from core.actions import audit
from core.models import JobRun
from notifications.actions.pausing import pause_outbox
from operations import timetable
from operations.enums import Audited


def note_backup(name: str, *, at: datetime, is_encrypted: bool, rows: int, files: int) -> None:
    """In the audit ledger: all data of the desk were written to a file."""
    audit.write_audit_entry(
        Audited.BACKUP_MADE,
        by=None,
        at=at,
        target=name,
        is_encrypted=is_encrypted,
        rows=rows,
        files=files,
    )


@transaction.atomic
def note_verified(name: str, *, at: datetime) -> None:
    """Beside the newest backup that the desk knows of, if it is that one."""
    run = JobRun.objects.select_for_update().filter(pk=timetable.BACKUP, data__set=name).first()
    if run is not None:
        run.data["verified_at"] = at.isoformat()
        run.save(update_fields=["data"])


@transaction.atomic
def settle_restored(name: str, *, backup: dict[str, Any], at: datetime) -> None:
    """What must be so before anybody sees a restored desk: log-ins have ended, no message leaves,
    jobs are not late for the time between, and the ledger tells of it.

    `backup` is what the job of the backup keeps of it.
    """
    Session.objects.all().delete()
    UserSession.objects.all().delete()
    pause_outbox(restored_from=name, at=at)
    JobRun.objects.all().delete()
    made_at = datetime.fromisoformat(backup["made_at"])
    JobRun.objects.create(name=timetable.BACKUP, began_at=made_at, done_at=made_at, data=backup)
    audit.write_audit_entry(
        Audited.BACKUP_RESTORED, by=None, at=at, target=name, made_at=backup["made_at"]
    )
