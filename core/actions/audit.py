"""Writes the audit ledger, in the transaction of what it tells of."""

from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser

from core.enums import AUDIT_WORDS
from core.models import AuditEntry


class Unworded(LookupError):
    """Nobody has put this action into words: it belongs into the `Audited` of its house."""


def write_audit_entry(
    action: str,
    *,
    by: AbstractBaseUser | None,
    at: datetime,
    target: str = "",
    reason: str = "",
    **data: object,
) -> AuditEntry:
    """One line: who did what to which thing, when and why.

    Contact data never enters `data`. Raises `Unworded`.
    """
    if action not in AUDIT_WORDS:
        raise Unworded(action)
    return AuditEntry.objects.create(
        action=AUDIT_WORDS[action].value,
        actor_id=by.pk if by else None,
        at=at,
        target=target,
        reason=reason,
        data=data,
    )
