"""Who may not be locked out, who needs a second factor, and who may have power over whom."""

from collections.abc import Iterable

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, Permission
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext as _

from accounts.domain.ranks import POWERS, Rank, is_above, rank_of
from accounts.enums import Role
from accounts.models import RoleSecurity, User, UserQuerySet

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


def is_last_superuser(person: User) -> bool:
    """Is there nobody else who may give powerful roles?"""
    others = User.objects.at_work().filter(is_superuser=True).exclude(pk=person.pk)
    return person.is_superuser and not others.exists()


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
    """May `by` set the password of the person, change roles, end sessions, remove second factors?

    Nobody does it to somebody who has as much or more, nor to themselves.
    """
    if not by.has_perm("accounts.change_user"):
        return False
    return is_above(rank_of_person(by), rank_of_person(person)) and by.pk != person.pk


def manages_people(by: User) -> bool:
    """Does `by` find the pages about other people's accounts? Whose, `may_manage` says."""
    return by.is_staff and by.has_perm("accounts.change_user")


def managed_by(by: User) -> UserQuerySet:
    """Everybody of whom `may_manage` says yes, switched off or not."""
    others = User.objects.exclude(pk=by.pk)
    if not by.has_perm("accounts.change_user"):
        return others.none()
    if by.is_superuser:
        return others
    right = Concat("content_type__app_label", Value("."), "codename")
    powers = Permission.objects.annotate(right=right).filter(right__in=POWERS)
    powerful = User.objects.filter(groups__permissions__in=powers)
    return others.filter(is_superuser=False).exclude(pk__in=powerful.values("pk"))


def may_hold_tokens_of(by: User, person: User) -> bool:
    """May `by` make tokens that stand for the person, and be told their keys?

    People make their own. For another program somebody does who may manage it; nobody gets the
    key to act as a colleague.
    """
    if person.is_service:
        return may_manage(by, person)
    return by.pk == person.pk


def may_revoke_tokens_of(by: User, person: User) -> bool:
    """May `by` end a token of the person? That gives nobody anything."""
    return by.pk == person.pk or may_manage(by, person)


def may_add_service(by: User) -> bool:
    """May `by` make accounts of other programs?"""
    return manages_people(by) and by.has_perm("accounts.add_user")


def may_switch_off(by: User, person: User) -> bool:
    """May `by` end the work of the person here? It gives nobody anything; root is root's affair."""
    return by.has_perm("accounts.change_user") and (by.is_superuser or not person.is_superuser)


def may_give_role(by: User, role: Group) -> bool:
    """May `by` give the role to somebody else, or take it away?"""
    return is_above(rank_of_person(by), rank_of_role(role))


def may_change_role(by: User, role: Group) -> bool:
    """May `by` change the rights of the role? Nobody changes those of a role that is their own."""
    if by.is_superuser:
        return True
    is_own = by.groups.filter(pk=role.pk).exists()
    return not is_own and may_give_role(by, role)


def may_grant(by: User, rights: Iterable[Permission]) -> bool:
    """May `by` put these rights together into a role?"""
    return is_above(rank_of_person(by), rank_of(right_names(rights)))


def rank_of_person(person: User) -> Rank:
    """By all rights of all roles."""
    roles = Permission.objects.filter(group__user=person)
    return rank_of(right_names(roles), is_superuser=person.is_superuser)


def rank_of_role(role: Group) -> Rank:
    """By its rights."""
    return rank_of(right_names(role.permissions.all()))


def right_names(rights: Iterable[Permission]) -> set[str]:
    """`app.codename` of each."""
    if isinstance(rights, QuerySet):
        rights = rights.select_related("content_type")
    return {f"{right.content_type.app_label}.{right.codename}" for right in rights}


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
