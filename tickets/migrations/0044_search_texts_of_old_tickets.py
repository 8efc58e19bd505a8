from typing import Any

from django.db import migrations

from core import migrations_sql

AT_ONCE = 5_000

# A ticket that is written meanwhile has its row from the trigger, which is the newer one.
COPY = """
INSERT INTO tickets_searchtext (ticket_id, search_text, people_text)
SELECT id, search_text, people_text FROM tickets_ticket WHERE id > %s AND id <= %s
ON CONFLICT (ticket_id) DO NOTHING
"""
NEXT = "SELECT max(id) FROM (SELECT id FROM tickets_ticket WHERE id > %s ORDER BY id LIMIT %s) AS t"


def copy_texts(apps: Any, schema_editor: Any) -> None:
    """Batch by batch, so that nobody waits; what a killed run has copied is passed over quickly."""
    done = 0
    with schema_editor.connection.cursor() as cursor:
        while True:
            cursor.execute(NEXT, [done, AT_ONCE])
            (last,) = cursor.fetchone()
            if last is None:
                return
            cursor.execute(COPY, [done, last])
            done = last


def pair_index(table: str, column: str) -> tuple[str, str]:
    """To build it beside the work, also where a killed run left half of one, and to take it away."""
    name = f"{table}_{column}_pairs"
    return (
        f"CREATE INDEX CONCURRENTLY {name} ON {table} USING gin (aftersales_pairs({column}))",
        f"DROP INDEX CONCURRENTLY IF EXISTS {name}",
    )


def put_in_place(table: str, column: str) -> migrations.RunPython:
    make, drop = pair_index(table, column)
    return migrations_sql.only_on_postgresql(drop, make, undo=drop)


def take_away(table: str, column: str) -> migrations.RunPython:
    make, drop = pair_index(table, column)
    return migrations_sql.only_on_postgresql(drop, undo=make)


class Migration(migrations.Migration):
    """The texts of the tickets that are there, and the indexes: beside the work.

    The old indexes go last, so that a desk that still runs finds what it looks for until then.
    """

    atomic = False

    dependencies = [("tickets", "0043_search_texts")]

    operations = [
        migrations.RunPython(copy_texts, migrations.RunPython.noop),
        put_in_place("tickets_searchtext", "search_text"),
        put_in_place("tickets_searchtext", "people_text"),
        migrations.RunSQL("ANALYZE tickets_searchtext", migrations.RunSQL.noop),
        take_away("tickets_ticket", "search_text"),
        take_away("tickets_ticket", "people_text"),
    ]
