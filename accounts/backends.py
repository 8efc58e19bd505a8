"""Who somebody is, and what the person's groups allow."""

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Permission
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Value
from django.db.models.functions import Concat

from accounts.models import User
from core.queries.compiled import KEY, CompiledQuery

RIGHT_NAME = Concat("content_type__app_label", Value("."), "codename")

# Every page asks who looks at it and what this person may do: one statement for both.
PERSON = CompiledQuery(
    User.objects.select_related("department")
    .annotate(
        group_rights=ArraySubquery(
            Permission.objects.filter(group__user=OuterRef("pk"))
            .order_by()
            .values(right=RIGHT_NAME)
        )
    )
    .filter(pk=KEY)
    .order_by(),
    person=KEY,
)


class DeskBackend(ModelBackend):
    """Rights come from groups only, so that a role's page in the administration tells the whole
    truth.
    """

    def get_user(self, user_id: int) -> User | None:
        """The person of a session, the rights read along."""
        user = next(iter(PERSON.ask(person=user_id)), None)
        if user is None or not self.user_can_authenticate(user):
            return None
        if not user.is_superuser:
            user._group_perm_cache = set(user.group_rights)
        return user

    def _get_user_permissions(self, user_obj: User) -> "list[Permission]":
        return Permission.objects.none()

    def get_user_permissions(self, user_obj: User, obj: object = None) -> set[str]:
        return set()

    def get_all_permissions(self, user_obj: User, obj: object = None) -> set[str]:
        return self.get_group_permissions(user_obj, obj)
