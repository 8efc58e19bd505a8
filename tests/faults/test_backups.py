"""FLT-18: backup and restore, and a kill at every stage of both. A drill on an empty machine, then the kills.

Where a command is to be killed, another session holds the table that it touches next.
"""

from __future__ import annotations

import hashlib
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import User
from core.models import AuditEntry, JobRun
from documents.models import StoredFile
from notifications.actions import outbox
from notifications.models import Outbox
from operations import timetable
from operations.actions.databases import desk_moved_to
from operations.domain.backup_keys import new_key
from operations.queries.databases import restoring_name
from operations.queries.snapshot import SAME_TEXTS, table_facts
from tests import template_database
from tests.fixtures import browser_of, reported, until
from tests.support.commands import (
    Commands,
    LockQueue,
    databases_like,
    drop_databases_like,
    on_server,
)
from tests.support.stored_files import PDF, PNG, on_disk
from tickets.record.models import Ticket
from tickets.work.actions.conversation import attach_file

pytestmark = pytest.mark.django_db(transaction=True)

SECRET, PUBLIC = new_key()
MEMORY = 200 << 20
PASSWORD = "a long password of the agent"
# What a restore writes by itself.
WRITTEN_BY_RESTORE = {
    "public.core_jobrun",
    "public.core_auditentry",
    "public.core_ledgerhead",
    "public.notifications_outboxpause",
}


@pytest.fixture(scope="module")
def commands(tmp_path_factory):
    started = Commands(tmp_path_factory.mktemp("commands"))
    yield started
    started.stop()


@pytest.fixture
def machine():
    """The name of a database of this test's own, which does not exist yet."""
    name = f"machine_{connection.settings_dict['NAME']}"
    drop_databases_like(name)
    yield name
    drop_databases_like(name)


@pytest.fixture
def desk(cast, tmp_path, settings):
    """A desk with a ticket, two files of it, messages that wait, and somebody who is logged in."""
    settings.MEDIA_ROOT = str(tmp_path / "media")
    agent = cast.staff["agent"]
    agent.set_password(PASSWORD)
    agent.save()
    ticket = reported(cast, timezone.now())
    for name, content in (("现场照片.png", PNG + os.urandom(3_000_000)), ("合同.pdf", PDF)):
        attach_file(ticket, SimpleUploadedFile(name, content), by=agent, at=timezone.now())
    Outbox.objects.all().delete()
    for n, state in enumerate(("pending", "pending", "held")):
        message(agent, n, state)
    browser_of(agent).get("/")
    return ticket


def message(user, n, state="pending"):
    at = timezone.now() - timedelta(minutes=5)
    return Outbox.objects.create(
        channel="mail", topic="alarm", user=user, dedupe_key=f"m:{n}", state=state, data={"summary": f"{n}"},
        created_at=at, next_at=at,
    )  # fmt: skip


def sets_of(folder: Path) -> list[Path]:
    return sorted(folder.glob("aftersales-*"))


def facts_of(database: str) -> dict[str, object]:
    """Rows and digest of every table."""
    with on_server(database) as cursor:
        cursor.execute(SAME_TEXTS)
        return table_facts(cursor)


