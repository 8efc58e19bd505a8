"""What a large load does without until its end.

Indexes, made again in one go, and the check of keys that it gave out itself.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, models

FIND_INDEXES = """
SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
WHERE indrelid = ANY(%s::regclass[]) AND NOT indisunique ORDER BY indexrelid
"""
BUILD_WITH = {"maintenance_work_mem": "512MB", "max_parallel_maintenance_workers": "2"}


@contextmanager
def made_at_the_end(*tables: type[models.Model]) -> Iterator[None]:
    """Without the tables' plain indexes inside; also after an error they are there again.

    A superuser does without the check of foreign keys, too: the load itself reserved or read all
    of them.
    """
    with connection.cursor() as cursor:
        cursor.execute(FIND_INDEXES, [[model._meta.db_table for model in tables]])
        indexes = cursor.fetchall()
        for name, _definition in indexes:
            cursor.execute(f"DROP INDEX {name}")
        is_trusted = _is_superuser()
        if is_trusted:
            cursor.execute("SET session_replication_role = replica")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            if is_trusted:
                cursor.execute("RESET session_replication_role")
            _create_indexes([definition for _name, definition in indexes])


def _is_superuser() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        return cursor.fetchone()[0]


def _create_indexes(definitions: list[str]) -> None:
    with connection.cursor() as cursor:
        for name, value in BUILD_WITH.items():
            cursor.execute(f"SET {name} = '{value}'")
        for definition in definitions:
            cursor.execute(definition)
        for name in BUILD_WITH:
            cursor.execute(f"RESET {name}")
