"""The database as it stood at one moment, for as long as the session lives: what a backup is of."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import psycopg2
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from documents.models import StoredFile
from operations.domain.backup_sets import LostFile, TableFacts

# Log-ins of people: no backup holds them, and none come back.
UNKEPT_TABLES = (Session._meta.db_table,)

# Rows are written as text to be compared: everywhere in the same way.
SAME_TEXTS = """
SET timezone = 'UTC'; SET datestyle = 'ISO, YMD'; SET intervalstyle = 'postgres';
SET bytea_output = 'hex'; SET extra_float_digits = 1
"""
TABLES = """
SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1
"""
# A sum, so that neither the order of the rows nor a plan of many processes changes it; of SHA-256,
# which stays the same from one version of PostgreSQL to the next.
FACTS = """
SELECT count(*), coalesce(sum(
  ('x' || encode(substr(sha256(convert_to(r::text, 'UTF8')), 1, 8), 'hex'))::bit(64)::bigint), 0)
FROM {} r
"""

FETCHED_ROWS = 5_000


class StoredRow(NamedTuple):
    """A stored file as the snapshot names it; `id` as 32 hexadecimal digits."""

    id: str
    sha256: str

    @property
    def relative_path(self) -> str:
        """Where it lies below MEDIA_ROOT."""
        return f"{self.id[:2]}/{self.id}"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """`name` lets other sessions see the same; `made_at` is the server's clock at that moment."""

    session: Any
    name: str
    made_at: datetime

    def migrations(self) -> dict[str, list[str]]:
        """What the database has seen, by app."""
        seen: dict[str, list[str]] = {}
        table = MigrationRecorder.Migration._meta.db_table
        with self.session.cursor() as cursor:
            cursor.execute(f"SELECT app, name FROM {table} ORDER BY app, name")  # noqa: S608
            for app, name in cursor:
                seen.setdefault(app, []).append(name)
        return seen

    def stored_rows(self) -> Iterator[StoredRow]:
        """Every stored file, in the order of the ids; read in pieces, whatever their number."""
        table = StoredFile._meta.db_table
        with self.session.cursor(name="stored_files") as cursor:
            cursor.itersize = FETCHED_ROWS
            cursor.execute(f"SELECT id, sha256 FROM {table} ORDER BY id")  # noqa: S608
            for identifier, sha256 in cursor:
                yield StoredRow(str(identifier).replace("-", ""), sha256)

    def table_facts(self) -> dict[str, TableFacts]:
        """Of every table that a backup holds."""
        with self.session.cursor() as cursor:
            return table_facts(cursor)


@contextmanager
def database_snapshot() -> Iterator[Snapshot]:
    """A session of its own that sees the database as it is now. It locks nothing."""
    with closing(psycopg2.connect(**connection.get_connection_params())) as session:
        session.set_session(isolation_level="REPEATABLE READ", readonly=True)
        with session.cursor() as cursor:
            cursor.execute(SAME_TEXTS)
            cursor.execute("SELECT pg_export_snapshot(), clock_timestamp()")
            name, made_at = cursor.fetchone()
        yield Snapshot(session, name, made_at)


def table_facts(cursor: Any) -> dict[str, TableFacts]:
    """Rows and digest of every table but those that are not kept. Reads all of them."""
    cursor.execute(TABLES)
    tables = [name for (name,) in cursor.fetchall()]
    kept = [name for name in tables if name.removeprefix("public.") not in UNKEPT_TABLES]
    return {name: _facts_of(cursor, name) for name in kept}


def _facts_of(cursor: Any, table: str) -> TableFacts:
    cursor.execute(FACTS.format(table))
    rows, digest = cursor.fetchone()
    return TableFacts(rows, str(digest))


def is_file_known(identifier: str) -> bool:
    """Does a row name the file now, not in a snapshot?"""
    return StoredFile.objects.filter(pk=identifier).exists()


def lost_file(identifier: str) -> LostFile:
    """The file with its name, and the name of what it belongs to, such as a ticket's number."""
    stored = StoredFile.objects.filter(pk=identifier).first()
    return LostFile(identifier, stored.name if stored else "", _owner_of(identifier))


def _owner_of(identifier: str) -> str:
    """The first thing that names the file; a part of a thing is told by the whole."""
    for relation in StoredFile._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and relation.related_model):
            continue
        owners = relation.related_model._base_manager
        owner = owners.filter(**{relation.field.name: identifier}).first()
        if owner is not None:
            whole = getattr(owner, "ticket", None) or getattr(owner, "plan", None) or owner
            return str(getattr(whole, "number", whole))
    return ""
