"""Writes the audit ledger, in the transaction of what it tells of."""

from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser

from core.enums import AUDIT_WORDS
from core.models import AuditEntry
from privacy.domain.classes import mask_texts, mask_value
from privacy.field_classes import class_of


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

    Nobody can take a line back, so that it keeps no contact data: the reason that people typed,
    and texts in `data`, are masked. `target` names a thing by its number, or a colleague.

    Raises `Unworded`.
    """
    if action not in AUDIT_WORDS:
        raise Unworded(action)
    return AuditEntry.objects.create(
        action=AUDIT_WORDS[action].value,
        actor_id=by.pk if by else None,
        at=at,
        target=target,
        reason=mask_value(reason, class_of(AuditEntry, "reason")),
        data=mask_texts(data),
    )
