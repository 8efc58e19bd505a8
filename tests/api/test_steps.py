"""What a step takes and says no to, where a program cannot see what the page shows."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Department
from customers.models import Contact
from demo.people import Cast
from tests.support.api_client import ApiClient
from tickets.record.models import Ticket
from tickets.work.enums import SolutionState
from tickets.work.models import Solution

pytestmark = pytest.mark.django_db

ENGLISH = {"Accept-Language": "en"}


def take(crm: ApiClient, ticket: Ticket, key: str, **body: Any) -> Any:
    return crm.post(f"tickets/{ticket.number}/steps/{key}/", body, **ENGLISH)


def refused(answer: Any, status: int = 422) -> dict[str, str]:
    """What is said at each path."""
    assert answer.status_code == status, answer.content.decode()
    return {error["path"]: error["message"] for error in answer.json()["errors"]}


def test_a_person_of_another_department_than_the_named_one_is_refused(
    crm: ApiClient, cast: Cast, ticket: Ticket
) -> None:
    engineer = cast.staff["engineer"]
    own, other = engineer.department, Department.objects.exclude(pk=engineer.department_id)[0]
    said = refused(take(crm, ticket, "assign", department=other.name, assignee="engineer"))
    assert set(said) == {"$.department"}
    assert own.name in said["$.department"]
    ticket.refresh_from_db()
    assert ticket.assignee is None
    agreeing = take(crm, ticket, "assign", department=own.name, assignee="engineer")
    assert agreeing.json()["department"] == own.name
    # Alone a person brings the own department along, as on the page.
    Ticket.objects.update(department=other, assignee=None)
    assert take(crm, ticket, "assign", assignee="engineer").json()["department"] == own.name
    nothing = take(crm, ticket, "assign", department=None, assignee="engineer", reason="…")
    assert nothing.json()["department"] == own.name


def test_a_rule_about_another_step_names_no_member_of_this_one(
    crm: ApiClient, ticket: Ticket
) -> None:
    Ticket.objects.update(status="processing", processing_started_at=ticket.reported_at)
    answer = take(crm, ticket, "finish")
    assert (answer.status_code, answer.json()["code"]) == (409, "law_broken")
    assert "errors" not in answer.json(), "what was done is no member of this step"


ACCEPTED = {"is_verified": True, "ack_body": "您好，已收到。"}


def fields_of(crm: ApiClient, ticket: Ticket, key: str) -> dict[str, bool]:
    """What a step takes now, and whether it has to be sent."""
    steps = crm.get(f"tickets/{ticket.number}/steps/").json()
    [fields] = [step["fields"] for step in steps if step["key"] == key]
    return {field["name"]: field["is_required"] for field in fields}


def test_a_step_that_was_taken_already_says_in_which_state_the_ticket_is(
    crm: ApiClient, ticket: Ticket
) -> None:
    assert take(crm, ticket, "accept", **ACCEPTED).status_code == 200
    for body in (ACCEPTED, {}, {"surprise": 1}):
        again = take(crm, ticket, "accept", **body)
        assert (again.status_code, again.json()["code"]) == (409, "law_broken")
        assert again.json()["detail"] == "You cannot do this in the current state: Accepted."


def test_the_receipt_has_to_be_sent_and_is_asked_for_once(crm: ApiClient, ticket: Ticket) -> None:
    assert fields_of(crm, ticket, "accept")["ack_body"] is True
    for body in ({"is_verified": True}, {"ack_body": ""}, {"ack_body": None}):
        assert set(refused(take(crm, ticket, "accept", **body))) == {"$.ack_body"}
    Ticket.objects.update(first_responded_at=timezone.now())
    assert "ack_body" not in fields_of(crm, ticket, "accept")
    answer = take(crm, ticket, "accept", **ACCEPTED)
    assert refused(answer) == {
        "$.ack_body": "This is not taken now: Receipt has been acknowledged already."
    }
    assert answer.json()["errors"][0]["code"] == "not_now"
    assert take(crm, ticket, "accept", is_verified=True).status_code == 200


def test_what_a_rule_misses_has_to_be_sent(crm: ApiClient, ticket: Ticket) -> None:
    missing = take(crm, ticket, "accept", is_verified=False, ack_body="您好，已收到。")
    assert set(refused(missing)) == {"$.unverified_reason"}
    Ticket.objects.update(promised_at="2031-01-01T08:00:00+08:00")
    later = take(crm, ticket, "promise", promised_at="2031-01-02T08:00:00+08:00")
    assert set(refused(later)) == {"$.reason"}
    past = take(crm, ticket, "promise", promised_at="2026-01-01T08:00:00+08:00")
    assert set(refused(past, 409)) == {"$.promised_at"}, "what is sent is judged by the rule"


def test_who_sends_a_solution_back_says_why(crm: ApiClient, cast: Cast, ticket: Ticket) -> None:
    facts = {
        "number": 1,
        "steps": ["…"],
        "responsible": cast.staff["engineer"],
        "submitted_at": timezone.now(),
    }
    Solution.objects.create(
        ticket=ticket,
        author=cast.staff["engineer"],
        state=SolutionState.SUBMITTED,
        finish_by=timezone.now(),
        **facts,
    )
    Ticket.objects.update(status="pending_approval")
    assert fields_of(crm, ticket, "reject")["comment"] is True
    assert fields_of(crm, ticket, "approve")["comment"] is False
    assert set(refused(take(crm, ticket, "reject", number=1))) == {"$.comment"}
    assert take(crm, ticket, "reject", number=1, comment="请补充").status_code == 200


def test_what_the_customer_is_asked_for_says_why_it_cannot_wait(
    crm: ApiClient, ticket: Ticket
) -> None:
    asked = {"contents": ["铭牌照片"], "need_by": "2031-01-01T08:00:00+08:00"}
    path = f"tickets/{ticket.number}/cooperation/"
    said = refused(crm.post(path, {**asked, "is_blocking": True}, **ENGLISH))
    assert said == {
        "$.is_blocking": "This is not taken now: "
        "In its current state the ticket cannot wait for the customer."
    }
    Contact.objects.update(email="", phone="", wechat_id="")
    said = refused(crm.post(path, {**asked, "sends": True}, **ENGLISH))
    assert said == {"$.sends": "This is not taken now: No message reaches the contact."}
