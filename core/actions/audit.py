"""Writes the audit ledger, in the transaction of what it tells of."""

from datetime import datetime
from typing import Any

from core.models import AuditEntry


def record(action: str, *, by: Any, at: datetime, target: str = "", reason: str = "", **data: object) -> AuditEntry:
    """One line: who did what to which thing, when and why. Contact data never enters `data`."""
    return AuditEntry.objects.create(action=action, actor=by, at=at, target=target, reason=reason, data=data)
