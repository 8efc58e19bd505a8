"""Many in one request, each carried out in a transaction of its own.

In one transaction they would hold the counters of numbers for seconds, and everybody who registers
anything meanwhile would wait.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from api.actions.once import RequestAnswer, refuse_reuse, refuse_twin, require_key
from api.models import KeptAnswer
from core.actions.jobs import hold_alone
from core.undo import undone_on_failure

# Of an answer that is not whole yet: whoever sends the request again goes on with it.
UNFINISHED = 102

DONE = 200

Result = dict[str, Any]

# Carries out the item at a place; the other one words what it was refused with, or raises it again.
CarryOut = Callable[[int], Result]
WordRefusal = Callable[[int, Exception], Result]


def carry_out_each(count: int, carry_out: CarryOut, word_refusal: WordRefusal) -> list[Result]:
    """The results of all items, in their order. Nothing of a refused one stays."""
    return [_carried_out(place, carry_out, word_refusal) for place in range(count)]


def carry_out_once(
    key: str,
    digest: str,
    count: int,
    carry_out: CarryOut,
    word_refusal: WordRefusal,
    *,
    by: User,
    at: datetime,
) -> RequestAnswer:
    """The same for a request with an `Idempotency-Key`: each result is kept with what it did, so
    that a request that broke off goes on where it stopped, and one that was answered is answered
    again.

    Raises `Refusal` as `api.actions.once.answer_once`.
    """
    require_key(key)
    with hold_alone(f"api:{by.pk}:{key}") as is_alone:
        if not is_alone:
            refuse_twin()
        kept, _is_new = KeptAnswer.objects.get_or_create(
            user=by,
            key=key,
            defaults={"digest": digest, "status": UNFINISHED, "body": [], "at": at},
        )
        if kept.digest != digest:
            refuse_reuse()
        if kept.status != UNFINISHED:
            return RequestAnswer(kept.status, kept.body, kept.headers, is_replayed=True)
        return _go_on(kept, count, carry_out, word_refusal)


def _go_on(
    kept: KeptAnswer, count: int, carry_out: CarryOut, word_refusal: WordRefusal
) -> RequestAnswer:
    results: list[Result] = list(kept.body or [])
    same = KeptAnswer.objects.filter(pk=kept.pk)

    def keep_result(result: Result) -> None:
        same.update(body=[*results, result])

    for place in range(len(results), count):
        results.append(_carried_out(place, carry_out, word_refusal, keep_result))
    body = {"results": results}
    same.update(status=DONE, body=body)
    return RequestAnswer(DONE, body)


def _forget(_result: Result) -> None:
    """Nobody asks again."""


def _carried_out(
    place: int,
    carry_out: CarryOut,
    word_refusal: WordRefusal,
    keep_result: Callable[[Result], None] = _forget,
) -> Result:
    try:
        with undone_on_failure(), transaction.atomic():
            result = carry_out(place)
            keep_result(result)
    except Exception as error:
        result = word_refusal(place, error)
        keep_result(result)
    return result
