"""People as their company's log-in knows them: linked, created, given their roles, switched off."""

from collections.abc import Collection
from datetime import datetime

from django.contrib.auth.models import Group
from django.db import transaction

from accounts import rules
from accounts.enums import Audited, Role
from accounts.models import User
from core.actions import audit


@transaction.atomic
def take_over_roles(
    person: User, *, wanted: Collection[str], mapped: Collection[str], company: str, at: datetime
) -> None:
    """Give and take the roles that the company decides about; the last administrator stays one."""
    groups = {group.name: group for group in Group.objects.filter(name__in=mapped)}
    held = set(person.groups.filter(name__in=groups).values_list("name", flat=True))
    given = {name for name in wanted if name in groups} - held
    taken = held - set(wanted)
    if Role.ADMIN in taken and rules.is_last_administrator(person):
        taken.remove(Role.ADMIN)
    if not given and not taken:
        return
    person.groups.add(*(groups[name] for name in given))
    person.groups.remove(*(groups[name] for name in taken))
    if Role.ADMIN in given | taken:
        person.is_staff = Role.ADMIN in given
        person.save(update_fields=["is_staff"])
    audit.write_audit_entry(
        Audited.ROLES_BY_COMPANY,
        by=None,
        at=at,
        target=person.username,
        company=company,
        given=sorted(given),
        taken=sorted(taken),
    )


def create_person(
    username: str, *, display_name: str, email: str, company: str, at: datetime
) -> User:
    """Somebody new, who logs in with the company only. Raises `IntegrityError` for a taken name."""
    person = User(username=username, display_name=display_name[:40], email=email)
    person.set_unusable_password()
    person.save(force_insert=True)
    audit.write_audit_entry(
        Audited.PERSON_BY_COMPANY, by=None, at=at, target=username, company=company
    )
    return person


def record_identity(
    action: Audited, person: User, *, company: str, by: User | None, at: datetime
) -> None:
    """A company account was linked or unlinked."""
    audit.write_audit_entry(action, by=by, at=at, target=person.username, company=company)


def record_refusal(*, company: str, why: str, address: str, at: datetime) -> None:
    """The company vouched for somebody who gets in nowhere: a failed log-in of nobody."""
    audit.write_audit_entry(
        Audited.LOG_IN_FAILED, by=None, at=at, company=company, why=why, address=address
    )
