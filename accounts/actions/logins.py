"""Log-ins, and what did not become one, as lines of the audit ledger."""

from datetime import datetime
from typing import Any

from accounts.actions import passwords
from accounts.domain.tries import Purpose, Source
from accounts.enums import Audited
from accounts.models import User
from core.actions import audit


def record_failure(
    person: User | None,
    source: Source,
    *,
    is_last: bool,
    at: datetime,
    purpose: Purpose = Purpose.PASSWORD,
) -> None:
    """A wrong password or code.

    A name is only kept where somebody has it: people type passwords into the field of the name.
    The last that is let through is a line of its own; those that are refused afterwards are not
    written, so that a flood of tries is none of lines.
    """
    target = person.username if person else ""
    where: dict[str, Any] = {
        "address": source.address,
        "tried": str(purpose),
        "known_device": bool(source.device),
    }
    audit.write_audit_entry(Audited.LOG_IN_FAILED, by=None, at=at, target=target, **where)
    if is_last:
        audit.write_audit_entry(Audited.LOG_IN_LOCKED, by=None, at=at, target=target, **where)


def record_log_in(person: User, *, address: str, methods: list[str], at: datetime) -> None:
    """Somebody is in, and how: `password`, `totp`, `webauthn`, `socialaccount` and so on."""
    passwords.revoke_password_link(person)
    audit.write_audit_entry(
        Audited.LOGGED_IN,
        by=person,
        at=at,
        target=person.username,
        address=address,
        methods=methods,
    )


def record_log_out(person: User, *, address: str, at: datetime) -> None:
    audit.write_audit_entry(
        Audited.LOGGED_OUT, by=person, at=at, target=person.username, address=address
    )


def record_recovery_code(person: User, *, left: int, at: datetime) -> None:
    """One of the recovery codes was used in place of the second factor."""
    audit.write_audit_entry(
        Audited.RECOVERY_CODE_USED, by=person, at=at, target=person.username, left=left
    )


def record_second_factor(
    action: Audited, person: User, *, kind: str, by: User | None, at: datetime
) -> None:
    """A second factor was set up, removed or renewed; `kind` as allauth names it."""
    audit.write_audit_entry(action, by=by, at=at, target=person.username, kind=kind)
