"""Brings a backup back: into a database of its own, which takes the place of the desk's when every
row, every file and every digest is right.

A kill at any moment leaves the desk as it was, or restored; what is left over is cleared away next
time.
"""

import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from archive.actions.erasure_list import order_again
from documents.actions.restoring import put_back_file
from local_services.binaries import PostgresBinaries, client_for
from local_services.errors import is_about_full_disk
from local_services.postgres import last_lines
from operations.actions import backups as noting
from operations.actions import databases as changes
from operations.domain import backup_sets
from operations.domain.backup_keys import BackupKeys
from operations.domain.backup_sets import Manifest, SetFault, SetHead
from operations.queries import clients, databases, server, set_reader, snapshot
from operations.queries.set_bytes import is_encrypted

Say = Callable[[str], object]

NEWER = (
    "This backup was made by a newer release ({names}): restore it with that one, or a later one."
)
NEWER_SERVER = (
    "This backup was made on PostgreSQL {theirs}, and the server here is {ours}: restore it on"
    " {theirs} or newer."
)
DIFFERENT = "What was restored is not what was backed up, so the desk stays as it was: {what}."


@dataclass(frozen=True, slots=True)
class RestoredDesk:
    """`migrated`: how many migrations brought an older backup to this release."""

    head: SetHead
    manifest: Manifest
    migrated: int


def fitting_head(path: Path, keys: BackupKeys) -> SetHead:
    """What a set says of itself, if this release and this server can take it. Raises `SetFault`."""
    head = set_reader.read_head(path, keys)
    loader = MigrationLoader(None, load=False)
    loader.load_disk()
    known = set(loader.disk_migrations)
    for migration in loader.disk_migrations.values():
        known.update(migration.replaces)
    seen = {(app, name) for app, names in head.migrations.items() for name in names}
    if unknown := sorted(seen - known):
        names = ", ".join(f"{app} {name}" for app, name in unknown[:5])
        raise SetFault(NEWER.format(names=names))
    with databases.session_on(databases.maintenance_name()) as session:
        ours = clients.major_of(session)
    if head.server > ours:
        raise SetFault(NEWER_SERVER.format(theirs=head.server, ours=ours))
    return head


def reasons_to_ask() -> list[str]:
    """What stands in the desk's database and would go."""
    with databases.session_on(databases.maintenance_name()) as session:
        is_there = databases.is_database_there(session, databases.desk_name())
    return databases.reasons_against(databases.desk_name()) if is_there else []


def restore_set(path: Path, keys: BackupKeys, *, say: Say) -> RestoredDesk:
    """Raises `SetFault`, `Busy`, `CannotStart`; the desk is as it was then."""
    head = fitting_head(path, keys)
    desk, new, replaced = (
        databases.desk_name(),
        databases.restoring_name(),
        databases.replaced_name(),
    )
    maintenance = databases.session_on(databases.maintenance_name())
    with maintenance as session, changes.alone_on_server(session):
        _clear_leftovers(session, say)
        client = client_for(max(head.programs, clients.major_of(session)))
        changes.create_database(session, new, like=desk)
        try:
            restored = _fill_database(path, keys, new, client, say)
            # files first, and surely on the disk: rows must never name what is not there
            os.sync()
            say("Putting it in the place of the desk's database ...")
            changes.put_in_place(session, new=new, desk=desk, replaced=replaced)
        except BaseException:
            changes.drop_database(session, new)
            raise
        changes.drop_database(session, replaced)
    return restored


def _clear_leftovers(session: Any, say: Say) -> None:
    for name in (databases.restoring_name(), databases.replaced_name()):
        if databases.is_database_there(session, name):
            say(f"An earlier restore was interrupted: {name} is cleared away.")
            changes.drop_database(session, name)


def _fill_database(
    path: Path, keys: BackupKeys, new: str, client: PostgresBinaries, say: Say
) -> RestoredDesk:
    say(f"Reading {path.name} into the database {new} ...")
    with tempfile.TemporaryFile() as complaints, _Restorer(client, new, complaints) as restorer:
        head, manifest = set_reader.read_set(path, keys, restorer)
    say(f"Comparing {manifest.rows} rows in {len(manifest.tables)} tables ...")
    _require_same(new, manifest)
    with changes.desk_moved_to(new):
        migrated = server.missing_migrations()
        if migrated:
            say(f"Bringing it to this release: {migrated} migrations ...")
            call_command("migrate", interactive=False, verbosity=0)
        noting.settle_restored(path.name, backup=_job_data(path, head, manifest), at=timezone.now())
        again = order_again(Path(settings.ERASURE_LIST))
        if again:
            say(f"{again} people who asked later to be forgotten will be removed again.")
        changes.update_statistics()
    return RestoredDesk(head, manifest, migrated)


def _require_same(database: str, manifest: Manifest) -> None:
    with databases.session_on(database) as session, session.cursor() as cursor:
        cursor.execute(snapshot.SAME_TEXTS)
        found = snapshot.table_facts(cursor)
    if differences := backup_sets.table_differences(manifest.tables, found):
        raise SetFault(DIFFERENT.format(what="; ".join(differences[:5])))


def _job_data(path: Path, head: SetHead, manifest: Manifest) -> dict[str, Any]:
    """What the desk knows of its newest backup now: the one that it came from."""
    lost = [str(file) for file in manifest.lost]
    return {
        "set": path.name,
        "made_at": head.made_at.isoformat(),
        "verified_at": timezone.now().isoformat(),
        "bytes": path.stat().st_size,
        "rows": manifest.rows,
        "files": manifest.files,
        "lost": lost[:20],
        "lost_count": len(lost),
        "is_encrypted": is_encrypted(path),
    }


class _Restorer:
    """Takes what is read of a set: the dump into `pg_restore`, files into their place."""

    def __init__(self, client: PostgresBinaries, database: str, complaints: IO[bytes]) -> None:
        self.client = client
        self.database = database
        self.complaints = complaints
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "_Restorer":
        return self

    def __exit__(self, *_: object) -> None:
        """It ends with the reading, whatever that came to."""
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def take_head(self, head: SetHead) -> None:
        """Into an empty database, stopping at the first error."""
        wanted = ["--no-owner", "--no-privileges", "--exit-on-error"]
        program = self.client.program("pg_restore")
        self.process = subprocess.Popen(
            clients.client_command(program, self.database, *wanted),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=self.complaints,
            env=clients.client_environment(self.database),
        )

    def take_dump(self, part: bytes) -> None:
        try:
            self._input().write(part)
        except BrokenPipeError:
            self._require_success()
            raise

    def end_dump(self) -> None:
        try:
            self._input().close()
        except BrokenPipeError:
            self._require_success()
            raise
        self._require_success()

    def take_file(self, path: str, sha256: str, blocks: Iterator[bytes]) -> None:
        put_back_file(path, sha256, blocks)

    def _input(self) -> IO[bytes]:
        if self.process is None or self.process.stdin is None:
            raise RuntimeError("pg_restore does not run")
        return self.process.stdin

    def _require_success(self) -> None:
        if self.process is None or not self.process.wait():
            return
        self.complaints.seek(0)
        words = last_lines(self.complaints.read().decode(errors="replace"))
        raise SetFault(f"pg_restore failed, the desk stays as it was:\n{words}")


def full_disk_words(error: Exception, folder: Path) -> str | None:
    """A sentence for a disk without room; None for every other fault."""
    if is_about_full_disk(error, folder):
        return f"The disk is full (of {folder} or of the database): the desk stays as it was."
    return None
