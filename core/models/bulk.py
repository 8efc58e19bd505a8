"""Writing many rows in few statements (PostgreSQL)."""

from collections.abc import Sequence

from django.db import connection, models

ROWS_PER_STATEMENT = 500


def update_from_values(model: type[models.Model], rows: Sequence[models.Model], columns: Sequence[str]) -> None:
    """`UPDATE … FROM (VALUES …)`: the named fields of rows that exist. Does not call `save`."""
    table, key = model._meta.db_table, model._meta.pk
    fields = [key, *(model._meta.get_field(name) for name in columns)]
    changes = ", ".join(f'"{field.column}" = v."{field.column}"' for field in fields[1:])
    shown = ", ".join(f'"{field.column}"' for field in fields)
    typed = ", ".join(f"%s::{field.rel_db_type(connection) if field.primary_key else field.db_type(connection)}" for field in fields)
    plain = ", ".join(["%s"] * len(fields))
    for start in range(0, len(rows), ROWS_PER_STATEMENT):
        part = rows[start : start + ROWS_PER_STATEMENT]
        values = ", ".join([f"({typed})", *[f"({plain})"] * (len(part) - 1)])
        params = [field.get_db_prep_save(getattr(row, field.attname), connection) for row in part for field in fields]
        same = f'"{table}"."{key.column}" = v."{key.column}"'
        with connection.cursor() as cursor:
            cursor.execute(f'UPDATE "{table}" SET {changes} FROM (VALUES {values}) AS v({shown}) WHERE {same}', params)
