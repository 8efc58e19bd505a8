"""Data audits: made once, looked at again until they are signed, and never changed afterwards.

Whoever looks holds the audit: two looks at once find each fault once, and one that is killed leaves
nothing behind.
"""

from datetime import date, datetime

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Department, User
from analytics import rules
from analytics.actions.ledger import note_about_audit
from analytics.actions.locks import hold_work
from analytics.domain.audits import AuditPeriod, PeriodFault, fault_of_days
from analytics.enums import Audited, DataRule
from analytics.models import AuditFinding, DataAudit
from analytics.queries.audits import current_audit_settings
from analytics.queries.records import (
    all_records,
    audited_records,
    faults_statement,
    records_with_findings,
)
from core.errors import LawBroken
from privacy.domain.redact import redacted_text

# `%s` in their middle is the statement of the faults. One that is back is open once more.
FIND = (
    "INSERT INTO analytics_auditfinding (audit_id, ticket_id, rule, found_at, remark)"
    " SELECT %%s, found.ticket, found.rule, %%s, '' FROM (%s) AS found"
    " ON CONFLICT (audit_id, rule, ticket_id) DO UPDATE SET fixed_at = NULL"
    " WHERE analytics_auditfinding.fixed_at IS NOT NULL"
)
FIX = (
    "UPDATE analytics_auditfinding SET fixed_at = %%s WHERE audit_id = %%s AND fixed_at IS NULL"
    " AND NOT EXISTS (SELECT 1 FROM (%s) AS found"
    " WHERE found.ticket = ticket_id AND found.rule = analytics_auditfinding.rule)"
)


@transaction.atomic
def begin_audit(
    *, by: User, at: datetime, first_on: date, last_on: date, department: Department | None = None
) -> DataAudit:
    """Audit now what was entered from one day to another, both within.

    Raises `NotAllowed`; `LawBroken` naming the field for days that are no period of the past.
    """
    rules.require_right(by, "carry_out_dataaudit")
    fault = fault_of_days(first_on, last_on, timezone.localdate(at))
    if fault is not None:
        raise _refusal_of(fault)
    begun = _make_audit(AuditPeriod.of_days(first_on, last_on), at, by=by, department=department)
    note_about_audit(begun, Audited.AUDIT_MADE, by=by, at=at)
    return begun


def _refusal_of(fault: PeriodFault) -> LawBroken:
    """Why chosen days are no period, at the field to be mended."""
    if fault is PeriodFault.BACKWARDS:
        return LawBroken(_("The last day is before the first one."), field="last_on")
    if fault is PeriodFault.TO_COME:
        return LawBroken(_("The last day is still to come."), field="last_on")
    return LawBroken(_("At most a year is audited at once."), field="first_on")


@transaction.atomic
def make_automatic_audit(period: AuditPeriod, *, at: datetime) -> DataAudit | None:
    """The audit of a period by the job, of all departments; None where it is there already."""
    hold_work("audit")
    days = {"starts_on": period.starts_on, "until": period.until}
    if DataAudit.objects.filter(is_automatic=True, **days).exists():
        return None
    return _make_audit(period, at, by=None, department=None)


def _make_audit(
    period: AuditPeriod, at: datetime, *, by: User | None, department: Department | None
) -> DataAudit:
    made = DataAudit.objects.create(
        starts_on=period.starts_on,
        until=period.until,
        department=department,
        is_automatic=by is None,
        lag_minutes=current_audit_settings().lag_minutes,
        made_at=at,
        checked_at=at,
        auditor=by,
    )
    _look_at_records(made, at)
    return made


@transaction.atomic
def check_again(audit: DataAudit, *, by: User | None, at: datetime) -> DataAudit:
    """Look anew: what was mended is marked so, what came since is added, nothing is deleted.

    Nobody is the job. Raises `NotAllowed`, `LawBroken` for an audit that was signed.
    """
    if by is not None:
        rules.require_right(by, "carry_out_dataaudit")
    audit = _lock_unsigned(audit)
    _look_at_records(audit, at)
    return audit


