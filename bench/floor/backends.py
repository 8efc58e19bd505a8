"""Who asks the floor: by a session, or by a token."""

from django.contrib.auth.backends import ModelBackend
from knox.crypto import hash_token
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.models import ApiToken, User
from accounts.queries.person import person_with_rights


class FloorBackend(ModelBackend):
    """Whose session it is, asked as the product asks it."""

    def get_user(self, user_id: int) -> User | None:
        return person_with_rights(user_id)


class PlainToken(BaseAuthentication):
    """The person of a token that is there: one statement."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        key = request.headers.get("Authorization", "").removeprefix("Bearer ")
        found = ApiToken.objects.select_related("user").filter(digest=hash_token(key)).first()
        if found is None:
            raise AuthenticationFailed
        return found.user, found
