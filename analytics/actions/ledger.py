"""Writes to the audit ledger what became of audits, requests and awards, and what left with
whom.
"""

from datetime import datetime
from typing import Any

from accounts.models import User
from analytics.enums import Audited
from analytics.models import Award, DataAudit, MonthlyReport, RectificationRequest
from analytics.queries.month_tables import Asked
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


def note_about_award(about: Award, action: Audited, *, by: User | None, at: datetime) -> None:
    """One line, which names the award by its number and its period."""
    audit.write_audit_entry(
        action, by=by, at=at, target=f"award {about.number}", period=about.period.name
    )


def note_export_of_awards(*, by: User | None, at: datetime, period: str, kind: str) -> None:
    """One line: the awards of which period and kind left; empty for all."""
    audit.write_audit_entry(
        Audited.EXPORT_AWARDS, by=by, at=at, target=f"awards {period}".strip(), kind=kind
    )


def note_export_of_month(
    action: Audited, asked: Asked, *, by: User | None, at: datetime, **data: Any
) -> None:
    """One line: which month of which tickets left; nothing in it says who a customer is."""
    audit.write_audit_entry(
        action,
        by=by,
        at=at,
        target=f"month {asked.span.start:%Y-%m}",
        is_masked=True,
        filters=asked.scope.to_json(),
        **data,
    )


def note_export_of_report(
    report: MonthlyReport, *, by: User | None, at: datetime, **data: Any
) -> None:
    """One line: which version of which month's report left."""
    audit.write_audit_entry(Audited.EXPORT_F20, by=by, at=at, target=f"report {report}", **data)
