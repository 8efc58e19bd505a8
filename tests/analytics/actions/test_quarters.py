"""Quarterly reports: there when the quarter is over, issued with their meeting, frozen then."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from analytics.actions.quarters import (
    build_quarter,
    issue_quarter,
    look_after_quarters,
    signed_content,
    write_problems,
)
from analytics.domain.report import digest_of
from analytics.models import QuarterlyReport
from analytics.queries.quarters import follow_up, shown_figures
from core.errors import LawBroken, NotAllowed
from notifications.models import InboxItem
from plans.actions.meetings import Decision, finish_action, record_retrospective
from plans.enums import ReviewKind
from plans.models import ReviewAction
from tests.fixtures import at_once
from tests.tickets.world import at
from tickets.record.models import Ticket

pytestmark = pytest.mark.django_db
Q2 = date(2024, 4, 1)
JULY = at("2024-07-02 09:00")


def held(may, **changes):
    """The meeting about the second quarter, with one decision of the engineer."""
    told = {
        "kind": ReviewKind.QUARTERLY,
        "held_at": JULY - timedelta(hours=2),
        "attendees": "售后、技术、物流",
        "period_from": date(2024, 4, 1),
        "period_to": date(2024, 6, 30),
        "bottleneck": "夜间响应",
        "decisions": [Decision("夜班增加一人", may.staff["engineer"], date(2024, 8, 1))],
        **changes,
    }
    return record_retrospective(by=may.staff["manager"], at=JULY, **told)


def test_figures_of_the_quarter_stand_beside_the_one_before(may):
    report = build_quarter(date(2024, 5, 17), at=JULY)
    assert (report.quarter, report.name) == (Q2, "2024-Q2")
    figures = report.data["figures"]
    assert figures["volume"]["this"]["value"] == "12"
    assert figures["avg_response"]["this"]["count"] == 11
    assert figures["fcr"]["last"]["count"] == 0
    report.refresh_from_db()
    assert [one.name for one in shown_figures(report)][:2] == ["工单数", "投诉率"], "in their order"


def test_a_quarter_that_is_not_over_has_none(may):
    with pytest.raises(LawBroken):
        build_quarter(Q2, at=at("2024-06-30 23:59"))
    assert not QuarterlyReport.objects.exists()


def test_the_job_makes_it_and_tells_once(may):
    for n in range(3):
        look_after_quarters(JULY + timedelta(hours=n))
    assert QuarterlyReport.objects.get().name == "2024-Q2"
    keys = [item.dedupe_key for item in InboxItem.objects.filter(user=may.staff["manager"])]
    assert [key for key in keys if "quarter:2024-Q2:made" in key] == keys[:1]


def test_it_is_issued_with_its_meeting_and_never_changes(may):
    manager = may.staff["manager"]
    report = build_quarter(Q2, at=JULY)
    with pytest.raises(LawBroken):
        issue_quarter(report, by=manager, at=JULY, seen_at=JULY)
    meeting = held(may)
    write_problems(report, " 夜间响应偏慢 ", by=manager)
    with pytest.raises(LawBroken):
        issue_quarter(report, by=manager, at=JULY, seen_at=JULY - timedelta(days=1))
    issue_quarter(report, by=manager, at=JULY, seen_at=JULY)

    issued = QuarterlyReport.objects.get()
    assert (issued.meeting, issued.problems) == (meeting, "夜间响应偏慢")
    assert issued.decisions[0]["task"] == "夜班增加一人"
    assert issued.digest == digest_of(signed_content(issued))
    Ticket.objects.filter(number="202405-00134").update(tier="urgent")
    assert build_quarter(Q2, at=JULY + timedelta(days=1)).data == issued.data
    with pytest.raises(LawBroken):
        write_problems(issued, "anders", by=manager)
    with pytest.raises(DatabaseError), transaction.atomic():
        QuarterlyReport.objects.update(problems="anders")


def test_what_becomes_of_decisions_is_followed(may):
    meeting = held(may)
    engineer = may.staff["engineer"]
    finish_action(ReviewAction.objects.get(), by=engineer, at=JULY, result="已上线")
    assert [result for _state, result in follow_up(meeting)] == ["已上线"]


def test_a_meeting_about_another_quarter_or_of_another_kind_is_none(may):
    held(may, period_to=date(2024, 5, 31))
    held(may, kind=ReviewKind.RETROSPECTIVE)
    report = build_quarter(Q2, at=JULY)
    with pytest.raises(LawBroken):
        issue_quarter(report, by=may.staff["manager"], at=JULY, seen_at=JULY)


def test_only_who_issues_monthly_reports_issues(may):
    report = build_quarter(Q2, at=JULY)
    held(may)
    with pytest.raises(NotAllowed):
        issue_quarter(report, by=may.staff["supervisor"], at=JULY, seen_at=JULY)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_one():
    at_once(3, lambda _n: build_quarter(Q2, at=JULY))
    assert QuarterlyReport.objects.count() == 1
