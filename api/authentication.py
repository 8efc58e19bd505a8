"""Who asks: the token that comes with a request, and the person it stands for."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from knox.auth import TokenAuthentication
from rest_framework.exceptions import AuthenticationFailed

from accounts.actions.tokens import count_use
from accounts.models import ApiToken, User
from accounts.queries.keys import valid_token
from accounts.queries.person import person_with_rights
from api.throttling import TokenThrottle


class BearerToken(TokenAuthentication):
    """`Authorization: Bearer desk_…`. The person has the own rights, within the token's scopes."""

    def authenticate(self, request: HttpRequest) -> tuple[User, ApiToken] | None:
        found: tuple[User, ApiToken] | None = super().authenticate(request)
        if found is not None:
            now = timezone.now()
            used = count_use(found[1], at=now)
            TokenThrottle.require_room(found[1], used, now)
        return found

    def authenticate_credentials(self, token: bytes) -> tuple[User, ApiToken]:
        """Raises `AuthenticationFailed`, also for what can be no key."""
        if token.isascii() and b"\0" not in token:
            found = valid_token(token.decode(), timezone.now())
            if found is not None:
                return self.validate_user(found)
        raise AuthenticationFailed(_("Invalid token."))

    def authenticate_header(self, request: HttpRequest) -> str:
        return "Bearer"

    def validate_user(self, auth_token: ApiToken) -> tuple[User, ApiToken]:
        """Raises `AuthenticationFailed`; the same words for whatever is wrong with it."""
        person = person_with_rights(auth_token.user_id)
        if person is None or not person.is_active:
            raise AuthenticationFailed(_("Invalid token."))
        return person, auth_token


def scopes_of(auth: Any) -> frozenset[str]:
    """What the token of a request opens."""
    return frozenset(auth.scopes) if isinstance(auth, ApiToken) else frozenset()
