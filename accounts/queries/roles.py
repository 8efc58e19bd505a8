"""Who holds a role, and which roles nobody holds."""

from accounts.enums import Role
from accounts.models import User, UserQuerySet

# Who is told of an escalation, from the first to the last: the administrators never run out.
ESCALATION_ROLES = (Role.SUPERVISOR, Role.MANAGER, Role.ADMIN)


def active_holders(role: Role) -> UserQuerySet:
    """People at work who hold a role; a superuser is an administrator too."""
    if role == Role.ADMIN:
        return User.objects.at_work().administrators()
    return User.objects.at_work().in_role(role)


def empty_escalation_roles() -> list[Role]:
    """Roles that escalations are meant for and nobody at work holds. One statement."""
    held = set(
        User.objects.at_work().order_by().values_list("groups__name", "is_superuser").distinct()
    )
    names = {name for name, _is_superuser in held}
    if any(is_superuser for _name, is_superuser in held):
        names.add(Role.ADMIN)
    return [role for role in ESCALATION_ROLES if role not in names]
