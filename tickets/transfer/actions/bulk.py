"""Writes rows by the ten thousand: keys reserved beforehand, then COPY. Knows no rule.

A row is a plain tuple; what its columns leave out gets the model's default. The caller is inside a
transaction.
"""

import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from types import NoneType, SimpleNamespace
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models

from tickets.record.actions.locking import refresh_search_text

RowValues = tuple[Any, ...]
BLOCK = 2000
"""Rows that travel together."""

PIPE = 1 << 16
"""Bytes that go to the server at a time."""

REMEMBERED = 500
"""JSON values of a column whose text is remembered: rows that share a list share its text."""

as_json = DjangoJSONEncoder(ensure_ascii=False).encode
MICROSECOND = timedelta(microseconds=1)
NULL = r"\N"
ESCAPES = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\0": None})
needs_escape = re.compile(r"[\\\n\r\t\0]").search


def reserve_keys(model: type[models.Model], count: int) -> Sequence[int]:
    """So many primary keys that nobody else gets, in order: a `range`, unless somebody inserted in
    between.
    """
    if count < 1:
        return range(0)
    table, column = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT array_agg(nextval(keys.name)) FROM (SELECT pg_get_serial_sequence(%s,"
            " %s)::regclass AS name) AS keys,"
            " generate_series(1, %s)",
            [f'"{table}"', column, count],
        )
        keys: list[int] = cursor.fetchone()[0]
    whole = range(keys[0], keys[0] + count)
    return whole if keys[-1] == whole[-1] else keys


def copy_rows(
    model: type[models.Model], columns: Sequence[str], rows: Iterable[RowValues], **same: Any
) -> int:
    """Insert `rows`, whose values stand in the order of `columns` (field names, or `ticket_id` for
    keys); the number written.

    `same` are fields of one value in all rows. What is not named gets the model's default, worked
    out once; without the primary key the database numbers the rows. Values are Python's (JSON as
    dict or list, aware datetimes) and stay unchanged until they are written.
    """
    fields = [model._meta.get_field(name) for name in columns]
    fixed = {model._meta.get_field(name): value for name, value in same.items()}
    return _copy_fields(model, fields, fixed, iter(rows))


def _copy_fields(
    model: type[models.Model], fields: list[Any], fixed: dict[Any, Any], rows: Iterator[RowValues]
) -> int:
    others = [
        field
        for field in model._meta.concrete_fields
        if field not in fields and not field.primary_key
    ]
    values = [fixed[field] if field in fixed else _default_value(field) for field in others]
    rest = (
        "".join(
            "\t" + _cell_text(field, value) for field, value in zip(others, values, strict=True)
        )
        + "\n"
    )
    names = ", ".join(connection.ops.quote_name(field.column) for field in [*fields, *others])
    sql = f"COPY {connection.ops.quote_name(model._meta.db_table)} ({names}) FROM STDIN"
    lines, written = _copy_lines(fields, rows, rest), 0
    with connection.cursor() as cursor, connection.wrap_database_errors:
        while block := list(islice(lines, BLOCK)):
            cursor.copy_expert(sql, io.StringIO("".join(block)), PIPE)
            written += len(block)
    return written


def _default_value(field: Any) -> Any:
    """What a row that was built and saved without this field would hold."""
    return (
        field.pre_save(field.model(), True)
        if getattr(field, "auto_now", False)
        else field.get_default()
    )


def _cell_text(field: Any, value: Any) -> str:
    return (
        _json_text(value)
        if isinstance(field, models.JSONField)
        else TEXT_WRITERS[type(value)](value)
    )


def _copy_lines(fields: list[Any], rows: Iterator[RowValues], rest: str) -> Iterator[str]:
    """The rows in the text format of COPY. `rest` ends every line."""
    texts, width = TEXT_WRITERS, len(fields)
    places = [
        (place, _json_writer())
        for place, field in enumerate(fields)
        if isinstance(field, models.JSONField)
    ]
    for given in rows:
        row = list(given)
        if len(row) != width:
            raise ValueError(f"a row of {len(row)} values for {width} columns")
        for place, write in places:
            row[place] = write(row[place])
        yield "\t".join([texts[type(value)](value) for value in row]) + rest


class _Ready(str):
    """Text as COPY wants it."""

    __slots__ = ()


def _json_writer() -> Callable[[Any], _Ready]:
    """Writes JSON; remembers what it wrote for the very same object."""
    remembered: dict[int, tuple[Any, _Ready]] = {}

    def write(value: Any) -> _Ready:
        known = remembered.get(id(value))
        if known is None:
            if len(remembered) >= REMEMBERED:
                remembered.clear()
            known = remembered[id(value)] = (value, _json_text(value))
        return known[1]

    return write


def _json_text(value: Any) -> _Ready:
    if value is None:
        return _Ready(NULL)
    return _Ready(_escaped_text(as_json(value)))


def _escaped_text(value: str) -> str:
    return value.translate(ESCAPES) if needs_escape(value) else value


class _TextWriters(dict[type, Callable[[Any], str]]):
    """How to write a type."""

    def __missing__(self, kind: type) -> Callable[[Any], str]:
        """The words of a vocabulary are text, numbers digits; the rest as `str` shows it."""
        self[kind] = (
            _escaped_text
            if issubclass(kind, str)
            else lambda value: _escaped_text(str(int(value) if isinstance(value, int) else value))
        )
        return self[kind]


TEXT_WRITERS = _TextWriters(
    {
        _Ready: lambda value: value,
        NoneType: lambda value: NULL,
        bool: lambda value: "t" if value else "f",
        int: str,
        datetime: datetime.isoformat,
        timedelta: lambda value: f"{value // MICROSECOND} microseconds",
    }
)


def search_texts(
    *,
    number: str,
    issue_no: str | None,
    summary: str,
    original_text: str,
    customer: Any,
    contact: Any = None,
    asset: Any = None,
    symptom: str = "",
    error_code: str = "",
    order_no: str = "",
) -> tuple[str, str]:
    """`search_text` and `people_text` of a ticket that is written here, as for any other one.

    People need a name, contacts a phone.
    """
    found = SimpleNamespace(
        number=number,
        issue_no=issue_no,
        summary=summary,
        original_text=original_text,
        customer=customer,
        contact=contact,
        asset=asset,
        symptom=symptom,
        error_code=error_code,
        order_no=order_no,
    )
    refresh_search_text(found)
    return found.search_text, found.people_text