def digests_of(media: Path) -> dict[str, str]:
    return {
        str(path.relative_to(media)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in on_disk(media)
    }


def test_a_desk_comes_back_on_an_empty_machine(
    commands, desk, machine, tmp_path, settings, mailoutbox
):
    folder, source = tmp_path / "sets", Path(settings.MEDIA_ROOT)
    elsewhere = tmp_path / "other" / "media"
    elsewhere.parent.mkdir()
    before, files = facts_of(connection.settings_dict["NAME"]), digests_of(source)

    made = commands.run("backup", folder, MEDIA_ROOT=source, BACKUP_KEY=SECRET)
    assert made.code == 0, made.said
    assert "2 files; encrypted" in made.said
    (path,) = sets_of(folder)
    assert path.stat().st_mode & 0o077 == 0, "for its owner alone"

    refused = commands.run("restore_backup", path, database=machine, MEDIA_ROOT=elsewhere)
    assert refused.code == 1
    assert "BACKUP_KEY" in refused.said
    wrong = commands.run(
        "restore_backup", path, database=machine, MEDIA_ROOT=elsewhere, BACKUP_KEY=new_key()[0]
    )
    assert wrong.code == 1
    assert "another" in wrong.said
    assert not databases_like(machine), "a wrong key touches nothing"
    assert not elsewhere.exists()

    # an old key behind a new one opens what the old one wrote
    keys = f"{new_key()[0]} {SECRET}"
    done = commands.run(
        "restore_backup", path, database=machine, MEDIA_ROOT=elsewhere, BACKUP_KEY=keys
    )
    assert done.code == 0, done.said
    assert databases_like(machine) == {machine}
    after = facts_of(machine)
    assert {name for name in before if before[name] != after[name]} == WRITTEN_BY_RESTORE
    assert digests_of(elsewhere) == files
    assert len(files) == 2

    settings.MEDIA_ROOT = str(elsewhere)
    with desk_moved_to(machine):
        look_at_restored_desk(path, desk, mailoutbox)


def look_at_restored_desk(path: Path, ticket: Ticket, mailoutbox: list[object]) -> None:
    """Nobody is logged in, log-in works, a file opens, no message leaves until somebody says go."""
    with on_server(connection.settings_dict["NAME"]) as cursor:
        cursor.execute("SELECT count(*) FROM django_session")
        assert cursor.fetchone() == (0,)
    entry = AuditEntry.objects.get(action="backup_restored")
    assert entry.target == path.name
    assert JobRun.objects.get(pk=timetable.BACKUP).data["set"] == path.name

    client = Client()
    assert client.post("/login/", {"username": "agent", "password": PASSWORD}).status_code in (
        302,
        404,
    )
    client.force_login(User.objects.get(username="agent"), backend="accounts.backends.DeskBackend")
    page = client.get(f"/tickets/{ticket.number}/")
    assert page.status_code == 200
    assert "合同.pdf" in page.text

    now = timezone.now()
    for _try in range(2):
        assert outbox.deliver_due(now) == 0
        assert outbox.gather_digests(now) == 0
    assert not mailoutbox
    assert Outbox.objects.filter(attempts=0).count() == 3


def test_what_may_not_be_restored_is_refused_and_nothing_is_touched(
    commands, desk, machine, tmp_path, settings
):
    folder, media = tmp_path / "sets", settings.MEDIA_ROOT
    assert commands.run("backup", folder, MEDIA_ROOT=media).code == 0
    (path,) = sets_of(folder)
    before = facts_of(connection.settings_dict["NAME"])

    in_use = commands.run("restore_backup", path, MEDIA_ROOT=media)
    assert in_use.code == 1
    assert "10 people" in in_use.said
    assert "1 tickets" in in_use.said
    assert "--replace" in in_use.said
    unasked = commands.run("restore_backup", path, "--replace", MEDIA_ROOT=media)
    assert (unasked.code, "--yes" in unasked.said) == (1, True)

    with on_server() as cursor:
        cursor.execute(f'CREATE DATABASE "{machine}"')
    with on_server(machine) as cursor:
        cursor.execute("CREATE TABLE shop AS SELECT 1 AS n")
    foreign = commands.run("restore_backup", path, database=machine, MEDIA_ROOT=media)
    assert (foreign.code, "another program" in foreign.said) == (1, True)
    drop_databases_like(machine)

    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    damaged = commands.run("restore_backup", path, database=machine, MEDIA_ROOT=media)
    assert (damaged.code, "not as it was written" in damaged.said) == (1, True), damaged.said
    assert not databases_like(machine)
    found = commands.run("verify_backup", folder, MEDIA_ROOT=media)
    assert (found.code, "NOT whole" in found.said) == (1, True)
    assert facts_of(connection.settings_dict["NAME"]) == before | {
        "public.core_auditentry": facts_of(connection.settings_dict["NAME"])[
            "public.core_auditentry"
        ]
    }


def test_a_backup_that_is_killed_anywhere_leaves_no_half_and_blocks_nobody(
    commands, desk, tmp_path, settings
):
    """It stops before the dump, before the list of files, and between two files."""
    folder, media = tmp_path / "sets", Path(settings.MEDIA_ROOT)
    settings.SITE_URL = "http://localhost:8000"
    gone = StoredFile.objects.create(
        id="f" * 32, name="丢失.png", content_type="image/png", size=1, sha256="0" * 64, created_at=timezone.now()
    )  # fmt: skip
    whole = commands.run("backup", folder, MEDIA_ROOT=media)
    assert whole.code == 3, "made, but a file is not there"
    assert "Missing on the disk: “丢失.png”" in whole.said
    assert whole.most_bytes < MEMORY
    (first,) = sets_of(folder)
    content = first.read_bytes()

    for stops in range(3):
        with LockQueue("core_storedfile", "ACCESS EXCLUSIVE") as line:
            run = commands.start("backup", folder, MEDIA_ROOT=media)
            line.wait_for_command()
            for _stop in range(stops):
                line.let_go()
                line.wait_for_command()
            (half,) = folder.glob(".*.part")
            with on_server(connection.settings_dict["NAME"]) as cursor:
                # what the test itself does not hold can be written
                cursor.execute("UPDATE tickets_ticket SET summary = summary || '.'")
            run.kill()
        assert sets_of(folder) == [first]
        assert first.read_bytes() == content
        assert half.exists(), "the kill left something to clear away"

    gone.delete()
    until(lambda: f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}" not in first.name, "another name")
    again = commands.run("backup", folder, MEDIA_ROOT=media)
    assert again.code == 0, again.said
    assert not list(folder.glob(".*")), "what the killed ones left is gone"
    assert len(sets_of(folder)) == 2
    assert commands.run("verify_backup", folder).code == 0


def test_a_restore_that_is_killed_anywhere_leaves_the_old_desk_or_the_new_one(
    commands, desk, machine, tmp_path, settings
):
    """It stops while rows come in, before the two databases change names, and after it."""
    folder, media = tmp_path / "sets", tmp_path / "new-media"
    made = commands.run("backup", folder, MEDIA_ROOT=settings.MEDIA_ROOT, BACKUP_KEY=PUBLIC)
    assert made.code == 0, made.said
    (path,) = sets_of(folder)
    with on_server() as cursor:
        cursor.execute(f'CREATE DATABASE "{machine}" TEMPLATE {template_database.template_name()}')
    with on_server(machine) as cursor:
        cursor.execute(
            "INSERT INTO core_jobrun (name, error, failures, data) VALUES ('old', '', 0, '{}')"
        )
    old = facts_of(machine)

    def start():
        return commands.start(
            "restore_backup", path, database=machine, MEDIA_ROOT=media, BACKUP_KEY=SECRET
        )

    with desk_moved_to(machine):
        new = restoring_name()
    run = start()
    until(lambda: databases_like(new), "rows come in")
    run.kill()
    assert facts_of(machine) == old
    with desk_moved_to(machine):
        admin = User.objects.create_superuser("root", password="x")
        page = browser_of(admin).get("/operations/").text
        assert "恢复没有完成" in page
        # what this look has written is no part of the old desk
        with connection.cursor() as cursor:
            # the ledgers below people refuse to be emptied
            cursor.execute("SET session_replication_role = replica")
            cursor.execute("TRUNCATE accounts_user, django_session CASCADE")
    old = facts_of(machine)

    run = start()
    until(lambda: "Reading" in run.said, "rows come in")
    with LockQueue("pg_database", "SHARE", "postgres") as line:
        line.stop_at("ALTER DATABASE")
        run.kill()
    until(lambda: facts_of(machine) == old, "the old desk")
    assert "cleared away" in run.said

    run = start()
    until(lambda: "Reading" in run.said, "rows come in")
    with LockQueue("pg_database", "SHARE", "postgres") as line:
        line.stop_at("DROP DATABASE")
        run.kill()
    assert new not in databases_like(machine)
    with on_server(machine) as cursor:
        cursor.execute("SELECT count(*) FROM tickets_ticket")
        assert cursor.fetchone() == (1,), "the new desk, whole"
        cursor.execute("SELECT count(*) FROM notifications_outboxpause")
        assert cursor.fetchone() == (1,), "and what must be so at once"
    assert digests_of(media) == digests_of(Path(settings.MEDIA_ROOT))


UNDO_OF_RELEASES = (
    "DROP SCHEMA bi CASCADE",
    "CREATE OR REPLACE TRIGGER tickets_ticketevent_no_update BEFORE UPDATE ON tickets_ticketevent"
    " FOR EACH ROW EXECUTE FUNCTION aftersales_refuse_change()",
    "DROP FUNCTION archive_refuse_ledger_change()",
    "ALTER TABLE tickets_historyupload DROP language",
    "DROP TRIGGER tickets_ticket_searched ON tickets_ticket",
    "DROP TRIGGER tickets_ticket_searched_anew ON tickets_ticket",
    "DROP FUNCTION tickets_copy_new_search_texts, tickets_copy_search_text",
    "DROP TABLE tickets_searchtext",
    "DROP TABLE tickets_inboundevent, tickets_inboundsource",
    "DROP TABLE tickets_historybatch",
    "ALTER TABLE tickets_historyupload DROP is_open",
    "DROP TRIGGER tickets_ticket_followed ON tickets_ticket",
    "DROP TRIGGER customers_customer_followed ON customers_customer",
    "DROP TRIGGER customers_contact_followed ON customers_contact",
    "DROP TRIGGER customers_asset_followed ON customers_asset",
    "ALTER TABLE tickets_ticket DROP external_id",
    "DROP TABLE analytics_slowcaseevent, analytics_slowcase, analytics_slowcause",
    "DROP TABLE analytics_awardevent, analytics_award",
    "DROP FUNCTION analytics_refuse_award_change",
    "DROP TABLE analytics_quarterlyreport",
    "DROP TABLE analytics_measureevent, analytics_measurecycle, analytics_measure",
    "DROP TABLE metrics_responsetimedefinition",
    "DROP FUNCTION metrics_refuse_definition_change",
    "DROP TABLE analytics_monthfigures, analytics_benchmark",
    "DROP TABLE analytics_rectificationevent, analytics_rectificationasset,"
    " analytics_rectificationmonth, analytics_rectificationrequest,"
    " analytics_rectificationsettings",
    "DROP TABLE analytics_auditfinding, analytics_dataaudit, analytics_auditsettings",
    "DROP FUNCTION analytics_refuse_audit_change, analytics_refuse_finding_change",
    "DROP TABLE feedback_invitation_reasons, feedback_invitation, feedback_campaign",
    "DROP TABLE archive_disposalrun, archive_archiverecord",
    "ALTER TABLE tickets_confirmation DROP signature_id",
    "DROP TABLE customers_consentrecord",
    "DROP INDEX ticket_to_file",
    "ALTER TABLE tickets_ticket DROP filed_at",
    "ALTER TABLE tickets_deskrule DROP archive_days, DROP confirms_silence",
    "DROP TABLE feedback_callattempt, feedback_surveyscore, feedback_survey_reasons,"
    " feedback_survey, feedback_surveyrule, feedback_lowscorereason",
    "DROP INDEX clock_of_feedback",
    "ALTER TABLE tickets_communication DROP is_low_score",
    "DROP TABLE tickets_cooperationitem",
    "DROP TABLE portal_customerlink, portal_devicelabel",
    "DROP TABLE tickets_delivery, tickets_incomingmail, tickets_mailbox",
    "DROP TABLE notifications_groupmessage, notifications_grouprule, notifications_chatgroup",
    "DROP TABLE notifications_providertemplate, notifications_customerchannel",
    "DROP TABLE notifications_channelpace",
    "DROP TABLE notifications_webhookdelivery, notifications_webhookendpoint,"
    " notifications_ledgermark",
    "ALTER TABLE customers_contact DROP wechat_id, DROP refused_email",
    "ALTER TABLE tickets_deskrule DROP closing_proof, DROP asks_to_confirm",
    "ALTER TABLE tickets_issuetype DROP needs_cause_code, DROP needs_lessons",
    "ALTER TABLE tickets_deskrule DROP sends_receipts, DROP answer_wakes, DROP link_days,"
    " DROP takes_requests, DROP has_public_form",
    "DROP TABLE notifications_outboxpause",
    "ALTER TABLE notifications_outbox DROP CONSTRAINT outbox_has_receiver, DROP address",
    "DROP INDEX outbox_to_desk",
    "DELETE FROM django_migrations WHERE (app = 'notifications' AND name >= '0009')"
    " OR (app = 'analytics' AND name >= '0003')"
    " OR (app = 'tickets' AND name >= '0022') OR (app = 'customers' AND name >= '0009')"
    " OR app IN ('portal', 'feedback', 'archive', 'metrics')",
)
"""A database as it was two releases ago."""


def test_an_older_backup_is_brought_to_this_release_and_a_newer_one_is_refused(
    commands, cast, machine, tmp_path
):
    folder = tmp_path / "sets"
    with on_server() as cursor:
        cursor.execute(f'CREATE DATABASE "{machine}" TEMPLATE {template_database.template_name()}')
    with on_server(machine) as cursor:
        for statement in UNDO_OF_RELEASES:
            cursor.execute(statement)
        # By the last one.
        undone = cursor.rowcount
    assert commands.run("backup", folder, database=machine, MEDIA_ROOT=tmp_path).code == 0
    (path,) = sets_of(folder)
    restored = commands.run("restore_backup", path, database=machine, MEDIA_ROOT=tmp_path)
    assert restored.code == 0, restored.said
    assert undone and f"{undone} migrations were done" in restored.said
    with on_server(machine) as cursor:
        cursor.execute("SELECT restored_from FROM notifications_outboxpause")
        assert cursor.fetchall() == [(path.name,)]
        cursor.execute("SELECT count(*) FROM bi.tickets")
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('core', '0999_later', now())"
        )
    before = facts_of(machine)

    path.unlink()
    assert commands.run("backup", folder, database=machine, MEDIA_ROOT=tmp_path).code == 0
    (path,) = sets_of(folder)
    refused = commands.run(
        "restore_backup", path, "--replace", "--yes", database=machine, MEDIA_ROOT=tmp_path
    )
    assert (refused.code, "newer release (core 0999_later)" in refused.said) == (1, True), (
        refused.said
    )
    assert facts_of(machine).keys() == before.keys()
    assert databases_like(machine) == {machine}
