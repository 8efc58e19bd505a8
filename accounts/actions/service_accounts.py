"""Accounts of other programs: made and changed by administrators, and logged in to by nobody."""

from collections.abc import Collection
from datetime import datetime

from django.contrib.auth.models import Group
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import rules
from accounts.actions import people
from accounts.enums import Audited
from accounts.models import Department, User
from core.actions import audit
from core.domain.text import clean_text, is_junk
from core.errors import LawBroken, NotAllowed

LONGEST_NAME = 40
LONGEST_USERNAME = 60


@transaction.atomic
def add_service(
    *,
    by: User,
    at: datetime,
    username: str,
    name: str,
    department: Department | None,
    roles: Collection[Group],
) -> User:
    """A new account that stands for a program; its rights come from its roles.

    Raises `NotAllowed` for who may not make one or give one of the roles, `LawBroken` naming the
    field.
    """
    if not rules.may_add_service(by):
        raise NotAllowed(_("You may not make service accounts."))
    _require_givable(by, roles)
    service = User(
        username=_free_username(username),
        display_name=_sound_name(name),
        department=department,
        is_service=True,
        is_staff=False,
        is_superuser=False,
    )
    service.set_unusable_password()
    service.save(force_insert=True)
    service.groups.set(roles)
    audit.write_audit_entry(
        Audited.SERVICE_ADDED, by=by, at=at, target=service.username, roles=_names_of(roles)
    )
    return service


@transaction.atomic
def change_service(
    service: User,
    *,
    by: User,
    at: datetime,
    name: str,
    department: Department | None,
    roles: Collection[Group],
) -> User:
    """Name, department and roles; its tokens stand for what it may from then on.

    Raises `NotAllowed` for who may not manage it or give one of the roles, `LawBroken` naming the
    field.
    """
    service = people.lock_person(service)
    if not service.is_service or not rules.may_manage(by, service):
        raise NotAllowed(_("You may not change this service account."))
    _require_givable(by, roles)
    before = people.account_facts(service)
    service.display_name = _sound_name(name)
    service.department = department
    service.save(update_fields=["display_name", "department"])
    service.groups.set(roles)
    people.record_account(service, before, by=by, at=at)
    return service


def _require_givable(by: User, roles: Collection[Group]) -> None:
    """Raise `NotAllowed` where one of the roles is more than `by` may give."""
    for role in roles:
        if not rules.may_give_role(by, role):
            raise NotAllowed(_("You may not give one of these roles."))


def _free_username(written: str) -> str:
    """Raises `LawBroken` for what is no name, is too long, or is taken however it is written."""
    username = User.normalize_username(written.strip())
    try:
        UnicodeUsernameValidator()(username)
    except ValidationError as error:
        raise LawBroken(str(error.messages[0]), field="username") from error
    if len(username) > LONGEST_USERNAME:
        sentence = _("At most %(n)d letters.") % {"n": LONGEST_USERNAME}
        raise LawBroken(sentence, field="username")
    if User.objects.filter(username__iexact=username).exists():
        raise LawBroken(_("Somebody has this user name already."), field="username")
    return username


def _sound_name(written: str) -> str:
    """Raises `LawBroken` for a name that says nothing or cannot be kept."""
    name = "" if is_junk(written) else clean_text(written)
    if not name or len(name) > LONGEST_NAME:
        sentence = _("Give the account a name of at most %(n)d letters.") % {"n": LONGEST_NAME}
        raise LawBroken(sentence, field="name")
    return name


def _names_of(roles: Collection[Group]) -> list[str]:
    return sorted(role.name for role in roles)
