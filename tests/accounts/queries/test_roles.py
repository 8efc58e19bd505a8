"""Who holds a role, and which roles nobody holds."""

import pytest
from django.contrib.auth.models import Group

from accounts.enums import Role
from accounts.models import User
from accounts.queries.roles import (
    active_holders,
    held_roles,
    lacks_superuser,
)

pytestmark = pytest.mark.django_db


def person(username, *roles, **fields):
    made = User.objects.create_user(username, password=None, display_name=username, **fields)
    made.groups.set(Group.objects.filter(name__in=roles))
    return made


def test_roles_that_nobody_at_work_holds_are_empty():
    person("away", Role.SUPERVISOR, is_active=False)
    person("boss", Role.MANAGER)
    assert held_roles().empty_escalation_roles == [Role.SUPERVISOR, Role.ADMIN]
    assert list(active_holders(Role.SUPERVISOR)) == []


def test_a_superuser_is_an_administrator():
    root = person("root", is_superuser=True)
    assert list(active_holders(Role.ADMIN)) == [root]
    assert Role.ADMIN not in held_roles().empty_escalation_roles


def test_a_superuser_who_left_is_none():
    person("gone", is_superuser=True, is_active=False)
    person("admin", Role.ADMIN)
    assert lacks_superuser() and not held_roles().has_superuser
    person("root", is_superuser=True)
    assert not lacks_superuser() and held_roles().has_superuser


def test_an_empty_desk_holds_nothing():
    held = held_roles()
    assert (held.names, held.has_superuser) == (frozenset(), False)
