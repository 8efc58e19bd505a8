"""Monthly reports are made once, kept up to date while they are drafts, issued once, and restated.

Whoever makes one holds the month: two jobs at once make one report, and a job that is killed leaves
none or a whole one.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from analytics import rules
from analytics.actions.locks import hold_month
from analytics.domain.report import differences, digest_of
from analytics.enums import Audited, ReportState, Section
from analytics.models import MonthlyReport, ReportRemark
from analytics.queries.months import is_over, month_data
from analytics.queries.rectification_settings import failure_limit_of
from core.actions import audit
from core.errors import LawBroken


@transaction.atomic
def build_report(month: date, *, at: datetime) -> MonthlyReport:
    """The report of a month as it is known at `at`: a new draft, the draft brought up to date, or a
    further version where what was issued is no longer so. The issued one where nothing changed.

    Raises `LawBroken` for a month that is not over.
    """
    month = month.replace(day=1)
    if not is_over(month, at):
        raise LawBroken(_("%(month)s is not over yet.") % {"month": f"{month:%Y-%m}"})
    hold_month("report", month)
    newest = MonthlyReport.objects.filter(month=month).order_by("-version").first()
    data = month_data(month, at=at, limit=_limit_of_issued(newest))
    if newest is None:
        return MonthlyReport.objects.create(month=month, data=data, generated_at=at)
    if not newest.is_issued:
        newest.data, newest.generated_at = data, at
        newest.save(update_fields=["data", "generated_at"])
        return newest
    if not differences(newest.data, data):
        return newest
    restated = MonthlyReport.objects.create(
        month=month, version=newest.version + 1, data=data, generated_at=at
    )
    ReportRemark.objects.bulk_create(_copy_of(remark, restated) for remark in newest.remarks.all())
    return restated


def _limit_of_issued(newest: MonthlyReport | None) -> Decimal | None:
    """A further version is judged as the issued one was: a new threshold restates nothing."""
    if newest is None or (newest.version == 1 and not newest.is_issued):
        return None
    return failure_limit_of(newest.data)


def _copy_of(remark: ReportRemark, report: MonthlyReport) -> ReportRemark:
    return ReportRemark(
        report=report,
        section=remark.section,
        text=remark.text,
        written_at=remark.written_at,
        written_by=remark.written_by,
    )


@transaction.atomic
def write_remark(
    report: MonthlyReport, section: Section, text: str, *, by: User, at: datetime
) -> None:
    """What a manager says of a part of the draft; an empty text takes it away.

    Raises `NotAllowed`, `LawBroken` for a report that was issued.
    """
    rules.require_right(by, "issue_monthlyreport")
    report = _lock_draft(report)
    written = text.strip()
    if not written:
        report.remarks.filter(section=section).delete()
        return
    ReportRemark.objects.update_or_create(
        report=report,
        section=section,
        defaults={"text": written, "written_at": at, "written_by": by},
    )


@transaction.atomic
def issue_report(report: MonthlyReport, *, by: User, at: datetime, seen_at: datetime) -> None:
    """Freeze the draft that was seen: its numbers, definitions and remarks, with their digest.

    Raises `NotAllowed`; `LawBroken` for one that was issued, and for a draft that was made anew
    since somebody looked (`seen_at`).
    """
    rules.require_right(by, "issue_monthlyreport")
    report = _lock_draft(report)
    if report.generated_at != seen_at:
        raise LawBroken(_("The figures were made anew meanwhile: look at them once more."))
    report.state, report.issued_at, report.issued_by = ReportState.ISSUED, at, by
    report.digest = digest_of(signed_content(report))
    report.save()
    audit.write_audit_entry(
        Audited.REPORT_ISSUED, by=by, at=at, target=f"report {report}", digest=report.digest
    )


def signed_content(report: MonthlyReport) -> dict[str, Any]:
    """What the digest of a report is about."""
    remarks = {remark.section: remark.text for remark in report.remarks.order_by("section")}
    return {"data": report.data, "remarks": remarks, "version": report.version}


def _lock_draft(report: MonthlyReport) -> MonthlyReport:
    current = MonthlyReport.objects.select_for_update().get(pk=report.pk)
    if current.is_issued:
        raise LawBroken(_("This report was issued: it stays as it is."))
    return current
