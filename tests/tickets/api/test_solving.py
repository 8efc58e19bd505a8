"""How a work order is solved, read over REST: what the page shows of it, and to whom."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.worked_tickets import cast, fixed, processing
from tests.support.api_client import ApiClient
from tests.tickets.world import at, ticket_at
from tickets.record.models import CauseCode, Ticket
from tickets.work.actions import solving
from tickets.work.models import Assignment, Diagnosis, Solution

__all__ = ["cast"]
pytestmark = pytest.mark.django_db

PARTS = ("diagnoses", "solutions", "assignments")


@pytest.fixture
def solved(cast: Any) -> Ticket:
    """A ticket whose solution was approved and carried out, as the customer has confirmed."""
    play = processing(cast, ticket_at(cast, "2026-03-16 09:00"), "2026-03-16 09:30")
    fixed(play, "2026-03-16 11:00")
    play.confirm(at("2026-03-16 11:10"))
    return play.ticket


def read(client: ApiClient, ticket: Ticket, part: str) -> Any:
    answer = client.get(f"tickets/{ticket.number}/{part}/")
    assert answer.status_code == 200, answer.content.decode()
    return answer.json()


def test_what_was_found_and_what_is_done_about_it(crm: ApiClient, solved: Ticket) -> None:
    cause = CauseCode.objects.create(name="轴承磨损")
    solved.diagnoses.update(cause_code=cause)
    (found,) = read(crm, solved, "diagnoses")
    assert found["phenomenon"] == "远程检查" and found["cause_code"] == "轴承磨损"
    assert (found["method"], found["cause_class"], found["by"]) == (
        "remote",
        "known_fault",
        "engineer",
    )
    solved.solutions.update(resources="轴承 6205 两只", risk="停机四小时")
    (plan,) = read(crm, solved, "solutions")
    assert (plan["number"], plan["state"], plan["steps"]) == (1, "approved", ["重启", "观察"])
    assert (plan["resources"], plan["risk"]) == ("轴承 6205 两只", "停机四小时")
    assert (plan["author"], plan["responsible"]) == ("engineer", "engineer")
    assert (plan["decided_by"], plan["comment"]) == ("supervisor", "同意，按步骤执行。")
    assert plan["decided_at"] == "2026-03-16T09:30:00+08:00"


def test_the_newest_comes_first(crm: ApiClient, cast: Any, solved: Ticket) -> None:
    first = solved.solutions.get()
    Solution.objects.create(
        ticket=solved,
        number=2,
        steps=["更换"],
        responsible=first.responsible,
        author=first.author,
        finish_by=first.finish_by,
        submitted_at=at("2026-03-16 12:00"),
        state="rejected",
    )
    Diagnosis.objects.create(
        ticket=solved,
        by=first.author,
        at=at("2026-03-16 12:00"),
        method="onsite",
        phenomenon="异响",
        cause_class="defect",
    )
    assert [one["number"] for one in read(crm, solved, "solutions")] == [2, 1]
    assert [one["phenomenon"] for one in read(crm, solved, "diagnoses")] == ["异响", "远程检查"]


def test_a_closing_report_is_there_once_it_is_written(
    crm: ApiClient, cast: Any, solved: Ticket
) -> None:
    path = f"tickets/{solved.number}/closing-report/"
    assert crm.get(path).status_code == 404
    cause = CauseCode.objects.create(name="润滑不足")
    solving.write_closing_report(
        solved,
        by=cast.staff["engineer"],
        at=at("2026-03-16 11:30"),
        cause="润滑不足",
        course="加注润滑油",
        lessons="每月检查油位",
        cause_code=cause,
    )
    shown = crm.get(path).json()
    assert shown == {
        "cause": "润滑不足",
        "course": "加注润滑油",
        "lessons": "每月检查油位",
        "cause_code": "润滑不足",
        "author": "engineer",
        "submitted_at": "2026-03-16T11:30:00+08:00",
    }


def test_who_has_it_and_who_had_it(crm: ApiClient, solved: Ticket) -> None:
    shown = read(crm, solved, "assignments")
    newest = Assignment.objects.filter(ticket=solved).first()
    assert shown[0]["assignee"] == newest.assignee.username == "engineer"
    assert shown[0]["department"] == newest.department.name
    assert shown[0]["assigned_by"] == "supervisor" and shown[0]["ended_at"] is None
    assert len(shown) == solved.assignments.count()


def test_nobody_is_named_to_whom_names_are_masked(cast: Any, solved: Ticket) -> None:
    contact = solved.contact
    told = f"已与{contact.name}（{contact.phone}）约定"
    solved.diagnoses.update(phenomenon=told, data=told)
    solved.solutions.update(steps=[told], root_cause=told, resources=told, risk=told, comment=told)
    solved.assignments.update(reason=told, refused_reason=told)
    solving.write_closing_report(
        solved,
        by=cast.staff["engineer"],
        at=at("2026-03-16 11:30"),
        cause=told,
        course=told,
        lessons=told,
    )
    full = ApiClient(cast.staff["supervisor"])
    blind = ApiClient(cast.staff["supervisor"], ["tickets.read"])
    for part in (*PARTS, "closing-report"):
        path = f"tickets/{solved.number}/{part}/"
        assert contact.name in full.get(path).content.decode()
        hidden = blind.get(path).content.decode()
        assert contact.name not in hidden and contact.phone not in hidden


def test_open_to_whoever_sees_the_work_order(cast: Any, solved: Ticket) -> None:
    for person in cast.staff.values():
        client = ApiClient(person)
        seen = client.get(f"tickets/{solved.number}/").status_code
        for part in PARTS:
            answer = client.get(f"tickets/{solved.number}/{part}/")
            assert answer.status_code == seen, (person.username, part)
    narrow = ApiClient(cast.staff["supervisor"], ["customers.read"])
    assert narrow.get(f"tickets/{solved.number}/solutions/").status_code == 403


def test_as_many_statements_for_one_as_for_three(cast: Any, solved: Ticket) -> None:
    blind = ApiClient(cast.staff["supervisor"], ["tickets.read"])
    engineer = cast.staff["engineer"]
    counts = {part: set() for part in PARTS}
    for minute in range(3):
        Diagnosis.objects.create(
            ticket=solved,
            by=engineer,
            at=at(f"2026-03-16 12:0{minute}"),
            method="onsite",
            phenomenon="异响",
            cause_class="defect",
            cause_code=CauseCode.objects.create(name=f"原因{minute}"),
        )
        Solution.objects.create(
            ticket=solved,
            number=minute + 2,
            steps=["更换"],
            responsible=engineer,
            author=engineer,
            finish_by=at("2026-03-17 12:00"),
            submitted_at=at("2026-03-16 12:00"),
            state="superseded",
        )
        Assignment.objects.create(
            ticket=solved,
            department=engineer.department,
            assignee=engineer,
            assigned_at=at(f"2026-03-16 12:0{minute}"),
            ended_at=at("2026-03-16 13:00"),
        )
        for part, taken in counts.items():
            with CaptureQueriesContext(connection) as asked:
                read(blind, solved, part)
            taken.add(len(asked))
    assert all(len(taken) == 1 for taken in counts.values()), counts


def test_cause_codes_are_listed_by_the_name_that_steps_take(
    crm: ApiClient, cast: Any, solved: Ticket
) -> None:
    CauseCode.objects.all().delete()
    CauseCode.objects.create(name="轴承磨损")
    CauseCode.objects.create(name="旧原因", is_active=False)
    assert crm.get("cause-codes/").json()["results"] == [{"name": "轴承磨损"}]
    taken = crm.post(
        f"tickets/{solved.number}/steps/report/",
        {"cause": "磨损", "course": "更换轴承", "lessons": "加油", "cause_code": "轴承磨损"},
    )
    assert taken.status_code == 200, taken.content.decode()
    assert crm.get(f"tickets/{solved.number}/closing-report/").json()["cause_code"] == "轴承磨损"
