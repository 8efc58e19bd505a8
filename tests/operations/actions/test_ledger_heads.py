"""The heads of the audit ledger as they are noted outside the database."""

import json

import pytest

from accounts.enums import Audited
from core.actions import audit
from operations.actions.ledger_heads import note_ledger_heads
from operations.queries.ledger_check import read_noted_heads
from tests.fixtures import moment

pytestmark = pytest.mark.django_db

AT = moment("2026-03-16 10:00")


@pytest.fixture
def entry():
    return audit.write_audit_entry(Audited.PASSWORD_SET, by=None, at=AT, target="agent")


def test_a_line_a_day_is_added_and_read_back(entry, tmp_path):
    path = tmp_path / "new folder" / "heads.jsonl"
    digests = [note_ledger_heads(path, at=AT) for _n in range(2)]
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    assert [line["digest"] for line in lines] == digests
    noted, faults = read_noted_heads(path)
    (heads,) = noted.values()
    assert faults == []
    entry.refresh_from_db()
    assert heads["system:password_set"] == (1, entry.hash)


@pytest.mark.parametrize("line", ["x", "{}", "[]", '{"at": "x", "digest": "x", "heads": {}}'])
def test_a_line_that_is_none_is_named(entry, tmp_path, line):
    path = tmp_path / "heads.jsonl"
    note_ledger_heads(path, at=AT)
    path.write_text(path.read_text() + line + "\n")
    noted, (fault,) = read_noted_heads(path)
    assert "line 2" in fault
    assert len(noted) == 1, "the others are read"
