"""All tables of a new desk at once, as its migrations up to some release leave them.

An empty database would otherwise go through every change that was ever made to the tables of older
desks, which takes half a minute of computing. What the migrations after the baseline do comes on
top of it, there as everywhere. `scripts/write_baseline.py` writes the files here (decision 48).
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

HOME = Path(__file__).parent
SCHEMA, SOURCES = HOME / "schema.sql", HOME / "sources.txt"

ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended('aftersales.baseline', 0))"
IS_EMPTY = """
SELECT NOT EXISTS (
    SELECT FROM pg_class
    WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p')
)
"""


def make_tables(connection: BaseDatabaseWrapper) -> bool:
    """All tables up to the baseline, and the note of which migrations they stand for.

    False, with nothing done, where there is any table. All or nothing: a process that is
    killed leaves none, and of two that begin at once the second finds the tables.
    """
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute(ONE_AT_A_TIME)
        cursor.execute(IS_EMPTY)
        (is_empty,) = cursor.fetchone()
        if is_empty:
            cursor.execute(SCHEMA.read_text(encoding="utf-8"))
    return is_empty


def read_sources() -> dict[str, str]:
    """Path below the code's folder, of all that the baseline was made from, to its SHA-256."""
    lines = SOURCES.read_text(encoding="utf-8").splitlines()
    return {path: digest for digest, path in (line.split("  ", 1) for line in lines)}


def find_sources() -> dict[str, str]:
    """The same of this moment, with migrations that are newer than the baseline."""
    root = settings.BASE_DIR
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(_own_migrations())
    }


def _own_migrations() -> Iterator[Path]:
    """Files of migrations in this repository, and what they share."""
    yield settings.BASE_DIR / "core" / "migrations_sql.py"
    for house in apps.get_app_configs():
        folder = Path(house.path)
        if folder.parent == settings.BASE_DIR:
            yield from (folder / "migrations").glob("[0-9]*.py")
