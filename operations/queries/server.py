"""What the database and the disk say about themselves: facts of operation, no business noun."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from django.db import connection
from django.db.migrations.executor import MigrationExecutor


@dataclass(frozen=True, slots=True)
class Disk:
    """Bytes free and in all where a folder lies."""

    free: int
    total: int

    @property
    def free_percent(self) -> float:
        return 100 * self.free / self.total if self.total else 0.0


def disk_of(folder: Path) -> Disk:
    """The disk of a folder, of its nearest parent while it does not exist yet."""
    place = next(path for path in (folder, *folder.parents) if path.exists())
    usage = shutil.disk_usage(place)
    return Disk(usage.free, usage.total)


def missing_migrations() -> int:
    """How many migrations of this code the database has not seen.

    Reads every migration file: not for each request.
    """
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def database_version() -> str:
    """Its name and version, such as `PostgreSQL 18.1`."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return f"PostgreSQL {cursor.fetchone()[0].split()[0]}"


def database_size() -> int:
    """Bytes that the database takes on disk."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return cursor.fetchone()[0]
