"""Workload as it is shown: to whom, in which order, and what is not told of a person."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import translation

from accounts.models import Absence, User
from analytics.queries import workload_charts
from analytics.queries.look import Look
from analytics.queries.month_tables import Asked
from tests.factories.many_tickets import tickets_like
from tests.factories.may_2024 import JUNE, MAY, REPORT
from tests.fixtures import browser_of, moment
from tickets.record.models import Ticket
from tickets.record.models.ticket import scope_of

pytestmark = pytest.mark.django_db


def look_of(person, **parts):
    asked = Asked(MAY, REPORT, seen=scope_of(person) if person else None)
    return replace(Look(asked, person, "tickets", "avg_resolution"), **parts)


def charts_of(person, **parts):
    with translation.override("zh-hans"):
        return workload_charts.workload_charts(look_of(person, **parts))


def texts(chart):
    return [[cell.text for cell in row] for row in chart.rows]


def test_departments_and_people_with_their_numbers(may):
    departments, people = charts_of(may.staff["manager"])
    assert departments.columns[1:] == [
        "分派",
        "已解决",
        "平均处理时长",
        "月末未解决",
        "紧急",
        "重要",
        "一般",
    ]
    assert texts(departments) == [
        ["客服部", "4", "3", "样本少于30", "1", "0", "0", "1"],
        ["技术支持部", "7", "6", "样本少于30", "1", "1", "0", "0"],
        ["物流部", "1", "1", "样本少于30", "0", "0", "0", "0"],
    ]
    assert texts(people) == [
        ["刘洋", "技术支持部", "11", "10", "样本少于30", "1", "1", "0", "0", ""],
        ["待分配", "—", "0", "0", "—", "1", "0", "0", "1", ""],
    ]


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("manager", True),
        ("supervisor", True),
        ("analyst", False),
        ("engineer", False),
        ("agent", False),
        ("sales", False),
    ],
)
def test_only_who_gives_out_work_and_sees_it_all(may, who, sees, django_assert_num_queries):
    person = User.objects.get(pk=may.staff[who].pk)
    look = look_of(person)
    person.has_perm("tickets.view_ticket")
    with django_assert_num_queries(4 if sees else 0):
        assert bool(workload_charts.workload_charts(look)) is sees


def test_nobody_reads_none(may):
    assert charts_of(None) == []


def test_a_mean_of_thirty_is_told(may):
    tickets_like(Ticket.objects.get(number="202405-00128"), 29)
    departments, _people = charts_of(may.staff["manager"])
    assert texts(departments)[2][:4] == ["物流部", "1", "30", "72.00 小时"]
    assert departments.rows[2][3].number == 72


def test_every_number_of_a_department_opens_what_it_counts(may):
    departments, people = charts_of(may.staff["manager"])
    browser = browser_of(may.staff["manager"])
    followed = 0
    for row in departments.rows:
        for cell in row[1:]:
            if cell.path:
                there = browser.get(cell.path)
                assert len(there.context["page"].rows) == int(cell.text)
                followed += 1
    assert followed == 7
    name = people.rows[0][0]
    assert name.path == "/tickets/?view=all&assignee=engineer"
    assert browser.get(name.path).status_code == 200
    assert not any(cell.path for cell in people.rows[1]), "nobody has no list"


def test_who_is_on_leave_has_a_mark(may):
    Absence.objects.create(
        person=may.staff["engineer"],
        deputy=may.staff["engineer2"],
        starts_at=moment("2024-05-06 09:00"),
        ends_at=moment("2024-05-10 18:00"),
        reason="病假",
    )
    _departments, people = charts_of(may.staff["manager"])
    assert texts(people)[0][-1] == "05-06 – 05-10"
    assert '"text": "1 · 请假"' in people.written_spec
    assert "· 请假 05-06 – 05-10" in people.written_spec
    assert "病假" not in people.written_spec, "why somebody is away is nobody's business"
    asked = Asked(JUNE, REPORT + timedelta(days=10), seen=scope_of(may.staff["manager"]))
    assert all(not row[-1].text for row in charts_of(may.staff["manager"], asked=asked)[1].rows)


def test_bars_are_what_is_open_by_tier(may):
    departments, people = charts_of(may.staff["manager"])
    spec = json.loads(departments.written_spec)
    bars = [(row["name"], row["part"], row["value"]) for row in spec["data"]["values"]]
    assert len(bars) == 9 and ("技术支持部", "紧急", 1) in bars and ("客服部", "一般", 1) in bars
    assert departments.is_drawn and people.is_drawn
    names = {row["name"] for row in json.loads(people.written_spec)["data"]["values"]}
    assert names == {"刘洋"}, "what lies with nobody is no load of a person"


def test_two_people_of_one_name_are_two_bars(may):
    twin = User.objects.create_user("liuyang2", display_name="刘洋")
    Ticket.objects.filter(number="202405-00128").update(assignee=twin)
    _departments, people = charts_of(may.staff["manager"])
    names = [row[0].text for row in people.rows]
    assert names == ["刘洋 (engineer)", "刘洋 (liuyang2)", "待分配"]


def test_too_many_people_are_a_table(may):
    row = Ticket.objects.get(number="202405-00134")
    for n in range(workload_charts.MOST_BARS):
        person = User.objects.create_user(f"p{n}", display_name=f"人{n}")
        tickets_like(row, 1, assignee_id=person.pk)
    _departments, people = charts_of(may.staff["manager"])
    assert len(people.rows) == workload_charts.MOST_BARS + 2
    assert not people.is_drawn and people.note


def test_colleagues_are_masked_in_what_leaves_the_desk(may):
    _departments, people = charts_of(may.staff["manager"], has_offers=False)
    assert texts(people)[0][0] == "刘*"
