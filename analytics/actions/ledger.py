"""Writes what became of a data audit to the audit ledger of the house."""

from datetime import datetime
from typing import Any

from accounts.models import User
from analytics.enums import Audited
from analytics.models import DataAudit
from core.actions import audit


def note_about_audit(
    about: DataAudit, action: Audited, *, by: User | None, at: datetime, **data: Any
) -> None:
    """One line, which names the audit by its key and its period."""
    audit.write_audit_entry(
        action, by=by, at=at, target=f"audit {about.pk}", period=str(about), **data
    )
