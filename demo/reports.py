"""The reports of the last three months: two are issued, the last one waits for the manager."""

from datetime import datetime, timedelta

from django.utils import timezone

from analytics.actions.reports import build_report, issue_report, write_remark
from analytics.enums import Section
from analytics.queries.months import due_moment, month_before
from demo.people import Cast

MONTHS = 3
REMARKS = {
    Section.TIMES: "夜间来单响应偏慢，已调整值班安排。",
    Section.SATISFACTION: "低分集中在等待时间，回访中客户认可改进措施。",
}


def load_reports(cast: Cast, now: datetime) -> None:
    """Made on the 1st, remarked and issued on the 4th, as the desk does it."""
    manager = cast.staff["manager"]
    month = timezone.localdate(now).replace(day=1)
    for n in range(MONTHS):
        month = month_before(month)
        made_at = due_moment(month) - timedelta(days=4, hours=18)
        report = build_report(month, at=min(made_at, now))
        if n == 0:
            continue
        at = made_at + timedelta(days=3)
        for section, text in REMARKS.items():
            write_remark(report, section, text, by=manager, at=at)
        issue_report(report, by=manager, at=at, seen_at=report.generated_at)
