"""A request that comes again is answered again, and does nothing a second time."""

import hashlib
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, NoReturn

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from api.enums import ProblemCode
from api.models import KeptAnswer
from api.problems import Refusal
from core.models.bulk import insert_with_keys
from core.queries.compiled import KEY, TEXT, CompiledQuery
from core.undo import undone_on_failure
from privacy.domain.sealing import Unreadable, seal, unseal

KEPT_FOR = timedelta(days=7)
LONGEST_KEY = 255

KEPT = CompiledQuery(KeptAnswer.objects.filter(user=KEY, key=TEXT), by_key=True, user=KEY, key=TEXT)

# Waits for nobody: a twin that is at work holds the lock until its transaction ends.
TRY_LOCK = "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))"


@dataclass(frozen=True, slots=True)
class RequestAnswer:
    """What a request is answered, as it can be stored."""

    status: int
    body: Any
    headers: dict[str, str] = field(default_factory=dict)
    is_replayed: bool = False


def request_digest(method: str, address: str, body: bytes) -> str:
    """What a request says, in 64 letters."""
    return hashlib.sha256(b"\0".join([method.encode(), address.encode(), body])).hexdigest()


def sealed_answer(answer: RequestAnswer, members: Collection[str]) -> RequestAnswer:
    """The answer as it is kept: who reads the table reads none of these members."""
    filled = [name for name in members if answer.body and answer.body.get(name)]
    hidden = {name: seal(answer.body[name], settings.SEALING_KEYS) for name in filled}
    return replace(answer, body={**answer.body, **hidden}) if hidden else answer


def opened_body(body: Any, members: Collection[str]) -> Any:
    """The same for the client; nothing in place of what no key opens any more."""
    filled = [name for name in members if body and body.get(name)]
    return {**body, **{name: _opened(body[name]) for name in filled}} if filled else body


def _opened(sealed: str) -> str | None:
    try:
        return unseal(sealed, settings.SEALING_KEYS)
    except Unreadable:
        return None


def answer_once(
    key: str, digest: str, *, by: User, at: datetime, act: Callable[[], RequestAnswer]
) -> RequestAnswer:
    """Run `act` and keep its answer in the same transaction; for a key that came before, the answer
    of then.

    Raises `Refusal`: 422 when the key comes with another request, 409 while the first one is still
    at work. Whatever `act` raises is kept nowhere, so that the request may be mended and sent again
    with the same key.
    """
    require_key(key)
    with undone_on_failure(), transaction.atomic():
        _lock_key(f"{by.pk}:{key}")
        kept = KEPT.ask_one(user=by.pk, key=key)
        if kept is not None:
            return _replayed(kept, digest)
        answer = act()
        new = KeptAnswer(
            user=by,
            key=key,
            digest=digest,
            status=answer.status,
            headers=answer.headers,
            body=answer.body,
            at=at,
        )
        insert_with_keys(KeptAnswer, [new])
    return answer


def require_key(key: str) -> None:
    """Raise `Refusal` for what is no key."""
    if not key.isascii() or not key.isprintable() or len(key) > LONGEST_KEY:
        raise Refusal(
            ProblemCode.MALFORMED,
            400,
            _("An Idempotency-Key has at most %(n)d plain letters.") % {"n": LONGEST_KEY},
        )


def _lock_key(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(TRY_LOCK, [name])
        (is_free,) = cursor.fetchone()
    if not is_free:
        refuse_twin()


def refuse_twin() -> NoReturn:
    """Raise the `Refusal` of a request whose first sending is still at work."""
    raise Refusal(
        ProblemCode.KEY_IN_USE,
        409,
        _("A request with this Idempotency-Key is being worked on: ask again in a moment."),
    )


def _replayed(kept: KeptAnswer, digest: str) -> RequestAnswer:
    if kept.digest != digest:
        refuse_reuse()
    return RequestAnswer(kept.status, kept.body, kept.headers, is_replayed=True)


def refuse_reuse() -> NoReturn:
    """Raise the `Refusal` of a key that came with another request before."""
    raise Refusal(
        ProblemCode.KEY_REUSED,
        422,
        _("This Idempotency-Key was used for another request: take a new one."),
    )


def purge_answers(*, at: datetime) -> int:
    """Forget answers older than a week; the number of rows removed."""
    return KeptAnswer.objects.filter(at__lt=at - KEPT_FOR).delete()[0]
