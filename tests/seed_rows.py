"""The tables as `migrate` leaves them: what a test that commits gives back.

Django's `flush` empties them and runs every seed anew, which takes more computing than most tests.
The seeds are the same each time: their rows are read once, and copied back.
"""

from __future__ import annotations

import io

from django.contrib.contenttypes.models import ContentType
from django.core.management.color import no_style
from django.core.management.sql import sql_flush
from django.db import connection, transaction

from calendars import models as calendars
from tickets.limits.queries import limit_terms
from tickets.record.queries import desk_rules

COLUMNS = """
SELECT string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position)
FROM information_schema.columns
WHERE table_schema = 'public' AND table_name = %s AND is_generated = 'NEVER'
"""

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


def restore_tables() -> None:
    """Every table holds its seed and nothing else; nothing that was read from them is remembered."""
    with transaction.atomic(), connection.cursor() as cursor:
        # The ledgers refuse to be emptied, and number what is written to them.
        cursor.execute("SET LOCAL session_replication_role = replica")
        for statement in sql_flush(no_style(), connection, reset_sequences=False):
            cursor.execute(statement)
        for place, rows in SEED.items():
            cursor.copy_expert(f"COPY {place} FROM STDIN", io.StringIO(rows))
    ContentType.objects.clear_cache()
    calendars.forget_versions()
    limit_terms.forget_rulebooks()
    desk_rules.forget()
