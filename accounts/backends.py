"""Who somebody is, and what the person's groups allow."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Permission
from django.http import HttpRequest
from django.utils import timezone

from accounts import guards
from accounts.actions import logins, tries
from accounts.domain.tries import Purpose
from accounts.models import User
from accounts.queries.person import person_with_rights


class DeskBackend(ModelBackend):
    """Rights come from groups only, so that a role's page in the administration tells the whole
    truth. Whoever asks for a password is counted here, whatever page it is.
    """

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        """Whose name and password these are. Raises `TooManyTries` before anything is compared."""
        if request is None or username is None or password is None:
            return super().authenticate(request, username, password, **kwargs)
        guards.note_proxy(request)
        now = timezone.now()
        named = User.objects.filter(username=username).first()
        source = guards.source_of(request, username, named)
        counted = tries.begin_try(Purpose.PASSWORD, source, at=now)
        person = super().authenticate(request, username, password, **kwargs)
        if person is None:
            logins.record_failure(named, source, is_last=counted.is_last, at=now)
        else:
            tries.end_well(counted)
        return person

    def get_user(self, user_id: int) -> User | None:
        """The person of a session, the rights read along."""
        user = person_with_rights(user_id)
        return user if user is not None and self.user_can_authenticate(user) else None

    def user_can_authenticate(self, user: User) -> bool:
        """Nobody who was switched off, and no other program: these come with a token."""
        return user.is_at_work

    def _get_user_permissions(self, user_obj: User) -> "list[Permission]":
        return Permission.objects.none()

    def get_user_permissions(self, user_obj: User, obj: object = None) -> set[str]:
        return set()

    def get_all_permissions(self, user_obj: User, obj: object = None) -> set[str]:
        return self.get_group_permissions(user_obj, obj)
