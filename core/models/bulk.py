"""Writing many rows in few statements."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

from django.db import connection, models

if TYPE_CHECKING:
    AnyField = models.Field[Any, Any]

ROWS_PER_STATEMENT = 500
ROWS_PER_INSERT = 2000


def update_from_values(
    model: type[models.Model], rows: Sequence[models.Model], columns: Sequence[str]
) -> None:
    """`UPDATE … FROM (VALUES …)`: the named fields of rows that exist. Does not call `save`."""
    table = model._meta.db_table
    key = model._meta.pk
    fields = [key, *_fields_named(model, columns)]
    changes = ", ".join(f'"{field.column}" = v."{field.column}"' for field in fields[1:])
    # the first row carries the types: VALUES has none of its own for text, numbers and NULL
    typed = ", ".join(f"%s::{_value_type(field)}" for field in fields)
    plain = ", ".join(["%s"] * len(fields))
    for start in range(0, len(rows), ROWS_PER_STATEMENT):
        part = rows[start : start + ROWS_PER_STATEMENT]
        values = ", ".join([f"({typed})", *[f"({plain})"] * (len(part) - 1)])
        params: list[Any] = []
        for row in part:
            for field in fields:
                params.append(field.get_db_prep_save(getattr(row, field.attname), connection))

        with connection.cursor() as cursor:
            cursor.execute(
                f'UPDATE "{table}" SET {changes}'  # noqa: S608 — names of our own columns
                f" FROM (VALUES {values}) AS v({_column_list(fields)})"
                f' WHERE "{table}"."{key.column}" = v."{key.column}"',
                params,
            )


def insert_many(model: type[models.Model], rows: Sequence[models.Model]) -> None:
    """Insert rows; those that break a unique constraint are left out.

    One array per column, several times quicker than `bulk_create`.
    """
    names = [field.attname for field in model._meta.concrete_fields if not field.primary_key]
    insert_values(model, names, [tuple(getattr(row, name) for name in names) for row in rows])


def insert_values(
    model: type[models.Model], names: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    """The same of plain values, in the order of `names` (field names, `user_id` for keys).

    What is not named gets its default.
    """
    fields = _fields_named(model, names)
    arrays = ", ".join(f"%s::{_plain_type(field)}[]" for field in fields)
    statement = (
        f'INSERT INTO "{model._meta.db_table}" ({_column_list(fields)})'  # noqa: S608 — the same
        f" SELECT * FROM unnest({arrays}) ON CONFLICT DO NOTHING"
    )
    for start in range(0, len(rows), ROWS_PER_INSERT):
        columns = zip(*rows[start : start + ROWS_PER_INSERT], strict=True)
        params = [
            _array_of(field, list(column)) for field, column in zip(fields, columns, strict=True)
        ]
        with connection.cursor() as cursor:
            cursor.execute(statement, params)


def _fields_named(model: type[models.Model], names: Sequence[str]) -> list[AnyField]:
    """The columns by the names of their fields, `user` and `user_id` alike."""
    return [cast("AnyField", model._meta.get_field(name)) for name in names]


def _column_list(fields: Sequence[AnyField]) -> str:
    return ", ".join(f'"{field.column}"' for field in fields)


def _value_type(field: AnyField) -> str | None:
    # the type of a key that counts up by itself is a type of columns alone
    return field.rel_db_type(connection) if field.primary_key else field.db_type(connection)


def _plain_type(field: AnyField) -> str:
    """Its type without a length."""
    # a cast to a length would cut what is too long, where an INSERT refuses it
    return str(field.db_type(connection)).partition("(")[0]


def _array_of(field: AnyField, values: list[Any]) -> list[Any]:
    """The values of one column as the driver takes them in an array."""
    if isinstance(field, models.UUIDField):
        return [str(value) for value in values]
    if isinstance(field, models.JSONField):
        return [_json_text(field, value) for value in values]
    return values


def _json_text(field: models.JSONField[Any, Any], value: Any) -> str | None:
    if value is None:
        return None
    return json.dumps(value, cls=field.encoder, ensure_ascii=False)
