"""Quarterly reports: made when the quarter is over, told of, and issued after their meeting."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.enums import Role
from accounts.models import User
from accounts.queries.roles import active_holders
from analytics import rules
from analytics.domain.report import digest_of
from analytics.enums import Audited, ReportState
from analytics.models import QuarterlyReport
from analytics.queries.quarters import (
    decision_rows,
    meetings_about,
    quarter_before,
    quarter_data,
    quarter_is_over,
    quarter_of,
)
from core.actions import audit
from core.errors import LawBroken
from notifications.actions.tell import notify_users, say_in_both_languages
from notifications.enums import Topic


def look_after_quarters(at: datetime) -> QuarterlyReport:
    """The report of the quarter that is over is there, and managers are told so once."""
    quarter = quarter_before(quarter_of(timezone.localdate(at)))
    report = QuarterlyReport.objects.filter(quarter=quarter).first()
    if report is None:
        report = build_quarter(quarter, at=at)
    notify_users(
        active_holders(Role.MANAGER),
        topic=Topic.ALARM,
        key=f"quarter:{report.name}:made",
        at=at,
        path=f"/reports/quarters/{report.name}/",
        data=say_in_both_languages(
            "summary",
            lambda: (
                _("the quarterly report %(quarter)s waits for its meeting")
                % {"quarter": report.name}
            ),
        ),
    )
    return report


@transaction.atomic
def build_quarter(quarter: date, *, at: datetime) -> QuarterlyReport:
    """The draft of a quarter, made or brought up to date; what was issued stays as it is.

    Raises `LawBroken` for a quarter that is not over.
    """
    quarter = quarter_of(quarter)
    if not quarter_is_over(quarter, at):
        raise LawBroken(_("The quarter is not over yet."))
    # Two jobs at once: the second finds the row of the first.
    report, _is_new = QuarterlyReport.objects.get_or_create(
        quarter=quarter, defaults={"generated_at": at}
    )
    report = QuarterlyReport.objects.select_for_update().get(pk=report.pk)
    if not report.is_issued:
        report.data, report.generated_at = quarter_data(quarter, at=at), at
        report.save(update_fields=["data", "generated_at"])
    return report


@transaction.atomic
def write_problems(report: QuarterlyReport, text: str, *, by: User) -> None:
    """What a manager sees as the main problems of the quarter."""
    report = _lock_draft(report, by)
    report.problems = text.strip()
    report.save(update_fields=["problems"])


@transaction.atomic
def issue_quarter(report: QuarterlyReport, *, by: User, at: datetime, seen_at: datetime) -> None:
    """Freeze it with its meeting: figures, problems and decisions, with their digest.

    Raises `LawBroken` before the meeting was held, and for a draft that was made anew since.
    """
    report = _lock_draft(report, by)
    if report.generated_at != seen_at:
        raise LawBroken(_("The figures were made anew meanwhile: look at them once more."))
    meeting = next(iter(meetings_about(report.quarter)), None)
    if meeting is None:
        raise LawBroken(_("Write the minutes of the quarterly meeting first."))
    report.meeting, report.decisions = meeting, decision_rows(meeting)
    report.state, report.issued_at, report.issued_by = ReportState.ISSUED, at, by
    report.digest = digest_of(signed_content(report))
    report.save()
    audit.write_audit_entry(
        Audited.QUARTER_ISSUED, by=by, at=at, target=f"report {report}", digest=report.digest
    )


def signed_content(report: QuarterlyReport) -> dict[str, Any]:
    """What the digest of a report is about."""
    return {
        "data": report.data,
        "problems": report.problems,
        "meeting": report.meeting_id,
        "decisions": report.decisions,
    }


def _lock_draft(report: QuarterlyReport, by: User) -> QuarterlyReport:
    rules.require_right(by, "issue_monthlyreport")
    current = QuarterlyReport.objects.select_for_update().get(pk=report.pk)
    if current.is_issued:
        raise LawBroken(_("This report was issued: it stays as it is."))
    return current
