"""What the desk writes down about its backups."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session

from core.models import AuditEntry, JobRun
from notifications.models import OutboxPause
from operations import timetable
from operations.actions.backups import note_backup, note_verified, settle_restored
from tests.factories.operations import heartbeat
from tests.fixtures import browser_of

AT = datetime(2026, 11, 29, 3, tzinfo=UTC)
BACKUP = {
    "set": "a.tar",
    "made_at": (AT - timedelta(hours=9)).isoformat(),
    "verified_at": AT.isoformat(),
}

pytestmark = pytest.mark.django_db


def test_the_ledger_tells_that_all_data_left_the_desk():
    note_backup("a.tar", at=AT, is_encrypted=False, rows=3, files=2)
    line = AuditEntry.objects.get(action="backup_made")
    assert (line.target, line.at, line.actor) == ("a.tar", AT, None)
    assert line.data == {"is_encrypted": False, "rows": 3, "files": 2}


def test_the_newest_backup_remembers_when_it_was_verified_and_others_do_not_count():
    heartbeat(timetable.BACKUP, data=dict(BACKUP))
    later = AT + timedelta(days=1)
    note_verified("b.tar", at=later)
    assert JobRun.objects.get(pk=timetable.BACKUP).data == BACKUP
    note_verified("a.tar", at=later)
    assert JobRun.objects.get(pk=timetable.BACKUP).data == BACKUP | {
        "verified_at": later.isoformat()
    }


def test_a_restored_desk_has_no_log_ins_sends_nothing_and_knows_its_backup(cast):
    browser_of(cast.staff["agent"]).get("/")
    heartbeat(timetable.SWEEP, failures=4, error="ValueError")
    settle_restored("a.tar", backup=BACKUP, at=AT)
    assert not Session.objects.exists()
    assert OutboxPause.objects.get().since == AT
    assert [run.data for run in JobRun.objects.all()] == [BACKUP], "no job is late for the gap"
    line = AuditEntry.objects.get(action="backup_restored")
    assert (line.target, line.data) == ("a.tar", {"made_at": BACKUP["made_at"]})
