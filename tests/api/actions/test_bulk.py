"""Many in one request: each on its own, and a repetition goes on where the first one stopped."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from api.actions.bulk import UNFINISHED, Result, carry_out_each, carry_out_once
from api.actions.once import RequestAnswer, request_digest
from api.models import KeptAnswer
from api.problems import Refusal
from core.errors import LawBroken
from customers.models import Channel
from demo.people import Cast
from tests.fixtures import small_cast

DIGEST = request_digest("POST", "/api/v1/tickets/bulk/", b"{}")


def add_channel(place: int) -> Result:
    """Stores a row, and only then says no to the second."""
    Channel.objects.create(code=f"bulk-{place}", name=f"渠道{place}")
    if place == 1:
        raise LawBroken("no")
    return {"index": place, "status": 201}


def worded(place: int, error: Exception) -> Result:
    if not isinstance(error, LawBroken):
        raise error
    return {"index": place, "status": 409}


def stored() -> list[str]:
    return sorted(Channel.objects.filter(code__startswith="bulk-").values_list("code", flat=True))


def once(cast: Cast, carry_out: Any = add_channel, digest: str = DIGEST) -> RequestAnswer:
    person = cast.staff["supervisor"]
    return carry_out_once("k", digest, 3, carry_out, worded, by=person, at=timezone.now())


def test_nothing_of_a_refused_one_stays(cast: Cast) -> None:
    results = carry_out_each(3, add_channel, worded)
    assert [result["status"] for result in results] == [201, 409, 201]
    assert stored() == ["bulk-0", "bulk-2"]


def test_the_whole_answer_comes_again(cast: Cast) -> None:
    first, again = once(cast), once(cast)
    assert (first.is_replayed, again.is_replayed) == (False, True)
    assert first.body == again.body
    assert stored() == ["bulk-0", "bulk-2"]
    with pytest.raises(Refusal) as refusal:
        once(cast, digest=request_digest("POST", "/", b""))
    assert refusal.value.code == "key_reused"


def test_one_that_broke_off_goes_on_where_it_stopped(cast: Cast) -> None:
    done: list[int] = []

    def break_off(place: int) -> Result:
        if place == 2 and 2 not in done:
            done.append(place)
            raise RuntimeError("the server died")
        return add_channel(place)

    with pytest.raises(RuntimeError):
        once(cast, break_off)
    kept = KeptAnswer.objects.get()
    assert (kept.status, [one["status"] for one in kept.body]) == (UNFINISHED, [201, 409])
    assert stored() == ["bulk-0"]
    answer = once(cast, break_off)
    assert not answer.is_replayed
    assert [one["status"] for one in answer.body["results"]] == [201, 409, 201]
    assert stored() == ["bulk-0", "bulk-2"]


@pytest.mark.django_db(transaction=True)
def test_a_twin_at_work_is_not_waited_for() -> None:
    cast = small_cast()
    is_at_work, may_end = threading.Event(), threading.Event()
    answers: list[RequestAnswer] = []

    def act_slowly(place: int) -> Result:
        is_at_work.set()
        assert may_end.wait(60)
        return add_channel(place)

    def run() -> None:
        try:
            answers.append(once(cast, act_slowly))
        finally:
            connection.close()

    first = threading.Thread(target=run)
    first.start()
    assert is_at_work.wait(60)
    with pytest.raises(Refusal) as refusal:
        once(cast)
    assert (refusal.value.status, refusal.value.code) == (409, "key_in_use")
    may_end.set()
    first.join(60)
    assert [answer.is_replayed for answer in answers] == [False]
    assert once(cast).is_replayed