def _look_at_records(audit: DataAudit, at: datetime) -> None:
    """Findings and numbers of an audit that is held. A constant number of statements."""
    mended, of_mended = faults_statement(records_with_findings(audit), audit)
    faults, of_faults = faults_statement(audited_records(audit), audit)
    with connection.cursor() as cursor:
        # The statements are Django's, their values stay parameters.
        cursor.execute(FIX % mended, [at, audit.pk, *of_mended])
        cursor.execute(FIND % faults, [audit.pk, at, *of_faults])
    audit.total = all_records(audit).count()
    audit.incomplete = records_with_findings(audit).count()
    audit.checked_at = at
    audit.save(update_fields=["total", "incomplete", "checked_at"])


@transaction.atomic
def explain_finding(finding: AuditFinding, text: str, *, by: User, at: datetime) -> None:
    """Why a record is an exception; an empty text takes the remark away.

    Raises `NotAllowed`, `LawBroken` for an audit that was signed.
    """
    rules.require_right(by, "carry_out_dataaudit")
    _lock_unsigned(finding.audit)
    written = redacted_text(text.strip())
    remark = {"remark": written, "remarked_at": at, "remarked_by": by}
    if not written:
        remark = {"remark": "", "remarked_at": None, "remarked_by": None}
    AuditFinding.objects.filter(pk=finding.pk).update(**remark)


@transaction.atomic
def explain_rule(audit: DataAudit, rule: DataRule, text: str, *, by: User, at: datetime) -> int:
    """One remark for all that is still open of a rule, such as an import; how many there were.

    Raises `NotAllowed`; `LawBroken` without a remark, and for an audit that was signed.
    """
    rules.require_right(by, "carry_out_dataaudit")
    audit = _lock_unsigned(audit)
    written = redacted_text(text.strip())
    if not written:
        raise LawBroken(_("Write why these are exceptions."), field="text")
    left = audit.findings.open().filter(rule=rule)
    return left.update(remark=written, remarked_at=at, remarked_by=by)


@transaction.atomic
def sign_audit(
    audit: DataAudit,
    *,
    by: User,
    at: datetime,
    seen_at: datetime,
    conclusion: str,
    leaves_open: bool = False,
) -> DataAudit:
    """Freeze it with its conclusion.

    Findings that nobody mended or explained are left open knowingly, or the audit is not signed.
    Raises `NotAllowed`; `LawBroken` for one that was signed, or was looked at anew since somebody
    looked (`seen_at`), or has no conclusion.
    """
    rules.require_right(by, "carry_out_dataaudit")
    audit = _lock_unsigned(audit)
    if audit.checked_at != seen_at:
        raise LawBroken(_("The records were checked again meanwhile: look at them once more."))
    if not conclusion.strip():
        raise LawBroken(_("Write the conclusion."), field="conclusion")
    audit.left_open = audit.findings.open().count()
    if audit.left_open and not leaves_open:
        raise LawBroken(
            _("%(count)d findings are open: say in the conclusion what becomes of them.")
            % {"count": audit.left_open},
            field="leaves_open",
        )
    audit.conclusion = redacted_text(conclusion.strip())
    audit.auditor = by
    # The clock of the job that looked may go ahead of this one.
    audit.signed_at = max(at, audit.checked_at)
    audit.save()
    note_about_audit(
        audit,
        Audited.AUDIT_SIGNED,
        by=by,
        at=at,
        total=audit.total,
        incomplete=audit.incomplete,
        left_open=audit.left_open,
    )
    return audit


def _lock_unsigned(audit: DataAudit) -> DataAudit:
    current = DataAudit.objects.select_for_update().get(pk=audit.pk)
    if current.is_signed:
        raise LawBroken(_("This audit was signed: it stays as it is."))
    return current
