"""Writes what became of a data audit, and who took a list of devices, to the audit ledger."""

from datetime import datetime
from typing import Any

from accounts.models import User
from analytics.enums import Audited
from analytics.models import DataAudit, RectificationRequest
from core.actions import audit


def note_about_audit(
    about: DataAudit, action: Audited, *, by: User | None, at: datetime, **data: Any
) -> None:
    """One line, which names the audit by its key and its period."""
    audit.write_audit_entry(
        action, by=by, at=at, target=f"audit {about.pk}", period=str(about), **data
    )


def note_about_rectification(
    about: RectificationRequest, action: Audited, *, by: User | None, at: datetime
) -> None:
    """One line, which names the request by its number."""
    audit.write_audit_entry(action, by=by, at=at, target=f"rectification {about.number}")
