"""`manage.py backup [FOLDER]`: database and files as one set in one file."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.actions.jobs import job_run
from local_services.errors import CannotStart
from operations import timetable
from operations.domain.backup_keys import BadKey, new_key
from operations.domain.backup_sets import SetFault
from operations.domain.retention import BadKeepRule
from operations.exports.backup import MadeBackup, make_backup
from operations.exports.nightly import configured_plan

# Of the command: made, but files that should be in it are not.
NOT_ALL_FILES = 3

NEW_KEY = """\
{secret}

This is the secret key: it opens the backups that are made with it. Put it into BACKUP_KEY, and keep
a copy where a fire does not find both. A server that shall only write, and not read, backups gets
the public key instead:

{public}
"""


class Command(BaseCommand):
    help = (
        "Write database and files as one consistent set into FOLDER (or BACKUP_DIR), encrypted when"
        " BACKUP_KEY or BACKUP_KEY_FILE gives a key; read it again; then remove the older ones that"
        " BACKUP_KEEP does not keep. People work on meanwhile. Exit code 3: made, but files are"
        " missing or damaged on the disk."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", metavar="FOLDER", nargs="?", type=Path)
        parser.add_argument("--keep-all", action="store_true", help="remove no older backup")
        parser.add_argument("--new-key", action="store_true", help="print a new key, do nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["new_key"]:
            secret, public = new_key()
            self.stdout.write(NEW_KEY.format(secret=secret, public=public))
            return
        folder = options["folder"] or (settings.BACKUP_DIR and Path(settings.BACKUP_DIR))
        if not folder:
            raise CommandError("Where to? Name a FOLDER, or set BACKUP_DIR.")
        made = self._make_backup(folder.resolve(), keeps_all=options["keep_all"])
        self._report(made)
        if made.manifest.lost:
            raise CommandError(
                f"{len(made.manifest.lost)} files are not in the backup as they were stored.",
                returncode=NOT_ALL_FILES,
            )

    def _make_backup(self, folder: Path, *, keeps_all: bool) -> MadeBackup:
        made: list[MadeBackup] = []

        def work() -> dict[str, Any]:
            made.append(make_backup(configured_plan(folder, keeps_all=keeps_all)))
            return made[0].as_data()

        try:
            if is_watched_folder(folder):
                job_run(timetable.BACKUP, alone=True)(work)()
            else:
                work()
        except (SetFault, CannotStart, BadKey, BadKeepRule, OSError) as error:
            raise CommandError(str(error)) from error
        if not made:
            raise CommandError("Another process is making a backup at this moment.")
        return made[0]

    def _report(self, made: MadeBackup) -> None:
        protection = "encrypted" if made.is_encrypted else "NOT encrypted (no BACKUP_KEY)"
        proof = "read again and found whole" if made.is_read else "compared byte for byte"
        manifest = made.manifest
        self.stdout.write(f"{made.path}")
        self.stdout.write(
            f"{made.bytes / 1e6:.1f} MB, {manifest.rows} rows in {len(manifest.tables)} tables,"
            f" {manifest.files} files; {protection}; {proof}."
        )
        if manifest.dropped:
            self.stdout.write(f"Deleted by somebody meanwhile: {len(manifest.dropped)} files.")
        for file in manifest.missing:
            self.stderr.write(f"Missing on the disk: {file}")
        for file in manifest.altered:
            self.stderr.write(f"Not as it was stored: {file}")
        if made.pruned:
            self.stdout.write(f"Removed by the rule: {', '.join(made.pruned)}")
        for name in made.left:
            self.stderr.write(f"Could not be removed: {name}")


def is_watched_folder(folder: Path) -> bool:
    """Is it the folder of the nightly backup, so that the alarm counts this one?"""
    return not settings.BACKUP_DIR or folder == Path(settings.BACKUP_DIR).resolve()
