"""People who leave: their posts and duties pass on, and they no longer get in."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import rules
from accounts.actions import passwords, sessions, tokens
from accounts.enums import Audited
from accounts.models import Absence, ApiToken, Department, DutyShift, FormerAddress, User
from core.actions import audit
from core.errors import LawBroken


def lock_person(person: User) -> User:
    """The person as stored, locked so that nobody gives them anything meanwhile."""
    # The whole lock, unlike `lock_row`: an assignment only needs the key, and has to wait too.
    locked: User = User.objects.select_for_update(of=("self",)).get(pk=person.pk)
    return locked


def hand_over_departments(person: User, *, to: User, by: User, at: datetime) -> None:
    """Head and liaison of departments."""
    headed = Department.objects.filter(head=person)
    spoken_for = Department.objects.filter(liaison=person)
    names = sorted({department.name for department in (*headed, *spoken_for)})
    headed.update(head=to)
    spoken_for.update(liaison=to)
    _write_handover("departments", person, to, by=by, at=at, names=names)


def hand_over_shifts(person: User, *, to: User, by: User, at: datetime) -> None:
    """Shifts that are not over; one that has begun is split, as its first part was the person's."""
    shifts = list(DutyShift.objects.filter(person=person, ends_at__gt=at))
    for shift in shifts:
        if shift.starts_at < at:
            DutyShift.objects.create(
                person=person, department=shift.department, starts_at=shift.starts_at, ends_at=at
            )
            shift.starts_at = at
        shift.person = to
        shift.save()
    _write_handover("shifts", person, to, by=by, at=at, count=len(shifts))


def hand_over_deputyships(person: User, *, to: User, by: User, at: datetime) -> None:
    """Absences that are not over, in which the person stands in. Raises `LawBroken`."""
    absences = Absence.objects.filter(deputy=person, ends_at__gt=at)
    if absences.filter(person=to).exists():
        reason = _("%(name)s is the one who is away: choose somebody else.") % {"name": to}
        raise LawBroken(reason, field="deputyships")
    count = absences.update(deputy=to)
    _write_handover("deputyships", person, to, by=by, at=at, count=count)


def _write_handover(
    kind: str, person: User, to: User, *, by: User, at: datetime, **more: Any
) -> None:
    record_handover(person, by=by, at=at, kind=kind, to=to.username, **more)


def record_handover(person: User, *, by: User, at: datetime, **what: Any) -> None:
    """A line of the audit ledger."""
    audit.write_audit_entry(Audited.WORK_HANDED_OVER, by=by, at=at, target=person.username, **what)


@transaction.atomic
def switch_person_off(
    person: User, *, by: User | None, at: datetime, handed_over: dict[str, int]
) -> None:
    """No log-in, no duty and no access token any more, at once; what was done keeps the name.

    Raises `LawBroken`.
    """
    if rules.is_last_administrator(person):
        raise LawBroken(rules.last_administrator_reason())
    if rules.is_last_superuser(person):
        raise LawBroken(
            _(
                "This is the last superuser, and nobody else gives roles that reach everybody, such"
                " as administrator, manager or supervisor: first make another one on the server"
                " with manage.py createsuperuser."
            )
        )
    person.is_active = False
    person.is_on_duty = False
    person.save(update_fields=["is_active", "is_on_duty"])
    sessions.end_all_sessions(person, by=by, at=at, why="switched_off")
    tokens.revoke_all_tokens(person, by=by, at=at, why="switched_off")
    audit.write_audit_entry(
        Audited.PERSON_SWITCHED_OFF, by=by, at=at, target=person.username, handed_over=handed_over
    )


def record_new_password(person: User, *, at: datetime) -> None:
    """The person set a new password by mail: a line of the audit ledger."""
    _write_new_password(Audited.PASSWORD_RESET, person, by=person, at=at)


def record_changed_password(person: User, *, by: User, at: datetime) -> None:
    """The person changed the password: a line of the audit ledger, and no address sets another."""
    passwords.revoke_password_link(person)
    _write_new_password(Audited.PASSWORD_CHANGED, person, by=by, at=at)


# --- what administrators change ---------------------------------------------------------------

# Of an account: contact data enter the ledger by the name of their field alone.
ACCOUNT_FIELDS = (
    "username",
    "display_name",
    "email",
    "phone",
    "department_id",
    "outlet_id",
    "is_active",
    "is_staff",
    "is_superuser",
)


def account_facts(person: User) -> dict[str, Any]:
    """What a line of the ledger compares: the fields of the account, and `roles`."""
    facts = {name: getattr(person, name) for name in ACCOUNT_FIELDS}
    return {**facts, "roles": sorted(person.groups.values_list("name", flat=True))}


def record_account(person: User, before: dict[str, Any] | None, *, by: User, at: datetime) -> None:
    """What was changed of an account; `before` as `account_facts` gave it, None for a new one."""
    after = account_facts(User.objects.get(pk=person.pk))
    if before is None:
        audit.write_audit_entry(
            Audited.PERSON_ADDED, by=by, at=at, target=person.username, roles=after["roles"]
        )
        return
    changed = [name for name in ACCOUNT_FIELDS if before[name] != after[name]]
    if "email" in changed:
        _leave_address(person, before["email"], by=by, at=at)
    if changed:
        audit.write_audit_entry(
            Audited.PERSON_CHANGED, by=by, at=at, target=person.username, fields=changed
        )
    if before["roles"] != after["roles"]:
        audit.write_audit_entry(
            Audited.ROLES_CHANGED,
            by=by,
            at=at,
            target=person.username,
            before=before["roles"],
            after=after["roles"],
        )


def _leave_address(person: User, address: str, *, by: User, at: datetime) -> None:
    """Perhaps somebody else has the new one: the old one is told, and opens nothing any more."""
    passwords.revoke_password_link(person)
    if address:
        FormerAddress.objects.create(person=person, address=address, by=by, changed_at=at)


def record_set_password(person: User, *, by: User, at: datetime) -> None:
    """Somebody else set the password of the person."""
    _write_new_password(Audited.PASSWORD_SET, person, by=by, at=at)


def _write_new_password(action: Audited, person: User, *, by: User, at: datetime) -> None:
    """With the number of access tokens, which go on opening: programs know no password."""
    count = ApiToken.objects.valid(at).filter(user=person).count()
    more: dict[str, Any] = {"tokens": count} if count else {}
    audit.write_audit_entry(action, by=by, at=at, target=person.username, **more)
