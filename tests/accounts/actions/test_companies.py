"""People as their company knows them."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.actions import companies
from accounts.enums import Audited
from core.models import AuditEntry

pytestmark = pytest.mark.django_db
MAPPED = {"agent", "supervisor"}


def roles_of(person):
    return set(person.groups.values_list("name", flat=True))


def take_over(person, *wanted, mapped=MAPPED):
    companies.take_over_roles(
        person, wanted=wanted, mapped=mapped, company="company", at=timezone.now()
    )


def test_only_mapped_roles_are_given_and_taken(person):
    person.groups.add(*Group.objects.filter(name__in=["trainer", "supervisor"]))
    take_over(person, "agent", "manager")
    assert roles_of(person) == {"trainer", "agent"}
    entry = AuditEntry.objects.get(action=Audited.ROLES_BY_COMPANY)
    assert entry.data == {"company": "company", "given": ["agent"], "taken": ["supervisor"]}


def test_nothing_new_is_no_line(person):
    take_over(person, "agent")
    take_over(person, "agent")
    assert AuditEntry.objects.filter(action=Audited.ROLES_BY_COMPANY).count() == 1


def test_a_role_that_nobody_made_is_not_given(person):
    take_over(person, "no-such-role", mapped={"no-such-role"})
    assert roles_of(person) == set()


def test_an_administrator_may_enter_the_administration(person):
    take_over(person, "admin", mapped={"admin"})
    person.refresh_from_db()
    assert person.is_staff


def test_a_name_is_given_once(person):
    at = timezone.now()
    with pytest.raises(IntegrityError), transaction.atomic():
        companies.create_person("lina", display_name="x", email="", company="company", at=at)
    made = companies.create_person("wang", display_name="王", email="", company="company", at=at)
    assert not made.has_usable_password() and roles_of(made) == set()


def test_links_and_refusals_have_their_lines(person):
    at = timezone.now()
    companies.record_identity(Audited.IDENTITY_LINKED, person, company="x", by=person, at=at)
    companies.record_refusal(company="x", why="not linked", address="192.0.2.7", at=at)
    last = AuditEntry.objects.order_by("-pk")[:2]
    assert [(one.action, one.target) for one in last] == [
        ("log_in_failed", ""),
        ("identity_linked", "lina"),
    ]
