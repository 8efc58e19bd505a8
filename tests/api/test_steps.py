"""What a step takes and says no to, where a program cannot see what the page shows."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Department
from demo.people import Cast
from tests.fixtures import reported
from tests.support.api_client import ApiClient
from tickets.record.models import Ticket

pytestmark = pytest.mark.django_db

ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    return reported(cast, timezone.now())


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
