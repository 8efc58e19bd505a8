"""The report of the month is there on the 1st, asked for on the 3rd, and late after the 5th."""

from collections.abc import Callable
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.enums import Role
from accounts.queries.roles import active_holders
from analytics.actions.reports import build_report
from analytics.models import MonthlyReport
from analytics.queries.month_tables import month_before
from analytics.queries.months import due_moment
from notifications.actions.tell import notify_users, say_in_both_languages
from notifications.enums import Topic

REMINDED_ON = 3

# So many months are made up for.
MOST = 12


def look_after_reports(at: datetime) -> MonthlyReport:
    """Make the report of the month that is over, and those that nobody made before it; bring a
    draft up to date once a day, and tell the managers. The report of that month.

    Each of it is told once, whenever the job runs.
    """
    last = month_before(timezone.localdate(at).replace(day=1))
    *_earlier, report = [_look_after(month, at) for month in _months_to_look_at(last)]
    return report


def _look_after(month: date, at: datetime) -> MonthlyReport:
    today = timezone.localdate(at)
    versions = MonthlyReport.objects.filter(month=month).defer("data")
    report = versions.order_by("-version").first()
    if report is None or _is_of_yesterday(report, today):
        report = build_report(month, at=at)
    if not report.is_issued:
        _remind(report, today, at)
    return report


def _months_to_look_at(last: date) -> list[date]:
    """Those since the newest report: the worker may have been away for longer than a month."""
    earlier = MonthlyReport.objects.filter(month__lt=last).order_by("-month")
    newest = earlier.values_list("month", flat=True).first()
    months = [last]
    while newest is not None and newest < month_before(months[0]) and len(months) < MOST:
        months.insert(0, month_before(months[0]))
    return months


def _is_of_yesterday(report: MonthlyReport, today: date) -> bool:
    return not report.is_issued and timezone.localdate(report.generated_at) < today


def _remind(report: MonthlyReport, today: date, at: datetime) -> None:
    name = f"{report.month:%Y-%m}"
    if at >= due_moment(report.month):
        _tell(report, "late", at, lambda: _("the monthly report %(month)s is overdue"), name)
    elif today.day >= REMINDED_ON:
        _tell(report, "due", at, lambda: _("issue the monthly report %(month)s by the 5th"), name)
    else:
        _tell(
            report, "made", at, lambda: _("the monthly report %(month)s is ready to be read"), name
        )


def _tell(
    report: MonthlyReport, what: str, at: datetime, say: Callable[[], str], month: str
) -> None:
    notify_users(
        active_holders(Role.MANAGER),
        topic=Topic.ALARM,
        key=f"report:{month}:{what}",
        at=at,
        path=f"/reports/{month}/",
        data=say_in_both_languages("summary", lambda: say() % {"month": month}),
        is_urgent=what == "late",
    )
