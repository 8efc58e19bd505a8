"""`manage.py restore_backup FILE`: the desk as it was when the backup was made."""

import sys
from pathlib import Path
from typing import Any

import psycopg2
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils import timezone

from local_services.errors import CannotStart
from operations.actions.databases import Busy
from operations.actions.ledger_heads import note_ledger_heads
from operations.domain.backup_keys import BackupKeys, BadKey
from operations.domain.backup_sets import SetFault, SetHead
from operations.imports.restore import (
    RestoredDesk,
    fitting_head,
    full_disk_words,
    reasons_to_ask,
    restore_set,
)
from operations.queries.backup_settings import configured_keys
from operations.queries.databases import desk_name

NOT_EMPTY = (
    "The database {name} is in use ({what}): a restore would take all of it away. If that is what"
    " you want, back it up first, then add --replace."
)
NEXT = """\
What to do now:
1. Start web, worker and beat anew, so that they forget what they remember of the former data.
2. Everybody logs in again. No message leaves: look at the operations page, then
   `manage.py release_outbox` (with --discard: without the messages that the backup brought).
3. Files whose rows are gone lie in {media} until the daily sweep, a day at least."""


class Command(BaseCommand):
    help = (
        "Restore database and files from a backup. The database must be empty, or --replace given;"
        " then its name has to be typed, or --yes. Until everything is there and compared, the desk"
        " stays as it was. Afterwards no message leaves until `release_outbox`."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument(
            "--replace", action="store_true", help="take the place of a database in use"
        )
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            keys = configured_keys()
            self._refuse_or_ask(path, keys, options)
            restored = restore_set(path, keys, say=self._say)
        except (SetFault, Busy, CannotStart, BadKey) as error:
            raise CommandError(str(error)) from error
        except (OSError, DatabaseError, psycopg2.Error) as error:
            words = full_disk_words(error, Path(settings.MEDIA_ROOT))
            if words is None and isinstance(error, OSError) and error.filename:
                words = f"{error.strerror}: {error.filename}"
            if isinstance(error, psycopg2.OperationalError):
                words = f"The database server does not do it: {error}".strip()
            if words is None:
                raise
            raise CommandError(words) from error
        # What was noted before tells of entries that are not in this database any more.
        note_ledger_heads(Path(settings.LEDGER_HEADS), at=timezone.now(), is_restored=True)
        self._report(restored)

    def _refuse_or_ask(self, path: Path, keys: BackupKeys, options: dict[str, Any]) -> None:
        head = fitting_head(path, keys)
        self._say(f"A backup of {head.site}, made {self._moment(head)}.")
        reasons = reasons_to_ask()
        if not reasons:
            return
        if not options["replace"]:
            raise CommandError(NOT_EMPTY.format(name=desk_name(), what=", ".join(reasons)))
        if options["yes"]:
            return
        self._say(f"It takes the place of {', '.join(reasons)} in the database {desk_name()}.")
        if not sys.stdin.isatty():
            raise CommandError("Nobody is there to type the name of the database: add --yes.")
        if input(f"Type the name of the database ({desk_name()}) to go on: ") != desk_name():
            raise CommandError("Nothing was changed.")

    def _report(self, restored: RestoredDesk) -> None:
        manifest = restored.manifest
        self._say(
            f"Restored: {manifest.rows} rows in {len(manifest.tables)} tables and {manifest.files}"
            f" files, as of {self._moment(restored.head)}."
        )
        if restored.migrated:
            self._say(f"It came from an older release: {restored.migrated} migrations were done.")
        for file in manifest.lost:
            self.stderr.write(f"Was missing or damaged when the backup was made: {file}")
        if manifest.dropped:
            self._say(f"{len(manifest.dropped)} files had been deleted while the backup was made.")
        self._say(NEXT.format(media=settings.MEDIA_ROOT))

    def _say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()

    @staticmethod
    def _moment(head: SetHead) -> str:
        return f"{timezone.localtime(head.made_at):%Y-%m-%d %H:%M %Z}"
