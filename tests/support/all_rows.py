"""Everything that the database holds, as one figure a table."""

from __future__ import annotations

from django.db import connection

BOOKKEEPING = {"django_session", "usersessions_usersession"}
"""What a request that is refused may leave behind: that somebody was here."""


def digests_of_tables() -> dict[str, tuple[int, int]]:
    """By table: how many rows, and the sum of their hashes."""
    tables = connection.introspection.table_names()
    parts = [
        f"SELECT '{table}', count(*), coalesce(sum(hashtextextended(t::text, 0)), 0)"
        f' FROM "{table}" t'
        for table in sorted(set(tables) - BOOKKEEPING)
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return {table: (count, total) for table, count, total in cursor.fetchall()}


def changed_tables(before: dict[str, tuple[int, int]]) -> list[str]:
    """Tables that hold something else now."""
    now = digests_of_tables()
    return sorted(table for table in now if now[table] != before[table])


def tables_that_hold(*words: str) -> list[str]:
    """Where any of these words stands, in whatever column."""
    found = []
    with connection.cursor() as cursor:
        for table in sorted(set(connection.introspection.table_names()) - BOOKKEEPING):
            cursor.execute(
                f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE ANY (%s)',
                [[f"%{word}%" for word in words]],
            )
            if cursor.fetchone()[0]:
                found.append(table)
    return found
