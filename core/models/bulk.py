"""Writing many rows in few statements."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

from django.db import connection, models

if TYPE_CHECKING:
    AnyField = models.Field[Any, Any]

ROWS_PER_STATEMENT = 500
ROWS_PER_INSERT = 2000


def update_from_values(
    model: type[models.Model], rows: Sequence[models.Model], columns: Sequence[str]
) -> None:
    """The named fields of rows that exist, by their keys. Does not call `save`."""
    table = model._meta.db_table
    key = cast("AnyField", model._meta.pk)
    fields = [key, *_fields_named(model, columns)]
    changes = ", ".join(f'"{field.column}" = v."{field.column}"' for field in fields[1:])
    statement = (
        f'UPDATE "{table}" SET {changes}'  # noqa: S608 — names of our own columns
        f" FROM unnest({_arrays_of(fields)}) AS v({_column_list(fields)})"
        f' WHERE "{table}"."{key.column}" = v."{key.column}"'
    )
    for start in range(0, len(rows), ROWS_PER_STATEMENT):
        part = [_values_of(row, fields) for row in rows[start : start + ROWS_PER_STATEMENT]]
        with connection.cursor() as cursor:
            cursor.execute(statement, _columns_of(part, fields))


def insert_with_keys(model: type[models.Model], rows: Sequence[models.Model]) -> None:
    """Insert rows, which get their keys. Quicker than `bulk_create`, and without its signals."""
    statement, fields = _insertion_of(model)
    for start in range(0, len(rows), ROWS_PER_INSERT):
        part = rows[start : start + ROWS_PER_INSERT]
        with connection.cursor() as cursor:
            values = [_values_of(row, fields) for row in part]
            cursor.execute(statement, _columns_of(values, fields))
            for row, (key,) in zip(part, cursor.fetchall(), strict=True):
                row.pk = key
                row._state.adding, row._state.db = False, connection.alias


@lru_cache(maxsize=64)
def _insertion_of(model: type[models.Model]) -> tuple[str, list[AnyField]]:
    """Statement and fields, for all rows of the model that ever come."""
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    # In the order of the arrays, so that each row gets its own key back.
    statement = (
        f'INSERT INTO "{model._meta.db_table}" ({_column_list(fields)})'  # noqa: S608 — the same
        f" SELECT {_column_list(fields)} FROM unnest({_arrays_of(fields)})"
        f' WITH ORDINALITY AS v({_column_list(fields)}, "nth_row") ORDER BY "nth_row"'
        f' RETURNING "{model._meta.pk.column}"'
    )
    return statement, fields


def reserve_key(model: type[models.Model]) -> int:
    """A primary key that nobody else gets, for a row that is inserted after its parts."""
    with connection.cursor() as cursor:
        sequence = [model._meta.db_table, model._meta.pk.column]
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, %s))", sequence)
        return int(cursor.fetchone()[0])


def insert_row(row: models.Model) -> None:
    """Insert a row that has its key. As `save(force_insert=True)`, without its signals."""
    statement, fields = _row_insertion_of(type(row))
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
    row._state.adding, row._state.db = False, connection.alias


@lru_cache(maxsize=64)
def _row_insertion_of(model: type[models.Model]) -> tuple[str, list[AnyField]]:
    fields = list(model._meta.concrete_fields)
    places = ", ".join(["%s"] * len(fields))
    columns = _column_list(fields)
    statement = f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES ({places})'  # noqa: S608
    return statement, fields


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
    statement = (
        f'INSERT INTO "{model._meta.db_table}" ({_column_list(fields)})'  # noqa: S608 — the same
        f" SELECT * FROM unnest({_arrays_of(fields)}) ON CONFLICT DO NOTHING"
    )
    for start in range(0, len(rows), ROWS_PER_INSERT):
        with connection.cursor() as cursor:
            cursor.execute(statement, _columns_of(rows[start : start + ROWS_PER_INSERT], fields))


def _fields_named(model: type[models.Model], names: Sequence[str]) -> list[AnyField]:
    """The columns by the names of their fields, `user` and `user_id` alike."""
    return [cast("AnyField", model._meta.get_field(name)) for name in names]


def _column_list(fields: Sequence[AnyField]) -> str:
    return ", ".join(f'"{field.column}"' for field in fields)


def _values_of(row: models.Model, fields: Sequence[AnyField]) -> tuple[Any, ...]:
    return tuple(getattr(row, field.attname) for field in fields)


def _columns_of(rows: Sequence[tuple[Any, ...]], fields: Sequence[AnyField]) -> list[list[Any]]:
    """Rows turned into one array a column."""
    columns = zip(*rows, strict=True)
    return [_array_of(field, list(column)) for field, column in zip(fields, columns, strict=True)]


def _arrays_of(fields: Sequence[AnyField]) -> str:
    return ", ".join(f"%s::{_plain_type(field)}[]" for field in fields)


def _plain_type(field: AnyField) -> str:
    """Its type without a length."""
    # the type of a key that counts up by itself is a type of columns alone
    kind = field.rel_db_type(connection) if field.primary_key else field.db_type(connection)
    # a cast to a length would cut what is too long, where an INSERT refuses it
    return str(kind).partition("(")[0]


def _array_of(field: AnyField, values: list[Any]) -> list[Any]:
    """The values of one column as the driver takes them in an array."""
    if isinstance(field, models.UUIDField):
        return [None if value is None else str(value) for value in values]
    if isinstance(field, models.JSONField):
        return [_json_text(field, value) for value in values]
    return values


def _json_text(field: models.JSONField[Any, Any], value: Any) -> str | None:
    if value is None:
        return None
    return json.dumps(value, cls=field.encoder, ensure_ascii=False)
