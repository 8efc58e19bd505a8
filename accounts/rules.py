"""Who may not be locked out."""

from collections.abc import Iterable

from django.contrib.auth.models import Group
from django.utils.translation import gettext as _

from accounts.enums import Role
from accounts.models import User

# Without these nobody could be let in again.
RIGHTS_OF_ADMINISTRATORS = frozenset({"change_user", "change_group"})


def is_last_administrator(person: User) -> bool:
    """Is the person the only one at work who can enter the administration and give rights?

    Locks the administrators, so that two of them cannot switch each other off at once; to be asked
    in a transaction.
    """
    administrators = User.objects.at_work().administrators().filter(is_staff=True)
    locked = administrators.select_for_update(of=("self",)).order_by("pk")
    return [row.pk for row in locked] == [person.pk]


def stays_administrator(
    person: User, *, is_active: bool, is_staff: bool, groups: Iterable[Group]
) -> bool:
    """Could the person still enter the administration and give rights?"""
    has_role = person.is_superuser or any(group.name == Role.ADMIN for group in groups)
    return is_active and is_staff and has_role


def last_administrator_reason() -> str:
    """Why the last administrator stays one."""
    return _(
        "This is the last administrator: first give somebody else the role, so that somebody can"
        " always get in."
    )
