"""What may be said depends on a kind, and the description says which goes with which."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from api.kinds import InputByKind, kinds_of_member, meaning_of_member
from demo.people import Cast
from feedback.actions import surveys
from feedback.actions.surveys import Answer
from feedback.api import CallIn
from feedback.models import CallAttempt, LowScoreReason, Survey
from tests.feedback.support import HOUR, SOLVED_AT, asked, solved
from tests.fixtures import COMPANY
from tests.support.api_client import ApiClient
from tests.support.described_interface import described
from tickets.api.shapes import MessageIn
from tickets.record.models import Communication, Ticket

pytestmark = pytest.mark.django_db

# A value of each member.
OF_MESSAGES: dict[str, Any] = {
    "body": "已致电",
    "purpose": "progress",
    "channel": "phone",
    "direction": "out",
    "happened_at": "2026-03-16T12:00:00+08:00",
    "is_answered": True,
    "reaction": "满意",
    "score": 5,
}


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    return solved(cast).ticket


def test_members_are_those_of_the_forms() -> None:
    assert kinds_of_member(MessageIn, "body") == []
    assert kinds_of_member(MessageIn, "purpose") == ["message", "contact"]
    assert kinds_of_member(MessageIn, "score") == ["contact"]
    assert kinds_of_member(CallIn, "said") == kinds_of_member(CallIn, "outcome") == []
    assert kinds_of_member(CallIn, "reason") == kinds_of_member(CallIn, "recovery") == ["low"]
    assert kinds_of_member(CallIn, "overall") == kinds_of_member(CallIn, "scores") == ["result"]


@pytest.mark.parametrize("shape", InputByKind.__subclasses__())
def test_every_member_belongs_to_a_kind(shape: type[InputByKind]) -> None:
    known = {"kind"}.union(*shape.members_by_kind().values())
    assert set(shape().fields) <= known
    assert set(shape.members_by_kind()) == set(shape().fields["kind"].choices)


@pytest.mark.parametrize("kind", MessageIn.members_by_kind())
def test_a_message_is_refused_exactly_where_the_description_says_so(
    crm: ApiClient, ticket: Ticket, kind: str
) -> None:
    path = f"tickets/{ticket.number}/messages/"
    for name, value in OF_MESSAGES.items():
        answer = crm.post(path, {"body": "已致电", "kind": kind, name: value})
        kinds = kinds_of_member(MessageIn, name)
        if kinds and kind not in kinds:
            assert answer.status_code == 422, (name, answer.content.decode())
            assert answer.json()["errors"][0]["path"] == f"$.{name}"
        elif kind != "message":
            assert answer.status_code == 201, (name, answer.content.decode())


def test_what_says_nothing_is_no_member_of_another_kind(crm: ApiClient, ticket: Ticket) -> None:
    said = {"kind": "note", "body": "备注", "score": None, "reaction": ""}
    assert crm.post(f"tickets/{ticket.number}/messages/", said).status_code == 201
    assert Communication.objects.get(body="备注").score is None


def call(client: ApiClient, ticket: Ticket, **said: Any) -> Any:
    return client.post(f"tickets/{ticket.number}/calls/", {"said": "客户说正常", **said})


def test_nothing_of_a_call_is_left_out_without_a_word(crm: ApiClient, ticket: Ticket) -> None:
    reason = LowScoreReason.objects.first()
    for said, name in (
        ({"kind": "result", "outcome": "solved", "reason": reason.pk}, "reason"),
        ({"kind": "result", "outcome": "solved", "recovery": "补偿"}, "recovery"),
        ({"kind": "low", "outcome": "solved", "overall": 4}, "overall"),
        ({"kind": "low", "outcome": "solved", "comment": "好"}, "comment"),
        ({"kind": "result", "outcome": "no_answer", "overall": 4}, "overall"),
        ({"kind": "result", "outcome": "solved", "comment": "好"}, "overall"),
        ({"kind": "result", "outcome": "solved", "scores": {"skill": 4}}, "overall"),
    ):
        answer = call(crm, ticket, **said)
        assert answer.status_code == 422, (said, answer.content.decode())
        assert answer.json()["errors"][0]["path"] == f"$.{name}"
    assert not CallAttempt.objects.exists()
    scored = {"overall": 4, "scores": {"skill": 5}, "comment": "好"}
    kept = call(crm, ticket, kind="result", outcome="solved", **scored)
    assert kept.status_code == 201, kept.content.decode()
    assert Survey.objects.get().overall == 4 and Survey.objects.get().comment == "好"


def test_a_low_call_names_a_reason_of_the_list(crm: ApiClient, cast: Cast, settings: Any) -> None:
    settings.EMAIL_IS_SET_UP = True
    cast.customers[COMPANY].contacts.update(email="zhang@example.com")
    play, survey = asked(cast)
    surveys.answer_survey(survey, Answer(2), seen_version=0, at=SOLVED_AT + HOUR)
    without = call(crm, play.ticket, kind="low", outcome="solved")
    assert without.json()["errors"][0]["path"] == "$.reason"
    LowScoreReason.objects.filter(pk=LowScoreReason.objects.last().pk).update(is_active=False)
    reasons = crm.get("low-score-reasons/?limit=2").json()["results"]
    assert [one["name"] for one in reasons] == [
        reason.name for reason in LowScoreReason.objects.filter(is_active=True)[:2]
    ]
    kept = call(
        crm, play.ticket, kind="low", outcome="solved", reason=reasons[0]["id"], recovery="补偿"
    )
    assert kept.status_code == 201, kept.content.decode()
    trainer = ApiClient(cast.staff["trainer"])
    assert trainer.get("low-score-reasons/").json()["results"] == []


def test_the_description_says_it_at_each_member() -> None:
    shapes = described("en")["components"]["schemas"]
    message = shapes["MessageIn"]["properties"]
    assert message["score"]["description"] == "Only with `kind` `contact`."
    purpose = message["purpose"]["description"].split("\n\n")
    assert purpose[0] == "Only with `kind` `message`, `contact`."
    assert purpose[1].startswith("With `kind` `message` one of `progress`, `substantive`, ")
    assert "Only with" not in message["body"].get("description", "")
    reason = shapes["CallIn"]["properties"]["reason"]["description"]
    assert reason == "Only with `kind` `low`.\n\nneeded where `outcome` is `solved`, `not_solved`"
    with translation.override("zh-hans"):
        assert meaning_of_member(MessageIn, "score") == "仅用于 `kind` 为 `contact` 时。"
