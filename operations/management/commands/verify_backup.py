"""`manage.py verify_backup FILE_OR_FOLDER`: is it as it was written?"""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils import timezone

from operations.actions.backups import note_verified
from operations.domain.backup_keys import BackupKeys, BadKey
from operations.domain.backup_sets import SetFault
from operations.exports.backup import sets_in
from operations.queries import set_reader
from operations.queries.backup_settings import configured_keys, site_name


class Command(BaseCommand):
    help = (
        "Read a backup, or every backup of this desk in a folder, from the first to the last byte:"
        " whatever was changed, cut or exchanged is found. Nothing is restored."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", metavar="FILE_OR_FOLDER", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["path"]
        try:
            keys = configured_keys()
            sets = self._sets_of(path)
        except (BadKey, OSError) as error:
            raise CommandError(str(error)) from error
        bad = [one for one in sets if not self._is_whole(one, keys)]
        if bad:
            raise CommandError(f"{len(bad)} of {len(sets)} backups cannot be restored.")

    @staticmethod
    def _sets_of(path: Path) -> list[Path]:
        if not path.is_dir():
            return [path]
        sets = sorted(sets_in(path, site_name()))
        if not sets:
            raise CommandError(f"There is no backup of {site_name()} in {path}.")
        return [one for _moment, one in sets]

    def _is_whole(self, path: Path, keys: BackupKeys) -> bool:
        try:
            head, manifest = set_reader.read_set(path, keys, set_reader.NoReceiver())
        except (SetFault, OSError) as error:
            self.stderr.write(f"{path.name}: NOT whole. {error}")
            return False
        made_at = timezone.localtime(head.made_at)
        self.stdout.write(
            f"{path.name}: whole. Made {made_at:%Y-%m-%d %H:%M}, {manifest.rows} rows in"
            f" {len(manifest.tables)} tables, {manifest.files} files."
        )
        for file in manifest.lost:
            self.stdout.write(f"  was missing or damaged when the backup was made: {file}")
        self._note(path.name)
        return True

    def _note(self, name: str) -> None:
        """For the operations page. Verifying works where there is no database too."""
        try:
            note_verified(name, at=timezone.now())
        except DatabaseError:
            self.stderr.write("  (not noted on the operations page: the database is away)")
