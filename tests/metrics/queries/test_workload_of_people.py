"""For whom a ticket counts, and in which order people stand."""

from datetime import date

import pytest

from accounts.models import User
from metrics.domain.figures import FigureSpan
from metrics.queries.workload import TIERS, workload_of
from tests.factories.may_2024 import ALL
from tests.fixtures import moment, play_of
from tickets.record.enums import Tier
from tickets.record.models import Ticket
from tickets.work.models import Assignment

pytestmark = pytest.mark.django_db
MARCH, APRIL = (FigureSpan.month(date(2026, month, 1)) for month in (3, 4))
LATER = moment("2026-05-01 09:00")


def works(span):
    return workload_of(span, ALL, at=LATER)


def test_by_department_and_name_whatever_they_did(cast):
    staff = cast.staff
    User.objects.filter(pk=staff["engineer2"].pk).update(department=None)
    for who, count in (("engineer2", 3), ("supervisor", 1), ("agent", 2), ("engineer", 4)):
        for _time in range(count):
            play = play_of(cast, moment("2026-03-10 09:00"))
            Ticket.objects.filter(pk=play.ticket.pk).update(assignee=staff[who])
    rows = works(MARCH).people
    assert [row.name for row in rows] == ["李娜", "王芳", "刘洋", "何俊"]
    assert [row.department for row in rows] == ["客服部", "客服部", "技术支持部", ""]


def test_a_ticket_that_came_to_somebody_twice_counts_once(cast):
    play = play_of(cast, moment("2026-03-10 09:00"))
    engineer = cast.staff["engineer"]
    Assignment.objects.all().delete()
    for day, assignee in (
        (10, None),
        (11, engineer),
        (12, cast.staff["engineer2"]),
        (13, engineer),
    ):
        Assignment.objects.create(
            ticket=play.ticket,
            department=engineer.department,
            assignee=assignee,
            assigned_at=moment(f"2026-03-{day} 10:00"),
            ended_at=moment(f"2026-03-{day} 11:00"),
        )
    found = works(MARCH)
    given = {row.name: row.work.assigned for row in (*found.departments, *found.people)}
    assert given["技术支持部"] == given["刘洋"] == given["何俊"] == 1
    april = works(APRIL)
    assert all(row.work.assigned == 0 for row in (*april.departments, *april.people))


def test_what_is_open_is_what_waited_at_the_end_of_the_month(cast):
    play = play_of(cast, moment("2026-03-31 23:00"), tier=Tier.URGENT)
    Ticket.objects.filter(pk=play.ticket.pk).update(
        assignee=cast.staff["engineer"], resolved_at=moment("2026-04-02 09:00")
    )
    [row] = works(MARCH).people
    assert row.work.open[Tier.URGENT] == 1 and row.work.solved == 0
    [row] = works(APRIL).people
    assert row.work.open_together == 0 and row.work.solved == 1
    assert set(row.work.open) == set(TIERS)


def test_nothing_to_do_nobody_listed(cast):
    found = works(MARCH)
    assert (found.departments, found.people) == ([], [])
