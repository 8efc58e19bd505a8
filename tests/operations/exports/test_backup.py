"""A backup is one moment of database and files; it is there whole or not at all; old ones go by rule."""

from __future__ import annotations

import fcntl
import hashlib
import os
import subprocess
import sys
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from celery import Celery, current_app
from celery.schedules import crontab
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from aftersales.celery import set_timetable
from core.models import AuditEntry, JobRun
from documents.actions import drop_file, store_upload, stored_path
from documents.models import StoredFile
from local_services.binaries import client_for
from operations import tasks, timetable
from operations.domain.backup_keys import BackupKeys, backup_keys_of, new_key
from operations.domain.backup_sets import SetFault, SetHead, half_name, set_name
from operations.domain.retention import KeepRule
from operations.exports.backup import BackupPlan, make_backup, write_protected
from operations.exports.set_stream import SetStream
from operations.queries import clients, health, jobs
from operations.queries.set_reader import NoReceiver, read_set
from operations.queries.snapshot import database_snapshot
from tests.factories.operations import heartbeat, now
from tests.fixtures import browser_of
from tests.support import backups
from tests.support.commands import Commands
from tests.support.stored_files import PDF, PNG

pytestmark = pytest.mark.django_db(transaction=True)

OPEN = BackupKeys()
DAY = timedelta(days=1)


@pytest.fixture
def plan(tmp_path, settings):
    settings.MEDIA_ROOT = str(tmp_path / "media")
    return BackupPlan(
        folder=tmp_path / "sets",
        site=backups.SITE,
        release="r1",
        keys=OPEN,
        keep=KeepRule(2, 0, 2),
    )


def upload(name="a.png", content=PNG):
    return store_upload(SimpleUploadedFile(name, content), by=None, at=timezone.now())


def names_in(folder):
    return {path.name for path in folder.iterdir()}


def test_what_is_deleted_missing_or_altered_meanwhile_is_told_apart(plan):
    """The dump has begun when it happens, so the rows of all of them are in it."""
    plan.folder.mkdir()
    files = {name: upload(f"{name}.png") for name in ("kept", "deleted", "missing", "altered")}
    path = plan.folder / "a.tar"
    with database_snapshot() as snapshot:
        major = clients.major_of(snapshot.session)
        head = SetHead(snapshot.made_at, plan.site, "", snapshot.migrations(), major, major)
        stream = SetStream(snapshot, head, client=client_for(major))

        def blocks():
            for number, block in enumerate(stream.blocks()):
                yield block
                if number == 3:
                    with transaction.atomic():
                        drop_file(StoredFile.objects.get(pk=files["deleted"].pk))
                    stored_path(files["missing"]).unlink()
                    stored_path(files["altered"]).write_bytes(b"eaten by the disk")
                    upload("new.png")

        with path.open("wb") as out:
            write_protected(blocks(), out, OPEN)
    manifest = stream.manifest
    assert manifest.dropped == [files["deleted"].pk.hex]
    assert [file.name for file in manifest.missing] == ["missing.png"]
    assert [file.name for file in manifest.altered] == ["altered.png"]
    assert manifest.files == 4, "what came after the moment is not in it"
    assert read_set(path, OPEN, NoReceiver()) == (head, manifest)


def test_old_ones_go_by_the_rule_and_nothing_that_was_not_made_here(plan):
    plan.folder.mkdir()
    today = timezone.now().astimezone(UTC).replace(microsecond=0)
    own = [
        backups.write_set(plan.folder, backups.parts(), OPEN, at=today - days * DAY)
        for days in (2, 3, 4, 70, 71, 400)
    ]
    strangers = {
        "notes.txt": b"x",
        set_name(plan.site, today - 500 * DAY, is_encrypted=False): b"not written by this product",
        set_name("other.example.com", today - 500 * DAY, is_encrypted=False): own[0].read_bytes(),
        f"copy of {own[5].name}": own[5].read_bytes(),
    }
    for name, content in strangers.items():
        (plan.folder / name).write_bytes(content)
    (plan.folder / set_name(plan.site, today - 501 * DAY, is_encrypted=False)).mkdir()
    link = plan.folder / set_name(plan.site, today - 502 * DAY, is_encrypted=False)
    link.symlink_to(own[5])
    before = names_in(plan.folder)

    made = make_backup(plan)
    gone = before - names_in(plan.folder)
    assert gone == set(made.pruned)
    assert gone <= {path.name for path in own}
    assert own[0].exists(), "the newest but one day"
    assert {own[1].name, own[2].name, own[4].name, own[5].name} <= gone
    line = AuditEntry.objects.get(action="backup_made")
    assert line.target == made.path.name


