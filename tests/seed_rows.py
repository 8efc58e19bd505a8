"""The tables as `migrate` leaves them: what a test that commits gives back.

Django's `flush` empties them and runs every seed anew, which takes more computing than most tests.
The seeds are the same each time: their rows are read once, and copied back.
"""

from __future__ import annotations

import io
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction

from calendars import models as calendars
from tickets.limits.queries import limit_terms
from tickets.record.queries import desk_rules

COLUMNS = """
SELECT string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position)
FROM information_schema.columns
WHERE table_schema = 'public' AND table_name = %s AND is_generated = 'NEVER'
"""

WRITTEN = """
SELECT relname, pg_relation_size(oid) FROM pg_class
WHERE relname = ANY(%s) AND relkind = 'r' AND pg_relation_size(oid) > 0
"""
LARGE = 64 * 1024

SEED: dict[str, str] = {}
"""The rows as PostgreSQL copies them, by the table with its columns."""


def read_seed() -> None:
    """Of a database that nobody has written to since it was migrated."""
    SEED.clear()
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(COLUMNS, [table])
            place = f'"{table}" ({cursor.fetchone()[0]})'
            rows = io.StringIO()
            cursor.copy_expert(f"COPY {place} TO STDOUT", rows)
            if rows.getvalue():
                SEED[place] = rows.getvalue()


def _empty_tables(cursor: Any) -> None:
    """Those that were written to. To truncate all takes a third of a second: each table and each
    index becomes a new file; to delete a few rows of a few tables takes no time.
    """
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    cursor.execute(WRITTEN, [tables])
    written = dict(cursor.fetchall())
    large = [name for name, size in written.items() if size > LARGE]
    if large:
        # What refers to them is given back with the rest.
        cursor.execute(f"TRUNCATE {', '.join(map(quoted, large))} CASCADE")
    small = [name for name in written if name not in large]
    if small:
        cursor.execute("; ".join(f"DELETE FROM {quoted(name)}" for name in small))


def quoted(name: str) -> str:
    return f'"{name}"'


def restore_tables() -> None:
    """Every table holds its seed and nothing else; nothing that was read from them is remembered."""
    with transaction.atomic(), connection.cursor() as cursor:
        # The ledgers refuse to be emptied, and number what is written to them.
        cursor.execute("SET LOCAL session_replication_role = replica")
        _empty_tables(cursor)
        for place, rows in SEED.items():
            cursor.copy_expert(f"COPY {place} FROM STDIN", io.StringIO(rows))
    ContentType.objects.clear_cache()
    calendars.forget_versions()
    limit_terms.forget_rulebooks()
    desk_rules.forget()
