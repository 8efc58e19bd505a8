"""`migrate` for a desk in use: no statement waits long for a lock, and the command tries again.

Whoever waits for a strong lock makes everybody behind wait too; so it gives up, lets the others
through, and comes back. A new desk gets its tables at once, from the baseline.
"""

import gc
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management import CommandError
from django.core.management.base import CommandParser
from django.core.management.commands import migrate
from django.db import OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from aftersales import baseline

LOCK_NOT_AVAILABLE = "55P03"
GAVE_UP = (
    "A table is in use all the time. What is not migrated yet stays as it was; try again later."
)

# With any of these Django's command does something else than to migrate all that there is.
OTHER_WISHES = ("app_label", "plan", "check_unapplied", "fake", "fake_initial", "prune")


@contextmanager
def _garbage_left_alone() -> Iterator[None]:
    """Each migration makes the classes of all models anew: to walk through them in search of
    garbage takes a third as long as everything else.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class Command(migrate.Command):
    """Everything of Django's command, with a time limit for locks."""

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--lock-timeout",
            type=int,
            default=1000,
            help="milliseconds a statement may wait for a lock; 0 = for ever",
        )
        parser.add_argument(
            "--tries", type=int, default=10, help="how often to try when a lock was not to be had"
        )
        parser.add_argument("--pause", type=float, default=3.0, help="seconds between two tries")
        parser.add_argument(
            "--without-baseline",
            action="store_true",
            help="let an empty database go through every migration that there ever was",
        )

    def handle(
        self,
        *args: Any,
        lock_timeout: int = 1000,
        tries: int = 10,
        pause: float = 3.0,
        **options: Any,
    ) -> None:
        connection = connections[options["database"]]
        for left in range(tries - 1, -1, -1):
            try:
                self.migrate_with_limit(connection, lock_timeout, *args, **options)
                return
            except OperationalError as error:
                if getattr(error.__cause__, "pgcode", None) != LOCK_NOT_AVAILABLE:
                    raise
                if not left:
                    raise CommandError(GAVE_UP) from error
                self.stderr.write(f"A table is in use; trying again in {pause:g} s ({left} left).")
                time.sleep(pause)

    def migrate_with_limit(
        self, connection: BaseDatabaseWrapper, milliseconds: int, *args: Any, **options: Any
    ) -> None:
        """The command itself; the limit belongs to the session and is taken back."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('lock_timeout')")
            (before,) = cursor.fetchone()
            cursor.execute("SELECT set_config('lock_timeout', %s, false)", [f"{milliseconds}ms"])
        try:
            if not options["without_baseline"] and not any(map(options.get, OTHER_WISHES)):
                self.make_tables_of_new_desk(connection, options["verbosity"])
            with _garbage_left_alone():
                super().handle(*args, **options)
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('lock_timeout', %s, false)", [before])

    def make_tables_of_new_desk(self, connection: BaseDatabaseWrapper, verbosity: int) -> None:
        """Where there are none yet; Django's command goes on from there."""
        if baseline.make_tables(connection) and verbosity:
            self.stdout.write("The tables of a new desk were made from the baseline.")
