"""The audit ledger: who did what to which thing, when and why; nothing without words."""

import pytest

from accounts.models import User
from core.actions import audit
from core.models import AuditEntry
from tests.fixtures import moment

pytestmark = pytest.mark.django_db

AT = moment("2024-06-03 09:00")


def test_a_line_keeps_who_when_what_and_why():
    person = User.objects.create(username="lina")
    audit.write_audit_entry(
        "edit_customer", by=person, at=AT, target="customer C000001", reason="更名", fields=["name"]
    )
    entry = AuditEntry.objects.latest("pk")
    assert (entry.action, entry.actor, entry.at, entry.target, entry.reason, entry.data) == (
        "edit_customer",
        person,
        AT,
        "customer C000001",
        "更名",
        {"fields": ["name"]},
    )


def test_the_system_itself_is_nobody():
    audit.write_audit_entry("edit_customer", by=None, at=AT)
    assert AuditEntry.objects.latest("pk").actor is None


def test_what_nobody_put_into_words_is_not_written():
    count = AuditEntry.objects.count()
    with pytest.raises(audit.Unworded, match="looked_away"):
        audit.write_audit_entry("looked_away", by=None, at=AT)
    assert AuditEntry.objects.count() == count


def test_a_line_that_nobody_can_take_back_keeps_no_contact_data():
    audit.write_audit_entry(
        "edit_customer",
        by=None,
        at=AT,
        reason="回访 13812345678",
        data_of={"mail": ["zhang@example.com"]},
    )
    entry = AuditEntry.objects.latest("pk")
    assert entry.reason == "回访 138****5678"
    assert entry.data == {"data_of": {"mail": ["z***@example.com"]}}
