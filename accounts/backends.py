"""Who somebody is, and what the person's groups allow: one statement each."""

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Permission

from accounts.models import User


class DeskBackend(ModelBackend):
    """Rights come from groups only, so that a role's page in the administration tells the whole
    truth.
    """

    def get_user(self, user_id: int) -> User | None:
        user = User.objects.select_related("department").filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None

    def _get_user_permissions(self, user_obj: User) -> "list[Permission]":
        return Permission.objects.none()

    def get_user_permissions(self, user_obj: User, obj: object = None) -> set[str]:
        return set()

    def get_all_permissions(self, user_obj: User, obj: object = None) -> set[str]:
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None:
            return set()
        if not hasattr(user_obj, "_desk_permissions"):
            user_obj._desk_permissions = self.get_group_permissions(user_obj)
        return user_obj._desk_permissions
