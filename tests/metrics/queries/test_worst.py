"""The worst of a month: which tickets and devices, in which order, and why."""

from datetime import timedelta

import pytest

from accounts.models import Department
from feedback.models import CallAttempt, LowScoreReason, Survey
from metrics.domain.figures import FigureScope
from metrics.queries import measure, worst
from tests.factories.many_tickets import tickets_like
from tests.factories.may_2024 import ALL, JUNE, MAY, REPORT
from tickets.limits.models import Escalation, SlaClock
from tickets.record.models import CauseCode, Communication, Ticket
from tickets.record.models.ticket import scope_of
from tickets.work.models import Confirmation, Diagnosis

pytestmark = pytest.mark.django_db
LISTS = (worst.slowest_tickets, worst.returned_tickets, worst.lowest_scores)
HOUR = timedelta(hours=1)


def listed(ask, scope=ALL, span=MAY, at=REPORT, seen=None):
    return ask(span, scope, at=at, seen=seen)


def shown(rows):
    """The last three digits of each ticket with its value."""
    return [(row.number[-3:], row.value) for row in rows]


def ticket(digits):
    return Ticket.objects.get(number=f"202405-00{digits}")


def missed_clock(row):
    return SlaClock.objects.filter(ticket=row).first()


def explain(row, reason, *, is_corrected=False, at=REPORT):
    """The reason of a missed limit of a ticket."""
    clock = missed_clock(row)
    SlaClock.objects.filter(pk=clock.pk).update(breached_at=REPORT, is_corrected=is_corrected)
    Escalation.objects.create(
        clock=clock,
        step=f"why {reason}",
        level=1,
        role="supervisor",
        planned_at=REPORT,
        raised_at=REPORT,
        wants_reason=True,
        reason_code=CauseCode.objects.get_or_create(name=reason)[0],
        reason_at=at,
    )


def test_the_slowest_of_the_source(may):
    rows = listed(worst.slowest_tickets)
    assert shown(rows)[:4] == [("128", 72), ("126", 48), ("130", 24), ("125", 23)]
    assert len(rows) == 10, "one is open, one was solved in June"
    assert (rows[0].customer, rows[0].department) == ("宏远物流有限公司", "物流部")
    assert rows[0].reasons.cause_class == "known_fault"


def test_what_came_back_and_who_is_not_satisfied(may):
    assert shown(listed(worst.returned_tickets)) == [("126", 1)]
    low = listed(worst.lowest_scores)
    assert shown(low) == [("128", 2), ("126", 3)], "seven customers are satisfied"
    assert low[0].reasons.of_score == (("问题未彻底解决", "Not really solved"),)


@pytest.mark.parametrize("ask", LISTS)
def test_ten_at_most_in_one_statement_however_many(may, ask, django_assert_num_queries):
    few = ticket("128")
    tickets_like(few, 30)
    Ticket.objects.filter(number__startswith="2099").update(reopen_count=2)
    Confirmation.objects.bulk_create(
        Confirmation(
            ticket=row,
            mode="online",
            result="solved",
            score=1,
            signed_at=few.resolved_at,
            recorded_at=few.resolved_at,
        )
        for row in Ticket.objects.filter(number__startswith="2099")
    )
    with django_assert_num_queries(1):
        rows = listed(ask)
    assert len(rows) == worst.MOST
    assert len({row.number for row in rows}) == 10


def test_a_list_is_the_top_of_the_full_list_behind_its_figure(may):
    for ask, key in zip(LISTS, (worst.SLOWEST, worst.RETURNED, worst.SCORES), strict=True):
        behind = {row.number for row in measure.cases_behind(key, ALL, MAY, at=REPORT)}
        assert {row.number for row in listed(ask)} <= behind, key
    values = [row.case_value for row in measure.cases_behind(worst.SLOWEST, ALL, MAY, at=REPORT)]
    assert [row.value for row in listed(worst.slowest_tickets)] == sorted(values, reverse=True)


def test_the_filters_and_the_rights_of_the_reader(may):
    support = Department.objects.get(name="技术支持部")
    rows = listed(worst.slowest_tickets, FigureScope(departments=(support.pk,)))
    assert {row.department for row in rows} == {"技术支持部"}
    assert shown(listed(worst.lowest_scores, FigureScope(departments=(support.pk,)))) == [
        ("126", 3)
    ]
    seen = scope_of(may.staff["agent2"])
    assert shown(listed(worst.slowest_tickets, seen=seen)) == [("128", 72)], "of the own department"
    assert listed(worst.returned_tickets, seen=seen) == []
    devices = worst.repeated_devices(MAY, ALL, seen=seen)
    assert devices == [], "they failed in the other departments"


def test_the_reason_that_was_chosen_last_for_a_missed_limit(may):
    row = ticket("128")
    explain(row, "排班不足")
    explain(row, "备件缺货", at=REPORT + HOUR)
    assert listed(worst.slowest_tickets)[0].reasons.late == "备件缺货"
    SlaClock.objects.filter(ticket=row).update(is_corrected=True)
    assert listed(worst.slowest_tickets)[0].reasons.late == "", "it was not missed after all"


def test_the_newest_diagnosis_says_why(may):
    row = ticket("128")
    Diagnosis.objects.create(
        ticket=row,
        by=may.staff["engineer"],
        at=REPORT,
        method="onsite",
        phenomenon="异响",
        cause_class="defect",
        cause_code=CauseCode.objects.get_or_create(name="元件老化")[0],
    )
    reasons = listed(worst.slowest_tickets)[0].reasons
    assert (reasons.cause_class, reasons.cause) == ("defect", "元件老化")


def test_how_often_the_customer_refused(may):
    for _time in range(2):
        Confirmation.objects.create(
            ticket=ticket("126"),
            mode="online",
            result="not_solved",
            remark="还是坏的",
            signed_at=REPORT,
            recorded_at=REPORT,
        )
    [row] = listed(worst.returned_tickets)
    assert row.reasons.refusals == 2


def test_what_was_noted_in_the_call_goes_before_what_was_ticked(may):
    row, by = ticket("128"), may.staff["supervisor"]
    noted = LowScoreReason.objects.get(name="服务态度不好")
    answered = Survey.objects.get(ticket=row).answered_at
    for at in (answered - HOUR, answered + HOUR):
        said = Communication.objects.create(
            ticket=row,
            direction="out",
            visibility="customer",
            purpose="low_callback",
            at=at,
            recorded_at=at,
            by=by,
        )
        CallAttempt.objects.create(
            ticket=row, communication=said, kind="low", outcome="solved", reason=noted, at=at, by=by
        )
        names = listed(worst.lowest_scores)[0].reasons.of_score
        assert (names == ((noted.name, noted.name_en),)) == (at > answered)


def test_of_several_answers_the_latest_counts(may):
    row = ticket("128")
    Confirmation.objects.create(
        ticket=row, mode="online", result="solved", score=5, signed_at=REPORT, recorded_at=REPORT
    )
    assert shown(listed(worst.lowest_scores)) == [("126", 3)], "it answers once, in June"
    assert listed(worst.lowest_scores, span=JUNE) == [], "and of June it is a good one"


def test_devices_of_the_source_that_failed_again(may):
    rows = worst.repeated_devices(MAY, ALL)
    assert [(row.serial, row.faults, row.of_month) for row in rows] == [
        ("GW-12-23A09991", 3, 3),
        ("SV-750-23A09917", 3, 2),
        ("PR-30-23A10028", 2, 2),
    ]
    assert (rows[0].model, rows[0].customer) == ("GW-12", "云帆软件有限公司")
    assert rows[0].issue_type == ("软件bug", "Software bug")
