"""Who holds a role, and which roles nobody holds."""

from dataclasses import dataclass

from accounts.enums import Role
from accounts.models import User, UserQuerySet

# Who is told of an escalation, from the first to the last: the administrators never run out.
ESCALATION_ROLES = (Role.SUPERVISOR, Role.MANAGER, Role.ADMIN)


def active_holders(role: Role) -> UserQuerySet:
    """People at work who hold a role; a superuser is an administrator too."""
    if role == Role.ADMIN:
        return User.objects.at_work().administrators()
    return User.objects.at_work().in_role(role)


def holders_or_next_up(role: Role) -> list[User]:
    """Who holds an escalation role; where nobody does, who holds the next one up."""
    place = ESCALATION_ROLES.index(role)
    for candidate in ESCALATION_ROLES[place:]:
        holders = list(active_holders(candidate))
        if holders:
            return holders
    return []


@dataclass(frozen=True, slots=True)
class HeldRoles:
    """What the people at work hold: names of roles, and whether somebody is superuser."""

    names: frozenset[str]
    has_superuser: bool

    @property
    def empty_escalation_roles(self) -> list[Role]:
        """Roles that escalations are meant for and nobody holds."""
        return [role for role in ESCALATION_ROLES if role not in self.names]


def held_roles() -> HeldRoles:
    """Of everybody at work; a superuser is an administrator too. One statement."""
    held = set(
        User.objects.at_work().order_by().values_list("groups__name", "is_superuser").distinct()
    )
    names = {name for name, _is_superuser in held if name}
    has_superuser = any(is_superuser for _name, is_superuser in held)
    return HeldRoles(frozenset(names | {Role.ADMIN} if has_superuser else names), has_superuser)


def lacks_superuser() -> bool:
    """Is there nobody at work who may give powerful roles?"""
    return not User.objects.at_work().filter(is_superuser=True).exists()
