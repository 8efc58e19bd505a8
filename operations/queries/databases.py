"""The databases of the server, seen from outside of the desk's own."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import psycopg2
from django.db import connection
from psycopg2 import sql

from accounts.models import User
from customers.models import Customer
from documents.models import StoredFile
from plans.models import Plan
from tickets.record.models import Ticket

# PostgreSQL cuts longer names without a word.
LONGEST_NAME = 50

# What only people make: a desk that was migrated and seeded has none of it.
MADE_BY_PEOPLE = {
    "people": User,
    "tickets": Ticket,
    "customers": Customer,
    "plans": Plan,
    "files": StoredFile,
}


def desk_name() -> str:
    """The database of the desk, whether it exists or not."""
    return str(connection.settings_dict["NAME"])


def maintenance_name() -> str:
    """Where one can be while the desk's own database changes its name."""
    return "postgres" if desk_name() != "postgres" else "template1"


def restoring_name() -> str:
    """Where a restore is at work; there while it is, or after it was killed."""
    return f"{desk_name()[:LONGEST_NAME]}_restoring"


def replaced_name() -> str:
    """What a restore has just replaced; there for the moment until it is dropped."""
    return f"{desk_name()[:LONGEST_NAME]}_replaced"


@contextmanager
def session_on(database: str) -> Iterator[Any]:
    """A session of its own that commits each statement."""
    params = {**connection.get_connection_params(), "dbname": database}
    with closing(psycopg2.connect(**params)) as session:
        session.autocommit = True
        yield session


def is_database_there(session: Any, name: str) -> bool:
    with session.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        return cursor.fetchone() is not None


def left_by_restore() -> str:
    """The name of a database that a restore has left or works on; empty if there is none."""
    names = [restoring_name(), replaced_name()]
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(datname) FROM pg_database WHERE datname = ANY(%s)", [names])
        return cursor.fetchone()[0] or ""


def reasons_against(database: str) -> list[str]:
    """What stands in a database that a restore would take away; empty if nothing does."""
    with session_on(database) as session, session.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = {name for (name,) in cursor.fetchall()}
        if tables and User._meta.db_table not in tables:
            return [f"{len(tables)} tables of another program"]
        counts = {
            words: _row_count(cursor, model._meta.db_table)
            for words, model in MADE_BY_PEOPLE.items()
            if model._meta.db_table in tables
        }
    return [f"{count} {words}" for words, count in counts.items() if count]


def _row_count(cursor: Any, table: str) -> int:
    cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table)))
    count: int = cursor.fetchone()[0]
    return count
