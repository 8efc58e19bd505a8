"""The retrospective gives causes: one by one, many at once, all of them or none, each with its line."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from analytics.actions.slow_cases import CodedMeanwhile, code_cases
from analytics.models import SlowCase, SlowCaseEvent, SlowCause
from core.errors import LawBroken, NotAllowed
from tests.fixtures import at_once, cast, moment, reported

__all__ = ["cast"]
pytestmark = pytest.mark.django_db
MAY = date(2024, 5, 1)
AT = moment("2024-06-03 09:00")


def cause_called(name):
    return SlowCause.objects.get(name=name)


def tickets_of(cast, count=3):
    return [reported(cast, moment(f"2024-05-0{n} 09:00")) for n in range(1, count + 1)]


def coded(cast, seen, name="分配延迟", *, by="manager", at=AT, **more):
    cause = cause_called(name) if name else None
    return code_cases(MAY, seen, by=cast.staff[by], at=at, cause=cause, **more)


def lines():
    rows = SlowCaseEvent.objects.order_by("pk")
    return [(line.before, line.after, line.note, line.actor.username) for line in rows]


def test_many_at_once_then_one_is_changed_and_taken_back(cast):
    tickets = tickets_of(cast)
    assert coded(cast, {row.number: 0 for row in tickets}, remark="夜班") == 3
    case = SlowCase.objects.get(ticket=tickets[0])
    assert (case.month, case.cause.name, case.remark, case.version) == (MAY, "分配延迟", "夜班", 1)
    assert (case.updated_by, case.updated_at) == (cast.staff["manager"], AT)

    later = AT + timedelta(hours=1)
    one = {tickets[0].number: 1}
    assert coded(cast, one, "备件延迟", by="supervisor", at=later) == 1
    case.refresh_from_db()
    assert (case.cause.name, case.remark, case.version) == ("备件延迟", "夜班", 2), "it stays"
    assert (case.updated_by, case.updated_at) == (cast.staff["supervisor"], later)

    assert coded(cast, {tickets[0].number: 2}, None, remark="") == 1
    case.refresh_from_db()
    assert (case.cause, case.remark, case.version) == (None, "", 3)
    assert lines() == [
        *[("", "分配延迟", "夜班", "manager")] * 3,
        ("分配延迟", "备件延迟", "夜班", "supervisor"),
        ("备件延迟", "", "", "manager"),
    ]


def test_what_says_the_same_writes_nothing(cast):
    [ticket] = tickets_of(cast, 1)
    assert coded(cast, {ticket.number: 0}, None, remark="") == 0
    assert not SlowCase.objects.exists()
    coded(cast, {ticket.number: 0})
    assert coded(cast, {ticket.number: 1}) == 0
    assert (SlowCase.objects.get().version, SlowCaseEvent.objects.count()) == (1, 1)


def test_each_month_has_its_own(cast):
    [ticket] = tickets_of(cast, 1)
    coded(cast, {ticket.number: 0})
    june = date(2024, 6, 17)
    other = cause_called("等待客户")
    code_cases(june, {ticket.number: 0}, by=cast.staff["manager"], at=AT, cause=other)
    found = SlowCase.objects.order_by("month").values_list("month", "cause__name")
    assert list(found) == [(MAY, "分配延迟"), (date(2024, 6, 1), "等待客户")]


def test_what_somebody_else_has_said_meanwhile_stops_all_of_it(cast):
    first, second, _third = tickets_of(cast)
    coded(cast, {first.number: 0}, by="supervisor", remark="无人接单")
    with pytest.raises(CodedMeanwhile) as refused:
        coded(cast, {first.number: 0, second.number: 0}, "流程冗余")
    [case] = refused.value.cases
    assert (case.ticket.number, case.cause.name) == (first.number, "分配延迟")
    assert case.updated_by == cast.staff["supervisor"]
    assert SlowCase.objects.count() == SlowCaseEvent.objects.count() == 1
    coded(cast, {first.number: 1, second.number: 0}, "流程冗余")
    assert SlowCase.objects.filter(cause__name="流程冗余").count() == 2


@pytest.mark.parametrize("seen", [{}, {"209901-99999": 0}])
def test_what_is_not_there_is_refused(cast, seen):
    with pytest.raises(LawBroken):
        coded(cast, seen)


@pytest.mark.parametrize("who", ["agent", "engineer", "analyst"])
def test_who_leads_no_measures_gives_no_causes(cast, who):
    [ticket] = tickets_of(cast, 1)
    with pytest.raises(NotAllowed):
        coded(cast, {ticket.number: 0}, by=who)
    assert not SlowCase.objects.exists()


def test_numbers_of_customers_are_masked_as_it_is_written(cast):
    [ticket] = tickets_of(cast, 1)
    coded(cast, {ticket.number: 0}, remark="客户 13812345678 要求改期")
    assert "13812345678" not in SlowCase.objects.get().remark
    assert "13812345678" not in SlowCaseEvent.objects.get().note


def test_lines_are_never_changed(cast):
    [ticket] = tickets_of(cast, 1)
    coded(cast, {ticket.number: 0})
    for change in (
        lambda: SlowCaseEvent.objects.update(note="x"),
        lambda: SlowCaseEvent.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


@pytest.mark.django_db(transaction=True)
def test_two_at_once_and_the_second_is_told(cast):
    [ticket] = tickets_of(cast, 1)
    names = ("分配延迟", "流程冗余")
    done = at_once(2, lambda n: coded(cast, {ticket.number: 0}, names[n]))
    assert sorted(map(str, map(type, done))) == sorted([str(int), str(CodedMeanwhile)])
    assert SlowCase.objects.get().version == 1
