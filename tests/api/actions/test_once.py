"""A request that comes again is answered again, and does nothing a second time."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from api.actions.once import (
    KEPT_FOR,
    RequestAnswer,
    answer_once,
    opened_body,
    purge_answers,
    request_digest,
    sealed_answer,
)
from api.models import KeptAnswer
from api.problems import Refusal
from demo.people import Cast
from privacy.domain import sealing
from tests.fixtures import small_cast

DIGEST = request_digest("POST", "/api/v1/tickets/", b"{}")


def made() -> RequestAnswer:
    return RequestAnswer(201, {"number": "1"}, {"ETag": '"1"'})


def test_the_answer_of_then_comes_again(cast: Cast) -> None:
    person, at = cast.staff["supervisor"], timezone.now()
    acts: list[int] = []

    def act() -> RequestAnswer:
        acts.append(1)
        return made()

    first = answer_once("k", DIGEST, by=person, at=at, act=act)
    again = answer_once("k", DIGEST, by=person, at=at, act=act)
    assert (first.status, first.body, first.headers) == (again.status, again.body, again.headers)
    assert (first.is_replayed, again.is_replayed, len(acts)) == (False, True, 1)
    # Of somebody else it is another key.
    answer_once("k", DIGEST, by=cast.staff["manager"], at=at, act=act)
    assert len(acts) == 2


def test_another_request_with_the_same_key(cast: Cast) -> None:
    person, at = cast.staff["supervisor"], timezone.now()
    answer_once("k", DIGEST, by=person, at=at, act=made)
    with pytest.raises(Refusal) as refusal:
        answer_once("k", request_digest("POST", "/", b""), by=person, at=at, act=made)
    assert (refusal.value.status, refusal.value.code) == (422, "key_reused")


@pytest.mark.parametrize("key", ["ü", "a\n", "a" * 256])
def test_a_key_that_is_none(cast: Cast, key: str) -> None:
    with pytest.raises(Refusal) as refusal:
        answer_once(key, DIGEST, by=cast.staff["manager"], at=timezone.now(), act=made)
    assert refusal.value.status == 400


def test_what_failed_may_be_sent_again(cast: Cast) -> None:
    person, at = cast.staff["supervisor"], timezone.now()

    def fail() -> RequestAnswer:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        answer_once("k", DIGEST, by=person, at=at, act=fail)
    assert not answer_once("k", DIGEST, by=person, at=at, act=made).is_replayed


def test_answers_are_forgotten_after_a_week(cast: Cast) -> None:
    person, at = cast.staff["supervisor"], timezone.now()
    answer_once("k", DIGEST, by=person, at=at, act=made)
    assert purge_answers(at=at + KEPT_FOR) == 0
    assert purge_answers(at=at + KEPT_FOR + timedelta(seconds=1)) == 1


@pytest.mark.django_db(transaction=True)
def test_a_twin_at_work_is_not_waited_for() -> None:
    """Two with one key at once: one acts, the other is told to ask again."""
    person, at = small_cast().staff["supervisor"], timezone.now()
    is_at_work, may_end = threading.Event(), threading.Event()
    done: list[RequestAnswer] = []

    def act_slowly() -> RequestAnswer:
        is_at_work.set()
        assert may_end.wait(60)
        return made()

    def run() -> None:
        try:
            done.append(answer_once("k", DIGEST, by=person, at=at, act=act_slowly))
        finally:
            connection.close()

    first = threading.Thread(target=run)
    first.start()
    assert is_at_work.wait(60)
    with pytest.raises(Refusal) as refusal:
        answer_once("k", DIGEST, by=person, at=at, act=made)
    assert (refusal.value.status, refusal.value.code) == (409, "key_in_use")
    may_end.set()
    first.join(60)
    assert [answer.is_replayed for answer in done] == [False]
    assert answer_once("k", DIGEST, by=person, at=at, act=made).is_replayed
    assert KeptAnswer.objects.count() == 1


def test_a_secret_in_an_answer_is_kept_sealed_and_lost_with_its_key(settings: Any) -> None:
    answer = RequestAnswer(201, {"id": 1, "secret": "whsec_a", "error": ""})
    kept = sealed_answer(answer, ["secret", "error", "missing"])
    assert "whsec_a" not in str(kept.body) and kept.body["id"] == 1
    assert opened_body(kept.body, ["secret", "error", "missing"]) == answer.body
    assert sealed_answer(answer, []) is answer
    assert sealed_answer(RequestAnswer(204, None), ["secret"]).body is None
    settings.SEALING_KEYS = sealing.keys_from([], ["another key"])
    assert opened_body(kept.body, ["secret"])["secret"] is None
