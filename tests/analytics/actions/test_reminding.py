"""The report is there on the 1st, asked for on the 3rd and late after the 5th, each told once."""

from datetime import timedelta

import pytest

from analytics.actions.reminding import look_after_reports
from analytics.actions.reports import issue_report
from analytics.models import MonthlyReport
from analytics.tasks import look_after_reports as job
from notifications.enums import Topic
from notifications.models import InboxItem
from tests.fixtures import cast, moment

__all__ = ["cast"]
pytestmark = pytest.mark.django_db
FIRST = moment("2024-06-01 06:00")
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def told(cast):
    items = InboxItem.objects.filter(topic=Topic.ALARM, user=cast.staff["manager"])
    return [item.dedupe_key.split(":")[-2] for item in items.order_by("pk")]


def test_managers_are_told_each_stage_once(cast):
    for day in range(8):
        for hour in range(2):
            look_after_reports(FIRST + day * DAY + hour * HOUR)
    assert told(cast) == ["made", "due", "late"]
    assert MonthlyReport.objects.count() == 1
    assert InboxItem.objects.filter(topic=Topic.ALARM).first().path == "/reports/2024-05/"


def test_nobody_is_reminded_of_what_was_issued(cast):
    report = look_after_reports(FIRST)
    manager = cast.staff["manager"]
    issue_report(report, by=manager, at=FIRST, seen_at=report.generated_at)
    for day in range(8):
        assert look_after_reports(FIRST + day * DAY).is_issued
    assert told(cast) == ["made"]


def test_a_job_that_runs_late_makes_the_report_and_says_that_it_is_late(cast):
    look_after_reports(FIRST + 20 * DAY)
    assert told(cast) == ["late"]


def test_the_job_looks_at_the_month_that_is_over(cast):
    job()
    assert MonthlyReport.objects.count() == 1


def test_months_that_nobody_made_are_made_up_for(cast):
    look_after_reports(FIRST)
    look_after_reports(FIRST + 95 * DAY)
    months = MonthlyReport.objects.order_by("month").values_list("month", flat=True)
    assert [f"{month:%Y-%m}" for month in months] == ["2024-05", "2024-06", "2024-07", "2024-08"]


def test_a_draft_is_brought_up_to_date_once_a_day(cast):
    first = look_after_reports(FIRST).generated_at
    assert look_after_reports(FIRST + HOUR).generated_at == first
    assert look_after_reports(FIRST + DAY).generated_at == FIRST + DAY
