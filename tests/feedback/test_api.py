"""Call-backs over REST: what is missing or does not go together is named, in words that say more."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from demo.people import Cast
from feedback.enums import Dimension
from feedback.models import LowScoreReason
from tests.fixtures import reported
from tests.support.api_client import ApiClient
from tickets.record.models import Ticket

pytestmark = pytest.mark.django_db

CALL = {"kind": "result", "outcome": "solved", "said": "正常"}


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    return reported(cast, timezone.now())


def refused(crm: ApiClient, ticket: Ticket, status: int = 422, **more: Any) -> dict[str, str]:
    path = f"tickets/{ticket.number}/calls/"
    answer = crm.post(path, {**CALL, **more}, Accept_Language="en")
    assert answer.status_code == status, answer.content.decode()
    return {error["path"]: error["message"] for error in answer.json()["errors"]}


def test_a_dimension_that_there_is_not_is_told_with_those_there_are(
    crm: ApiClient, ticket: Ticket
) -> None:
    said = refused(crm, ticket, overall=3, scores={"zzz": 3, "effect": 4})
    assert set(said) == {"$.scores.zzz"}
    assert "no such dimension" in said["$.scores.zzz"]
    assert all(name in said["$.scores.zzz"] for name in Dimension.values)


def test_what_a_call_needs_is_asked_for(crm: ApiClient, ticket: Ticket) -> None:
    assert set(refused(crm, ticket, kind="low")) == {"$.reason", "$.recovery"}
    reason = LowScoreReason.objects.filter(is_active=True)[0].pk
    assert set(refused(crm, ticket, kind="low", reason=reason, recovery=" ")) == {"$.recovery"}
    assert set(refused(crm, ticket, scores={"effect": 4})) == {"$.overall"}
    assert set(refused(crm, ticket, outcome="no_answer", overall=3)) == {"$.overall"}


def test_a_call_that_is_not_due_says_what_to_do(crm: ApiClient, ticket: Ticket) -> None:
    [(path, words)] = refused(crm, ticket, 409).items()
    assert path == "$.kind"
    assert "No such call is due for this ticket." in words and "as a contact" in words
