"""Data audits as pages read them: the newest first, in pages, and findings by rule."""

import pytest

from analytics.actions.audits import begin_audit, explain_finding
from analytics.enums import DataRule
from analytics.queries.audits import (
    AUDITS_A_PAGE,
    FINDINGS_A_PAGE,
    all_findings,
    page_of_audits,
    page_of_findings,
    rules_of,
    summary_of,
)
from tests.factories.records import HOUR, MONDAY, NEXT_MONDAY, SUNDAY, Records
from tests.fixtures import cast

__all__ = ["cast"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def records(cast):
    return Records(cast)


def audit_of_week(cast, hours=0):
    return begin_audit(
        by=cast.staff["manager"], at=NEXT_MONDAY + hours * HOUR, first_on=MONDAY, last_on=SUNDAY
    )


@pytest.mark.parametrize("audits", [1, 3])
def test_the_list_takes_one_statement(cast, records, audits, django_assert_num_queries):
    records.closed(assignee=None)
    for hours in range(audits):
        audit_of_week(cast, hours)
    with django_assert_num_queries(1):
        page = page_of_audits("")
        assert [(str(one.auditor), one.left) for one in page.rows] == [("陈强", 1)] * audits


def test_the_list_has_a_second_page(cast):
    made = [audit_of_week(cast, hours) for hours in range(AUDITS_A_PAGE + 1)]
    first = page_of_audits("")
    assert len(first.rows) == AUDITS_A_PAGE and first.rows[0] == made[-1]
    assert page_of_audits(first.next_cursor).rows == [made[0]]


def test_findings_stand_by_rule_in_the_order_of_the_rules_open_ones_first(cast, records):
    settled, *_others = records.week_of_e10()[1:]
    audit = audit_of_week(cast)
    finding = audit.findings.get(ticket=settled)
    explain_finding(finding, "已离职", by=cast.staff["manager"], at=NEXT_MONDAY)
    found = rules_of(audit)
    assert [(one.rule, one.found, one.explained, one.left) for one in found] == [
        (DataRule.NO_ASSIGNEE, 2, 1, 1),
        (DataRule.NO_END, 1, 0, 1),
        (DataRule.NO_REASON, 1, 0, 1),
    ]
    assert [one.is_open for one in found[0].findings] == [True, False]
    summary = summary_of(audit, found)
    assert (summary.share, summary.found, summary.fixed, summary.explained, summary.left) == (
        10,
        4,
        0,
        1,
        3,
    )


@pytest.mark.parametrize("faulty", [1, 3])
def test_an_audit_takes_two_statements_and_shows_the_first_of_many(
    cast, records, faulty, django_assert_num_queries
):
    for _n in range(faulty):
        records.closed(assignee=None)
    audit = audit_of_week(cast)
    with django_assert_num_queries(2):
        (rule,) = rules_of(audit, most=2)
        assert {str(one.ticket.department) for one in rule.findings} == {"技术支持部"}
    assert (rule.found, len(rule.findings), rule.has_more) == (
        faulty,
        min(faulty, 2),
        faulty > 2,
    )


def test_all_findings_of_a_rule_are_read_page_by_page(cast, records, django_assert_num_queries):
    for _n in range(FINDINGS_A_PAGE + 1):
        records.closed(assignee=None)
    audit = audit_of_week(cast)
    with django_assert_num_queries(1):
        first = page_of_findings(audit, DataRule.NO_ASSIGNEE, "")
        assert len({one.ticket.number for one in first.rows}) == FINDINGS_A_PAGE
    second = page_of_findings(audit, DataRule.NO_ASSIGNEE, first.next_cursor)
    assert len(second.rows) == 1 and not second.next_cursor
    assert all_findings(audit).count() == FINDINGS_A_PAGE + 1
