"""Writes rows by the ten thousand: keys reserved beforehand, then COPY. Knows no rule.

A row is a plain tuple; what its columns leave out gets the model's default. The caller is inside a
transaction.
"""

import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice
from types import NoneType, SimpleNamespace
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models

from tickets.record.actions.locking import refresh_search_text

RowValues = tuple[Any, ...]

# Rows that travel together.
BLOCK = 2000

# Bytes that go to the server at a time.
PIPE = 1 << 16

# JSON values of a column whose text is remembered: rows that share a list share its text.
REMEMBERED = 500

as_json = DjangoJSONEncoder(ensure_ascii=False).encode
MICROSECOND = timedelta(microseconds=1)
NULL = r"\N"
# COPY cannot carry NUL, nor can a text column hold it.
ESCAPES = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\0": None})
needs_escape = re.compile(r"[\\\n\r\t\0]").search

RESERVE_KEYS = """
SELECT array_agg(nextval(keys.name))
FROM (SELECT pg_get_serial_sequence(%s, %s)::regclass AS name) AS keys, generate_series(1, %s)
"""


def reserve_keys(model: type[models.Model], count: int) -> Sequence[int]:
    """So many primary keys that nobody else gets, in order.

    A `range`, unless somebody inserted in between.
    """
    if count < 1:
        return range(0)
    table = model._meta.db_table
    column = model._meta.pk.column
    with connection.cursor() as cursor:
        cursor.execute(RESERVE_KEYS, [f'"{table}"', column, count])
        keys: list[int] = cursor.fetchone()[0]
    whole = range(keys[0], keys[0] + count)
    return whole if keys[-1] == whole[-1] else keys


def copy_rows(
    model: type[models.Model], columns: Sequence[str], rows: Iterable[RowValues], **same: Any
) -> int:
    """Insert `rows`, whose values stand in the order of `columns`; the number written.

    `columns` are field names, or `ticket_id` for keys. `same` are fields of one value in all rows.
    What is not named gets the model's default, worked out once; without the primary key the
    database numbers the rows. Values are Python's (JSON as dict or list, aware datetimes) and stay
    unchanged until they are written.
    """
    fields = [model._meta.get_field(name) for name in columns]
    fixed = {model._meta.get_field(name): value for name, value in same.items()}
    return _copy_fields(model, fields, fixed, iter(rows))


def _copy_fields(
    model: type[models.Model],
    fields: list[Any],
    fixed: Mapping[Any, Any],
    rows: Iterator[RowValues],
) -> int:
    named = set(fields)
    others = []
    constant_cells = []
    for field in model._meta.concrete_fields:
        if field in named or field.primary_key:
            continue
        value = fixed[field] if field in fixed else _default_value(field)
        others.append(field)
        constant_cells.append("\t" + _cell_text(field, value))
    line_end = "".join(constant_cells) + "\n"

    quote_name = connection.ops.quote_name
    column_names = ", ".join(quote_name(field.column) for field in [*fields, *others])
    sql = f"COPY {quote_name(model._meta.db_table)} ({column_names}) FROM STDIN"
    lines = _copy_lines(fields, rows, line_end)
    written = 0
    with connection.cursor() as cursor, connection.wrap_database_errors:
        while block := list(islice(lines, BLOCK)):
            cursor.copy_expert(sql, io.StringIO("".join(block)), PIPE)
            written += len(block)
    return written


def _default_value(field: Any) -> Any:
    """What a row that was built and saved without this field would hold."""
    # `auto_now` has no default: the moment comes when the row is saved.
    if getattr(field, "auto_now", False):
        return field.pre_save(field.model(), True)
    return field.get_default()


def _cell_text(field: Any, value: Any) -> str:
    if isinstance(field, models.JSONField):
        return _json_text(value)
    return TEXT_WRITERS[type(value)](value)


def _copy_lines(fields: list[Any], rows: Iterator[RowValues], line_end: str) -> Iterator[str]:
    """The rows in the text format of COPY. `line_end` holds the cells that are equal in all."""
    writers = TEXT_WRITERS
    width = len(fields)
    json_writers = []
    for place, field in enumerate(fields):
        if isinstance(field, models.JSONField):
            json_writers.append((place, _json_writer()))
    for values in rows:
        row = list(values)
        if len(row) != width:
            raise ValueError(f"a row of {len(row)} values for {width} columns")
        for place, write_json in json_writers:
            row[place] = write_json(row[place])
        yield "\t".join([writers[type(value)](value) for value in row]) + line_end


class _ReadyText(str):
    """Text as COPY wants it."""

    __slots__ = ()


def _json_writer() -> Callable[[Any], _ReadyText]:
    """Writes JSON; remembers what it wrote for the very same object."""
    # The value is kept beside its text: an `id` is only its own as long as the object lives.
    remembered: dict[int, tuple[Any, _ReadyText]] = {}

    def write_json(value: Any) -> _ReadyText:
        known = remembered.get(id(value))
        if known is None:
            if len(remembered) >= REMEMBERED:
                remembered.clear()
            known = (value, _json_text(value))
            remembered[id(value)] = known
        return known[1]

    return write_json


def _json_text(value: Any) -> _ReadyText:
    if value is None:
        return _ReadyText(NULL)
    return _ReadyText(_escaped_text(as_json(value)))


def _escaped_text(value: str) -> str:
    return value.translate(ESCAPES) if needs_escape(value) else value


def _number_text(value: int) -> str:
    # The `str` of an enumeration may be its name.
    return str(int(value))


def _shown_text(value: object) -> str:
    return _escaped_text(str(value))


class _TextWriters(dict[type, Callable[[Any], str]]):
    """How to write a type."""

    def __missing__(self, kind: type) -> Callable[[Any], str]:
        """The words of a vocabulary are text, numbers digits; the rest as `str` shows it."""
        writer: Callable[[Any], str] = _shown_text
        if issubclass(kind, str):
            writer = _escaped_text
        elif issubclass(kind, int):
            writer = _number_text
        self[kind] = writer
        return writer


TEXT_WRITERS = _TextWriters(
    {
        _ReadyText: lambda value: value,
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
    # A stand-in with the columns that the search reads: a model for every row would be slow.
    ticket: Any = SimpleNamespace(
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
    refresh_search_text(ticket)
    return ticket.search_text, ticket.people_text
