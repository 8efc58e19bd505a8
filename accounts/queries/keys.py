"""The token of a key: every request of another program asks for it."""

from datetime import datetime
from hmac import compare_digest

from knox.crypto import hash_token
from knox.settings import CONSTANTS

from accounts.models import ApiToken
from core.queries.compiled import TEXT, CompiledQuery

BEGINNING = CompiledQuery(
    ApiToken.objects.filter(token_key=TEXT).order_by(), by_key=True, beginning=TEXT
)


def valid_token(key: str, at: datetime) -> ApiToken | None:
    """The token that the key opens with at that moment, if there is one. One statement."""
    found = BEGINNING.ask(beginning=key[: CONSTANTS.TOKEN_KEY_LENGTH])
    if not found:
        return None
    digest = hash_token(key)
    return next(
        (one for one in found if compare_digest(one.digest, digest) and one.is_valid_at(at)), None
    )
