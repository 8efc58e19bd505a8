"""Who had how much to do: counted for whom, in which order, and what is not told."""

from datetime import date
from decimal import Decimal

import pytest

from accounts.models import Absence, Department
from metrics.domain.figures import FigureScope
from metrics.queries import measure
from metrics.queries.workload import workload_of
from tests.factories.many_tickets import tickets_like
from tests.factories.may_2024 import ALL, JUNE, MAY, REPORT
from tests.fixtures import moment
from tickets.record.enums import Tier
from tickets.record.models import Ticket

pytestmark = pytest.mark.django_db


def works(span=MAY, scope=ALL, at=REPORT):
    return workload_of(span, scope, at=at)


def told(row):
    """Given, solved, open."""
    return row.work.assigned, row.work.solved, row.work.open_together


def test_departments_and_people_of_the_source(may):
    found = works()
    assert [(row.name, *told(row)) for row in found.departments] == [
        ("客服部", 4, 3, 1),
        ("技术支持部", 7, 6, 1),
        ("物流部", 1, 1, 0),
    ]
    assert [(row.name, row.department, *told(row)) for row in found.people] == [
        ("刘洋", "技术支持部", 11, 10, 1),
        ("", "", 0, 0, 1),
    ], "what lies with nobody comes last"
    assert found.people[0].work.open == {Tier.URGENT: 1, Tier.IMPORTANT: 0, Tier.GENERAL: 0}


@pytest.mark.parametrize("span", [MAY, JUNE])
def test_both_add_up_to_the_figures_of_the_desk(may, span):
    found = works(span)
    for rows in (found.departments, found.people):
        for place, key in ((1, "avg_handling"), (2, "backlog")):
            together = sum(told(row)[place] for row in rows)
            assert together == measure.measured_figure(key, ALL, span, at=REPORT).count


def test_a_mean_is_told_from_thirty_solved_tickets_on(may):
    [person, _nobody] = works().people
    assert person.work.solved == 10 and person.work.mean_hours is None
    tickets_like(Ticket.objects.get(number="202405-00128"), 20)
    work = works().people[0].work
    assert work.solved == 30
    assert work.mean_hours == (Decimal(11_895) / 60 + 20 * 72) / 30


def test_the_filter_narrows_what_is_counted(may):
    support = Department.objects.get(name="技术支持部")
    found = works(scope=FigureScope(departments=(support.pk,)))
    assert [row.name for row in found.departments] == ["技术支持部"]
    assert told(found.people[0]) == (7, 6, 1)


def test_who_was_away_in_the_month(may):
    engineer = may.staff["engineer"]
    for start, end in (
        ("2024-04-29 18:00", "2024-05-02 00:00"),
        ("2024-05-31 18:00", "2024-06-03 09:00"),
        ("2024-04-01 09:00", "2024-05-01 00:00"),
    ):
        Absence.objects.create(
            person=engineer,
            deputy=may.staff["engineer2"],
            starts_at=moment(start),
            ends_at=moment(end),
            reason="病假",
        )
    assert works().people[0].away == (
        (date(2024, 4, 29), date(2024, 5, 1)),
        (date(2024, 5, 31), date(2024, 6, 3)),
    )


def test_four_statements_however_many(may, django_assert_num_queries):
    with django_assert_num_queries(4):
        works()
    tickets_like(Ticket.objects.get(number="202405-00128"), 40, assignee_id=may.staff["manager"].pk)
    with django_assert_num_queries(4):
        assert [row.name for row in works().people] == ["陈强", "刘洋", ""]
