"""An audit finds what is incomplete, follows what is mended, and never changes once it is signed."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from analytics.actions.audits import (
    begin_audit,
    check_again,
    explain_finding,
    explain_rule,
    make_automatic_audit,
    sign_audit,
)
from analytics.domain.audits import AuditPeriod, incomplete_share
from analytics.enums import DataRule
from analytics.models import AuditFinding, AuditSettings, DataAudit
from core.errors import LawBroken, NotAllowed
from core.models import AuditEntry
from tests.factories.records import HOUR, MONDAY, NEXT_MONDAY, SUNDAY, Records
from tests.fixtures import cast
from tickets.record.models import Ticket

__all__ = ["cast"]
pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
LATER = NEXT_MONDAY + 3 * HOUR
WEEK = AuditPeriod.of_days(MONDAY, SUNDAY)


@pytest.fixture
def records(cast):
    return Records(cast)


def audit_of_week(cast, **facts):
    chosen = {"first_on": MONDAY, "last_on": SUNDAY, **facts}
    return begin_audit(by=cast.staff["manager"], at=NEXT_MONDAY, **chosen)


def sign(cast, audit, conclusion="已整改", **facts):
    audit.refresh_from_db()
    said = {"seen_at": audit.checked_at, "conclusion": conclusion, **facts}
    return sign_audit(audit, by=cast.staff["manager"], at=LATER, **said)


def rules_found(audit):
    return sorted(audit.findings.values_list("rule", flat=True))


def test_e10_four_of_forty_are_incomplete(cast, records):
    incomplete = records.week_of_e10()
    audit = audit_of_week(cast)
    assert (audit.total, audit.incomplete) == (40, 4)
    assert incomplete_share(audit.incomplete, audit.total) == 10
    assert rules_found(audit) == ["no_assignee", "no_assignee", "no_end", "no_reason"]
    assert {one.ticket for one in audit.findings.all()} == set(incomplete)
    line = AuditEntry.objects.get(action="audit_made")
    assert (line.actor, line.target) == (cast.staff["manager"], f"audit {audit.pk}")


def test_a_record_with_several_faults_is_one_incomplete_record(cast, records):
    records.closed(assignee=None, issue_type=None, closed_at=None)
    audit = audit_of_week(cast)
    assert (audit.total, audit.incomplete, audit.findings.count()) == (1, 1, 3)


def statements_of(act):
    with CaptureQueriesContext(connection) as seen:
        act()
    return len(seen)


def test_it_takes_as_many_statements_for_one_record_as_for_thirty(cast, records):
    records.closed(assignee=None)
    # The first time the rights of the person are read.
    audit_of_week(cast)
    one = statements_of(lambda: audit_of_week(cast))
    for _n in range(29):
        records.closed(assignee=None, issue_type=None)
    assert statements_of(lambda: audit_of_week(cast)) == one
    audit = DataAudit.objects.first()
    before = statements_of(lambda: check_again(audit, by=None, at=LATER))
    Ticket.objects.update(assignee=cast.staff["engineer"])
    assert statements_of(lambda: check_again(audit, by=None, at=LATER)) == before


def test_what_was_mended_is_marked_and_stays(cast, records):
    mended, other, *_rest = records.week_of_e10()
    audit = audit_of_week(cast)
    Ticket.objects.filter(pk=mended.pk).update(closed_at=mended.reported_at + HOUR)
    check_again(audit, by=cast.staff["supervisor"], at=LATER)
    assert audit.findings.count() == 4
    assert [one.ticket for one in audit.findings.fixed()] == [mended]
    assert audit.findings.get(ticket=mended).fixed_at == LATER
    assert DataAudit.objects.get().incomplete == 4, "what the audit had found"

    # Broken once more, it is open once more; a look later its moment is another one.
    Ticket.objects.filter(pk=mended.pk).update(closed_at=None)
    check_again(audit, by=None, at=LATER + HOUR)
    assert not audit.findings.fixed().exists() and audit.findings.count() == 4
    check_again(audit, by=None, at=LATER + 2 * HOUR)
    assert AuditFinding.objects.filter(ticket=other).count() == 1


def test_what_came_since_is_added_and_what_left_is_still_answered_for(cast, records):
    department = cast.staff["engineer"].department
    found, late = records.closed(assignee=None), records.closed()
    records.closed(department=cast.staff["agent2"].department, assignee=None)
    audit = audit_of_week(cast, department=department)
    assert (audit.total, audit.incomplete) == (2, 1)
    Ticket.objects.filter(pk=late.pk).update(closed_at=None)
    Ticket.objects.filter(pk=found.pk).update(department=None)
    audit = check_again(audit, by=None, at=LATER)
    assert (audit.total, audit.incomplete) == (2, 2)
    assert rules_found(audit) == ["no_assignee", "no_end"]
    assert audit.findings.open().count() == 2


def test_an_audit_keeps_the_limit_with_which_it_began(cast, records):
    records.closed(recorded_at=records.closed().reported_at + 2 * HOUR)
    audit = audit_of_week(cast)
    assert rules_found(audit) == ["late_entry"]
    AuditSettings.objects.update(lag_minutes=180)
    check_again(audit, by=None, at=LATER)
    assert not audit.findings.fixed().exists()
    assert audit_of_week(cast).incomplete == 0


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        (SUNDAY, MONDAY, "last_on"),
        (MONDAY, NEXT_MONDAY.date() + DAY, "last_on"),
        (date(2023, 1, 1), SUNDAY, "first_on"),
    ],
)
def test_days_that_are_no_period_are_refused_by_their_field(cast, first, last, field):
    with pytest.raises(LawBroken) as refused:
        audit_of_week(cast, first_on=first, last_on=last)
    assert refused.value.field == field and not DataAudit.objects.exists()


def test_today_may_be_audited_too(cast):
    today = NEXT_MONDAY.date()
    assert audit_of_week(cast, first_on=today, last_on=today).total == 0


def test_an_automatic_audit_of_a_period_is_made_once(cast, records):
    records.week_of_e10()
    made = make_automatic_audit(WEEK, at=NEXT_MONDAY)
    assert made.is_automatic and made.auditor is None and made.incomplete == 4
    assert make_automatic_audit(WEEK, at=LATER) is None
    audit_of_week(cast)
    assert DataAudit.objects.count() == 2, "whoever wants one by hand has it"


# --- remarks -----------------------------------------------------------------------------------
def test_a_remark_explains_and_an_empty_one_is_taken_back(cast, records):
    records.week_of_e10()
    audit = audit_of_week(cast)
    supervisor = cast.staff["supervisor"]
    finding = audit.findings.get(rule=DataRule.NO_REASON)
    explain_finding(finding, " 客户取消请求，电话13812345678 ", by=supervisor, at=LATER)
    finding.refresh_from_db()
    assert finding.remark.startswith("客户取消请求") and "13812345678" not in finding.remark
    assert (finding.remarked_by, finding.remarked_at) == (supervisor, LATER)
    assert audit.findings.explained().get() == finding
    explain_finding(finding, "  ", by=supervisor, at=LATER)
    finding.refresh_from_db()
    assert (finding.remark, finding.remarked_by, finding.is_open) == ("", None, True)


def test_one_remark_for_all_that_is_open_of_a_rule(cast, records):
    records.week_of_e10()
    audit = audit_of_week(cast)
    manager = cast.staff["manager"]
    first = audit.findings.filter(rule=DataRule.NO_ASSIGNEE).first()
    explain_finding(first, "已离职", by=manager, at=LATER)
    count = explain_rule(audit, DataRule.NO_ASSIGNEE, "历史导入", by=manager, at=LATER)
    assert count == 1
    first.refresh_from_db()
    assert first.remark == "已离职" and audit.findings.open().count() == 2
    with pytest.raises(LawBroken):
        explain_rule(audit, DataRule.NO_END, "  ", by=manager, at=LATER)


# --- signing -----------------------------------------------------------------------------------
def test_it_is_signed_with_a_conclusion_and_freezes(cast, records):
    records.week_of_e10()
    audit = audit_of_week(cast)
    manager = cast.staff["manager"]
    for rule in DataRule:
        explain_rule(audit, rule, "历史数据", by=manager, at=LATER)
    with pytest.raises(LawBroken) as refused:
        sign(cast, audit, conclusion="  ")
    assert refused.value.field == "conclusion"
    signed = sign(cast, audit)
    assert (signed.auditor, signed.signed_at, signed.left_open) == (manager, LATER, 0)
    line = AuditEntry.objects.get(action="audit_signed")
    assert (line.data["total"], line.data["incomplete"]) == (40, 4)

    finding = audit.findings.first()
    for act in (
        lambda: sign(cast, audit),
        lambda: check_again(audit, by=None, at=LATER),
        lambda: explain_finding(finding, "改", by=manager, at=LATER),
        lambda: explain_rule(audit, DataRule.NO_END, "改", by=manager, at=LATER),
    ):
        with pytest.raises(LawBroken, match=r"signed|签署"):
            act()


def test_open_findings_are_left_open_knowingly_or_not_at_all(cast, records):
    records.week_of_e10()
    audit = audit_of_week(cast)
    with pytest.raises(LawBroken, match="4") as refused:
        sign(cast, audit)
    assert refused.value.field == "leaves_open"
    signed = sign(cast, audit, conclusion="四条下周整改，责任人刘洋", leaves_open=True)
    assert signed.left_open == 4


def test_who_has_not_seen_the_newest_look_does_not_sign_it(cast, records):
    audit = audit_of_week(cast)
    seen_at = audit.checked_at
    check_again(audit, by=None, at=LATER)
    with pytest.raises(LawBroken, match=r"once more|再"):
        sign(cast, audit, seen_at=seen_at)


def signed_audit(cast, records):
    records.closed(assignee=None)
    return sign(cast, audit_of_week(cast), leaves_open=True)


@pytest.mark.parametrize(
    "change",
    [
        lambda audit: DataAudit.objects.filter(pk=audit.pk).update(conclusion="改"),
        lambda audit: DataAudit.objects.filter(pk=audit.pk)._raw_delete("default"),
        lambda audit: audit.findings.update(remark="改"),
        lambda audit: audit.findings.all()._raw_delete("default"),
        lambda audit: AuditFinding.objects.create(
            audit=audit, ticket=Ticket.objects.first(), rule="no_end", found_at=LATER
        ),
    ],
)
def test_the_database_itself_refuses_to_change_what_was_signed(cast, records, change):
    audit = signed_audit(cast, records)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        change(audit)


def test_a_finding_does_not_move_into_a_signed_audit(cast, records):
    audit = signed_audit(cast, records)
    other = audit_of_week(cast, first_on=MONDAY - 7 * DAY)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        other.findings.update(audit=audit, rule="no_end")


@pytest.mark.parametrize("who", ["analyst", "agent", "engineer", "admin"])
def test_only_managers_and_supervisors_carry_out_and_sign(cast, records, who):
    audit = audit_of_week(cast)
    person = cast.staff[who]
    for act in (
        lambda: begin_audit(by=person, at=NEXT_MONDAY, first_on=MONDAY, last_on=SUNDAY),
        lambda: check_again(audit, by=person, at=LATER),
        lambda: explain_rule(audit, DataRule.NO_END, "改", by=person, at=LATER),
        lambda: sign_audit(audit, by=person, at=LATER, seen_at=LATER, conclusion="好"),
    ):
        with pytest.raises(NotAllowed):
            act()
