"""Members of the staff with a few rights of their own."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission

from accounts.models import User

# --- who may --------------------------------------------------------------------------------------------------------


def granted(*rights: str) -> User:
    person = User.objects.create(username="auditor", email="auditor@example.com", is_staff=True)
    group = Group.objects.create(name="auditors")
    group.permissions.set(Permission.objects.filter(codename__in=rights))
    person.groups.add(group)
    return person
