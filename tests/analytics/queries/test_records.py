"""What breaks each rule, in the fields and states of this desk; and what looks like it and does not."""

from datetime import timedelta

import pytest

from analytics.enums import DataRule
from analytics.models import DataAudit
from analytics.queries.records import audited_records, broken_rules, faults_statement
from tests.factories.records import HOUR, MONDAY, NEXT_MONDAY, SUNDAY, Records
from tests.fixtures import cast
from tests.tickets.world import at, ticket_at
from tickets.record.enums import Source, Status
from tickets.record.models import Ticket
from tickets.transfer.actions.imports import take_over_ticket
from tickets.transfer.enums import CANCELLED_BY_IMPORT

__all__ = ["cast"]
pytestmark = pytest.mark.django_db
REPORTED = at("2024-05-08 09:00")
IMPORTED = {"source": Source.IMPORT}


@pytest.fixture
def records(cast):
    return Records(cast)


def broken_by(ticket):
    """The rules that it breaks, each asked by itself."""
    return {
        rule.value
        for rule, condition in broken_rules(timedelta(minutes=60)).items()
        if Ticket.objects.filter(condition, pk=ticket.pk).exists()
    }


@pytest.mark.parametrize(
    ("facts", "rules"),
    [
        ({}, set()),
        ({"assignee": None}, {"no_assignee"}),
        ({"first_responded_at": None}, {"no_response"}),
        ({"closed_at": None}, {"no_end"}),
        ({"status": Status.ARCHIVED, "closed_at": None}, {"no_end"}),
        ({"accepted_at": None, "closed_at": REPORTED - HOUR}, {"end_first"}),
        ({"accepted_at": None, "fixed_at": REPORTED - HOUR}, {"end_first"}),
        ({"issue_type": None}, {"no_type"}),
        ({"recorded_at": REPORTED + HOUR}, set()),
        ({"recorded_at": REPORTED + HOUR + timedelta(seconds=1)}, {"late_entry"}),
        ({"recorded_at": REPORTED + 48 * HOUR, **IMPORTED}, set()),
        ({"assignee": None, "accepted_name": "老王"}, {"no_assignee"}),
        ({"assignee": None, "accepted_name": "老王", **IMPORTED}, set()),
        ({"assignee": None, **IMPORTED}, {"no_assignee"}),
        (
            {"assignee": None, "first_responded_at": None, "issue_type": None},
            {"no_assignee", "no_response", "no_type"},
        ),
    ],
)
def test_a_closed_record(records, facts, rules):
    assert broken_by(records.closed(**facts)) == rules


OPEN = {"closed_at": None, "is_open": True}
BARE = {"assignee": None, "first_responded_at": None, "issue_type": None, "accepted_at": None}


@pytest.mark.parametrize(
    ("status", "facts", "rules"),
    [
        (Status.NEW, BARE, set()),
        (Status.ACCEPTED, {"assignee": None}, set()),
        (Status.ACCEPTED, BARE, {"no_response", "no_type"}),
        (Status.DIAGNOSING, {"assignee": None}, {"no_assignee"}),
        (Status.PROCESSING, {}, set()),
        (Status.WAITING_CUSTOMER, {"assignee": None, "came_from": Status.ACCEPTED}, set()),
        (
            Status.WAITING_CUSTOMER,
            {"assignee": None, "came_from": Status.PROCESSING},
            {"no_assignee"},
        ),
        (Status.RESOLVED, {"assignee": None}, {"no_assignee"}),
    ],
)
def test_what_is_open_has_no_end_and_is_asked_only_what_it_can_have(records, status, facts, rules):
    assert broken_by(records.closed(status=status, **OPEN, **facts)) == rules


@pytest.mark.parametrize(
    ("facts", "rules"),
    [
        ({}, set()),
        ({"assignee": None, "issue_type": None, "first_responded_at": None}, set()),
        ({"cancelled_at": None, "cancel_reason": ""}, {"no_reason"}),
        ({"cancel_reason": " "}, {"no_reason"}),
        ({"cancelled_at": None, "cancel_reason": "", "remark": "客户取消请求"}, set()),
        ({"cancel_reason": CANCELLED_BY_IMPORT, **IMPORTED}, {"no_reason"}),
        ({"cancel_reason": CANCELLED_BY_IMPORT, "remark": "备注：重复", **IMPORTED}, set()),
        ({"status": Status.ARCHIVED}, set()),
        ({"status": Status.ARCHIVED, "cancel_reason": " "}, {"no_reason"}),
        ({"cancelled_at": REPORTED - HOUR}, {"end_first"}),
        ({"recorded_at": REPORTED + 5 * HOUR}, set()),
    ],
)
def test_a_cancelled_record_with_a_remark_is_fine(records, facts, rules):
    assert broken_by(records.cancelled(**facts)) == rules


def test_what_was_merged_goes_on_elsewhere_also_in_the_archive(records):
    living = records.closed()
    merged = records.closed(status=Status.ARCHIVED, closed_at=None, merged_into=living, **BARE)
    assert broken_by(merged) == set()


def test_a_ticket_opened_during_the_call_is_complete_and_one_written_down_later_is_late(cast):
    assert broken_by(ticket_at(cast, "2024-05-08 09:00")) == set()
    late = ticket_at(cast, "2024-05-08 09:00", recorded="2024-05-08 10:30")
    assert broken_by(late) == {"late_entry"}


def test_an_old_register_tells_no_end_and_no_type_and_its_entry_is_no_late_one(cast):
    fields = {
        "number": "202401-00001",
        "customer": "旧客户有限公司",
        "contact": "",
        "phone": "",
        "tier": "general",
        "summary": "旧登记",
        "status": "closed",
        "channel": cast.channels["电话"].pk,
        "accepted_name": "老王",
        "reported_at": at("2024-01-02 09:00"),
        "first_responded_at": None,
        "promised_at": None,
    }
    taken = take_over_ticket(fields, by=cast.staff["supervisor"], at=REPORTED)
    assert broken_by(taken) == {"no_response", "no_end", "no_type"}


def found(audit):
    statement, params = faults_statement(audited_records(audit), audit)
    return list(Ticket.objects.raw(f"SELECT ticket AS id, rule FROM ({statement}) f", params))


def test_one_statement_finds_every_fault_of_the_period_and_nothing_else(
    records, django_assert_num_queries
):
    bare = records.closed(assignee=None, issue_type=None)
    records.closed()
    for outside in ("2024-05-05 23:59:59", "2024-05-13 00:00"):
        records.closed(assignee=None, reported_at=at(outside))
    audit = DataAudit(starts_on=MONDAY, until=NEXT_MONDAY.date(), lag_minutes=60)
    assert audit.last_on == SUNDAY
    with django_assert_num_queries(1):
        rows = found(audit)
    assert {(row.pk, row.rule) for row in rows} == {
        (bare.pk, DataRule.NO_ASSIGNEE),
        (bare.pk, DataRule.NO_TYPE),
    }


def test_a_scope_and_the_copied_limit_narrow_it(records, cast):
    records.closed(assignee=None)
    records.closed(recorded_at=REPORTED + 2 * HOUR, department=cast.staff["agent2"].department)
    logistics = {"department": cast.staff["agent2"].department}
    days = {"starts_on": MONDAY, "until": NEXT_MONDAY.date()}
    assert [row.rule for row in found(DataAudit(**days, **logistics, lag_minutes=60))] == [
        "late_entry"
    ]
    assert found(DataAudit(**days, **logistics, lag_minutes=120)) == []
