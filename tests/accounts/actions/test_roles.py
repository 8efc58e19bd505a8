"""Roles are groups, and groups alone give rights."""

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from accounts.actions import roles
from accounts.enums import Role
from accounts.models import User

pytestmark = pytest.mark.django_db


def test_every_role_is_a_group_that_stays_as_it_was_edited():
    assert set(Group.objects.values_list("name", flat=True)) >= set(Role.values)
    agents = Group.objects.get(name=Role.AGENT)
    agents.permissions.clear()
    roles.seed_roles(timezone.now())
    assert not agents.permissions.exists()


def test_rights_come_from_groups_only(person):
    from django.contrib.auth.models import Permission

    person.user_permissions.add(Permission.objects.get(codename="see_all"))
    assert not User.objects.get(pk=person.pk).has_perm("tickets.see_all")
