"""How many requests a minute a token may make: a number in its row."""

from datetime import datetime

from rest_framework.exceptions import Throttled

from accounts.models import ApiToken

MINUTE = 60


class TokenThrottle:
    """Asked once a request, when it has been counted."""

    @staticmethod
    def require_room(token: ApiToken, used: int, at: datetime) -> None:
        """Raise `Throttled` that says when the next minute begins."""
        if used > token.requests_per_minute:
            raise Throttled(wait=MINUTE - at.second)
