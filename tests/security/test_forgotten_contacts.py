"""Mail addresses and numbers that django-auditlog kept before there were classes of fields."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from accounts.models import Department, User

pytestmark = pytest.mark.django_db

migration = import_module("accounts.migrations.0005_changes_without_contacts")


def kept(model, changes, **fields):
    return LogEntry.objects.create(
        content_type=ContentType.objects.get_for_model(model),
        object_pk="7",
        object_id=7,
        object_repr="刘芳",
        action=LogEntry.Action.UPDATE,
        changes=changes,
        **fields,
    )


def test_contacts_go_and_the_rest_of_a_change_stays(monkeypatch):
    monkeypatch.setattr(migration, "BATCH", 2)
    renamed = {"display_name": ["刘芳", "刘小芳"]}
    contacts = {"email": ["", "liu@example.com"], "phone": ["", "13812345678"]}
    both = kept(User, {**renamed, **contacts}, actor_email="admin@example.com")
    only_contacts = [kept(User, contacts) for _n in range(4)]
    of_another = kept(Department, {"name": ["a", "b"]}, actor_email="admin@example.com")
    nothing = kept(User, None)

    for _twice in range(2):
        migration.forget_contacts(None, SimpleNamespace(connection=connection))
        left = LogEntry.objects.in_bulk()
        assert left[both.pk].changes == renamed
        assert [left[one.pk].changes for one in only_contacts] == [{}] * 4
        assert left[of_another.pk].changes == {"name": ["a", "b"]}
        assert left[nothing.pk].changes is None
        assert {one.actor_email for one in left.values()} == {None}


def test_an_empty_table_is_no_fault():
    LogEntry.objects.all().delete()
    migration.forget_contacts(None, SimpleNamespace(connection=connection))


def test_new_rows_keep_none(cast):
    person = cast.staff["agent"]
    LogEntry.objects.all().delete()
    person.email, person.phone, person.display_name = "new@example.com", "13987654321", "新名"
    person.save()
    (row,) = LogEntry.objects.all()
    assert set(row.changes) == {"display_name"}