def test_halves_of_killed_runs_are_cleared_away_and_those_of_living_ones_are_not(plan):
    plan.folder.mkdir()
    halves = [
        plan.folder
        / half_name(set_name(plan.site, datetime(2026, 1, day, tzinfo=UTC), is_encrypted=True))
        for day in (1, 2)
    ]
    for half in halves:
        half.write_bytes(b"half")
    (plan.folder / ".foreign.part").write_bytes(b"x")
    with halves[1].open("rb") as living:
        fcntl.flock(living, fcntl.LOCK_EX)
        made = make_backup(plan)
    assert names_in(plan.folder) == {made.path.name, halves[1].name, ".foreign.part"}


SMALL_DISK = """
mount -t tmpfs -o size=300k tmpfs "$1" && cp "$2"/*.tar "$1" || exit 9
folder="$1" && shift 2
"$@"
code=$?
ls -A "$folder"
exit $code
"""


def test_a_full_disk_is_said_in_a_sentence_and_keeps_the_older_ones(tmp_path, settings):
    """A disk of its own that is too small; the rule would take one of the two that lie there."""
    folder = tmp_path / "small"
    folder.mkdir()
    for year in (2020, 2021):
        backups.write_set(tmp_path, backups.parts(), OPEN, at=datetime(year, 1, 1, tzinfo=UTC))
    old = {path.name for path in tmp_path.glob("*.tar")}
    stored = settings.DATABASES["default"]
    place = f"{stored['HOST']}:{stored['PORT']}/{stored['NAME']}"
    own_mounts = ["unshare", "--user", "--map-root-user", "--mount"]
    command = [sys.executable, "manage.py", "backup", str(folder)]
    done = subprocess.run(
        [*own_mounts, "sh", "-c", SMALL_DISK, "sh", folder, tmp_path, *command],
        cwd=settings.BASE_DIR,
        env={
            **os.environ,
            "DATABASE_URL": f"postgres://{stored['USER']}@{place}",
            "SITE_URL": f"https://{backups.SITE}",
            "BACKUP_KEEP": "1 0 0",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    assert f"The disk of {folder} is full" in done.stderr
    assert "Traceback" not in done.stderr
    assert set(done.stdout.split()) == old


def test_memory_does_not_grow_with_what_is_backed_up(tmp_path):
    """A file of 100 MB beside a process that takes as much by itself; pg_dump is counted too."""
    media = tmp_path / "media"
    stored = StoredFile(
        id=uuid.uuid4(), name="录像.mp4", content_type="video/mp4", size=100 << 20, created_at=now()
    )
    path = media / stored.relative_path
    path.parent.mkdir(parents=True)
    with path.open("w+b") as file:
        file.truncate(stored.size)
        stored.sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    stored.save()
    key, commands = new_key()[0], Commands(tmp_path)
    try:
        made = commands.run("backup", tmp_path / "sets", MEDIA_ROOT=media, BACKUP_KEY=key)
        checked = commands.run("verify_backup", tmp_path / "sets", BACKUP_KEY=key)
    finally:
        commands.stop()
    assert (made.code, checked.code) == (0, 0), made.said + checked.said
    assert max(made.most_bytes, checked.most_bytes) < 180 << 20


# --- by the timetable -----------------------------------------------------------------------------


def test_the_timetable_has_it_when_a_folder_is_named(settings):
    for folder, is_there in (("", False), ("/backups", True)):
        settings.BACKUP_DIR, settings.BACKUP_AT = folder, "3:05"
        # not the one by which other tests find the jobs
        app = Celery("test", set_as_current=False)
        set_timetable(app)
        assert ("back up" in app.conf.beat_schedule) is is_there
    line = app.conf.beat_schedule["back up"]
    assert line["task"] == timetable.BACKUP
    assert line["schedule"] == crontab(hour=3, minute=5)


@pytest.fixture
def nightly(plan, settings, monkeypatch):
    """The timetable with its line, as workers have it."""
    settings.BACKUP_DIR = str(plan.folder)
    settings.BACKUP_KEY = new_key()[0]
    line = {"task": timetable.BACKUP, "schedule": crontab(hour=2, minute=30)}
    monkeypatch.setitem(current_app.conf.beat_schedule, "back up", line)
    heartbeat()
    return plan


def troubles_at(at):
    return [trouble.key for trouble in health.list_troubles(health.look_at_operation(at))]


def page_of(cast):
    cast.staff["admin"].is_superuser, cast.staff["admin"].language = True, "en"
    cast.staff["admin"].save()
    return browser_of(cast.staff["admin"]).get("/operations/").text


def test_the_nightly_backup_is_on_the_page_and_the_watch_waits_for_the_next(cast, nightly):
    ticket_file = upload("合同.pdf", PDF)
    stored_path(ticket_file).unlink()
    tasks.back_up()
    data = jobs.job_data(timetable.BACKUP)
    (path,) = nightly.folder.iterdir()
    assert data["set"] == path.name
    assert data["lost"] == ["“合同.pdf”"]
    page = page_of(cast)
    for words in (path.name, "1 file is missing or damaged", "合同.pdf", "with a key", "at 02:30"):
        assert words in page
    assert "No nightly backup is set up" not in page

    made_at = datetime.fromisoformat(data["made_at"])
    assert f"failing:{timetable.BACKUP}" not in troubles_at(made_at)
    assert "backup" not in troubles_at(made_at + timedelta(hours=35))
    assert "backup" in troubles_at(made_at + timedelta(hours=37))


def test_one_that_fails_is_an_alarm_at_once_and_keeps_what_is_known_of_the_last_good_one(
    nightly, settings
):
    tasks.back_up()
    good = jobs.job_data(timetable.BACKUP)
    settings.BACKUP_KEY = "no key"
    with pytest.raises(ValueError, match="no key of age"):
        tasks.back_up()
    assert troubles_at(now()) == [f"failing:{timetable.BACKUP}"]
    assert jobs.job_data(timetable.BACKUP) == good
    assert "no key of age" in JobRun.objects.get(pk=timetable.BACKUP).error


def test_one_that_was_never_made_is_an_alarm_after_a_day_and_a_half(nightly):
    JobRun.objects.create(name=timetable.BACKUP, data={"enrolled_at": now().isoformat()})
    assert "backup" not in troubles_at(now() + timedelta(hours=35))
    assert "backup" in troubles_at(now() + timedelta(hours=37))


def test_without_a_folder_the_page_says_that_nothing_is_backed_up(cast, settings):
    settings.BACKUP_DIR = ""
    assert "No nightly backup is set up" in page_of(cast)


def test_a_public_key_writes_what_only_the_secret_one_opens(plan):
    secret, public = new_key()
    can_write = backup_keys_of(public, "BACKUP_KEY")
    made = make_backup(BackupPlan(plan.folder, plan.site, "", can_write, None))
    assert not made.is_read, "it cannot look into it"
    with pytest.raises(SetFault):
        read_set(made.path, can_write, NoReceiver())
    read_set(made.path, backup_keys_of(secret, "BACKUP_KEY"), NoReceiver())


def test_a_folder_whose_parent_is_not_there_is_no_place(plan):
    """A disk that is not mounted must not be replaced by a folder on the machine's own."""
    away = BackupPlan(plan.folder / "a" / "b", plan.site, "", OPEN, None)
    with pytest.raises(FileNotFoundError):
        make_backup(away)
    assert not Path(plan.folder).exists()
