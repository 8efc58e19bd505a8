"""Who may not be locked out, who needs a second factor, and who may manage whom."""

from collections.abc import Iterable

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.enums import Role
from accounts.models import RoleSecurity, User

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


def may_manage(by: User, person: User) -> bool:
    """May `by` reset the password of the person, end sessions and remove second factors?"""
    return by.has_perm("accounts.change_user") and (by.is_superuser or not person.is_superuser)


def needs_second_factor(person: User) -> bool:
    """Does a role of the person ask for one? A superuser is an administrator too."""
    by_role = Q(role__user=person)
    if person.is_superuser:
        by_role |= Q(role__name=Role.ADMIN)
    return RoleSecurity.objects.filter(by_role, needs_second_factor=True).exists()


def has_second_factor(person: User, *, besides: int | None = None) -> bool:
    """Has the person one, `besides` the one with this key? Recovery codes alone are none."""
    factors = Authenticator.objects.filter(user_id=person.pk).exclude(pk=besides)
    return factors.exclude(type=Authenticator.Type.RECOVERY_CODES).exists()


def lacks_second_factor(person: User) -> bool:
    """Does the person need one and has none?"""
    return needs_second_factor(person) and not has_second_factor(person)


def may_remove_factor(authenticator: Authenticator) -> bool:
    """Where a role asks for a second factor the last one stays."""
    person = authenticator.user
    return not needs_second_factor(person) or has_second_factor(person, besides=authenticator.pk)
