"""Accounts of programs: nobody makes or changes one with more rights than they may give."""

import pytest
from django.contrib.auth.models import Group

from accounts.actions.service_accounts import add_service, change_service
from accounts.enums import Role
from accounts.models import Department, User
from core.errors import LawBroken, NotAllowed
from core.models import AuditEntry
from tests.fixtures import moment

pytestmark = pytest.mark.django_db

AT = moment("2026-03-16 10:00")
POWERFUL = (Role.MANAGER, Role.ADMIN, Role.SUPERVISOR, Role.ANALYST)


@pytest.fixture
def root(cast):
    return User.objects.create(username="root", is_superuser=True, is_staff=True)


def groups(*roles):
    return list(Group.objects.filter(name__in=roles))


def added(by, *roles, **wishes):
    given = {"username": "crm", "name": "客户系统", "department": None, **wishes}
    return add_service(by=by, at=AT, roles=groups(*roles), **given)


def test_an_account_has_its_roles_and_no_way_in(cast):
    department = Department.objects.first()
    account = added(cast.staff["admin"], Role.AGENT, department=department)
    account.refresh_from_db()
    assert account.is_service and account.is_active and not account.is_at_work
    assert not account.has_usable_password()
    assert (account.is_staff, account.is_superuser, account.email) == (False, False, "")
    assert (account.roles, account.department) == ([Role.AGENT], department)
    line = AuditEntry.objects.get(action="service_added")
    assert (line.target, line.actor, line.data) == (
        "crm",
        cast.staff["admin"],
        {"roles": ["agent"]},
    )


@pytest.mark.parametrize("role", POWERFUL)
def test_nobody_makes_one_with_more_than_may_be_given(cast, root, role):
    with pytest.raises(NotAllowed):
        added(cast.staff["admin"], Role.AGENT, role)
    assert not User.objects.services().exists()
    assert added(root, role).roles == [role]


@pytest.mark.parametrize("who", ["agent", "supervisor", "manager", "analyst"])
def test_only_who_manages_people_makes_one(cast, who):
    with pytest.raises(NotAllowed):
        added(cast.staff[who])


@pytest.mark.parametrize(
    ("wishes", "field"),
    [
        ({"username": "a b"}, "username"),
        ({"username": ""}, "username"),
        ({"username": "a\0"}, "username"),
        ({"username": "x" * 61}, "username"),
        ({"username": "AGENT"}, "username"),
        ({"name": " "}, "name"),
        ({"name": "a\0"}, "name"),
        ({"name": "名" * 41}, "name"),
    ],
)
def test_what_is_no_name_is_refused_by_its_field(cast, wishes, field):
    with pytest.raises(LawBroken) as refusal:
        added(cast.staff["admin"], **wishes)
    assert refusal.value.field == field
    assert not User.objects.services().exists()


def test_what_is_changed_stands_in_the_ledger(cast):
    admin = cast.staff["admin"]
    account = added(admin, Role.AGENT)
    change_service(
        account,
        by=admin,
        at=AT,
        name="新名称",
        department=cast.staff["agent"].department,
        roles=groups(Role.TRAINER),
    )
    account = User.objects.get(pk=account.pk)
    assert (account.display_name, account.roles) == ("新名称", [Role.TRAINER])
    changed = AuditEntry.objects.get(action="person_changed")
    assert changed.data == {"fields": ["display_name", "department_id"]}
    moved = AuditEntry.objects.get(action="roles_changed")
    assert (moved.data["before"], moved.data["after"]) == (["agent"], ["trainer"])


def test_nobody_changes_one_that_may_more_nor_gives_it_more(cast, root):
    admin = cast.staff["admin"]
    strong = added(root, Role.MANAGER, username="erp")
    weak = added(admin, Role.AGENT)
    told = {"by": admin, "at": AT, "name": "x", "department": None}
    with pytest.raises(NotAllowed):
        change_service(strong, roles=[], **told)
    with pytest.raises(NotAllowed):
        change_service(weak, roles=groups(Role.ADMIN), **told)
    for account, roles in ((strong, [Role.MANAGER]), (weak, [Role.AGENT])):
        assert User.objects.get(pk=account.pk).roles == roles


def test_a_person_is_changed_elsewhere(cast):
    with pytest.raises(NotAllowed):
        change_service(
            cast.staff["agent"],
            by=cast.staff["admin"],
            at=AT,
            name="x",
            department=None,
            roles=[],
        )
