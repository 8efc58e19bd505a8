"""A report is made once, issued once, and what was issued never changes; later facts are a further version."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from analytics.actions.reports import build_report, issue_report, signed_content, write_remark
from analytics.domain.report import digest_of
from analytics.enums import ReportState, Section
from analytics.models import MonthlyReport
from analytics.queries.pages import shown_differences
from core.errors import LawBroken, NotAllowed
from core.models import AuditEntry
from tests.factories.may_2024 import REPORT
from tests.tickets.world import at
from tickets.record.models import Ticket

pytestmark = pytest.mark.django_db
MAY = date(2024, 5, 1)
HOUR = timedelta(hours=1)


def issued(may, report):
    manager = may.staff["manager"]
    issue_report(report, by=manager, at=REPORT + HOUR, seen_at=report.generated_at)
    report.refresh_from_db()
    return report


def test_a_draft_follows_the_facts_until_it_is_issued(may):
    first = build_report(MAY, at=REPORT)
    again = build_report(date(2024, 5, 20), at=REPORT + HOUR)
    assert (again.pk, again.version, again.state) == (first.pk, 1, ReportState.DRAFT)
    assert again.generated_at == REPORT + HOUR


def test_e9_late_data_make_a_second_version_and_leave_the_issued_one(may):
    report = build_report(MAY, at=REPORT)
    manager = may.staff["manager"]
    write_remark(report, Section.TIMES, "  夜班响应偏慢  ", by=manager, at=REPORT)
    report = issued(may, report)
    assert report.digest == digest_of(signed_content(report)) and len(report.digest) == 64
    assert AuditEntry.objects.get(action="report_issued").data["digest"] == report.digest
    assert build_report(MAY, at=REPORT + 2 * HOUR) == report, "nothing has changed"

    answered_at = at("2024-06-02 10:00")
    Ticket.objects.filter(number="202405-00134").update(first_responded_at=answered_at)
    restated = build_report(MAY, at=answered_at + HOUR)
    assert (restated.version, restated.state) == (2, ReportState.DRAFT)
    assert restated.remarks.get().text == "夜班响应偏慢"
    report.refresh_from_db()
    assert report.data["figures"]["avg_response"]["count"] == 11
    assert restated.data["figures"]["avg_response"]["count"] == 12
    said = {one.what: (one.before, one.after) for one in shown_differences(report, restated)}
    assert ("11", "12") in said.values() and any("27.7" in before for before, _now in said.values())


@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_database_itself_refuses_to_change_what_was_issued(may, change):
    report = issued(may, build_report(MAY, at=REPORT))
    rows = MonthlyReport.objects.filter(pk=report.pk)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        rows.update(data={}) if change == "update" else rows._raw_delete("default")
    with pytest.raises(LawBroken):
        write_remark(report, Section.TIMES, "改", by=may.staff["manager"], at=REPORT)
    with pytest.raises(LawBroken):
        issued(may, report)


def test_who_has_seen_other_figures_looks_again_before_issuing(may):
    seen = build_report(MAY, at=REPORT)
    build_report(MAY, at=REPORT + HOUR)
    with pytest.raises(LawBroken, match=r"再次查看|once more"):
        issued(may, seen)


@pytest.mark.parametrize("who", ["supervisor", "analyst", "agent"])
def test_only_managers_issue(may, who):
    report = build_report(MAY, at=REPORT)
    with pytest.raises(NotAllowed):
        issue_report(report, by=may.staff[who], at=REPORT, seen_at=report.generated_at)


def test_a_month_that_is_not_over_has_no_report(may):
    with pytest.raises(LawBroken, match="2024-05"):
        build_report(MAY, at=at("2024-05-31 23:59"))
    assert not MonthlyReport.objects.filter(month=MAY).exists()


def test_an_empty_remark_takes_it_away(may):
    report = build_report(MAY, at=REPORT)
    for text in ("先写", ""):
        write_remark(report, Section.TYPES, text, by=may.staff["manager"], at=REPORT)
    assert not report.remarks.exists()
