"""Keyset pages and capped counts: as quick on page 500 as on page 1, and never an exact count of everything."""

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, models
from django.db.models import F, Q, QuerySet
from django.db.models.lookups import In

CAP = 1000


@dataclass(frozen=True, slots=True)
class Order:
    """Sort by one column, then by primary key. Ascending, rows without a value come last; descending columns have no gaps.

    Both are what PostgreSQL's plain indexes hold, so a page is read off the index in either direction.
    """

    field: str
    descending: bool = False
    kind: type = datetime


@dataclass(frozen=True, slots=True)
class Page:
    """The rows of a page and the cursors of its neighbours (empty: there is none)."""

    rows: list[Any]
    next_cursor: str
    previous_cursor: str


@models.Field.register_lookup
class Among(In):
    """`pk__among=queryset`: as `in`, but the queryset is answered first and by itself; as a join it could be taken in the wrong order."""

    lookup_name = "among"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column, params = self.process_lhs(compiler, connection)
        queryset, more = self.process_rhs(compiler, connection)
        return f"{column} = ANY(ARRAY{queryset})", [*params, *more]


Dress = Callable[[QuerySet], QuerySet]


def page_of(
    rows: QuerySet, order: Order, cursor: str, size: int, dress: Dress | None = None
) -> Page:
    """One page after (`>`) or before (`<`) the row that a cursor names; the first page for an unreadable cursor.

    With `dress`, which adds columns and joins, the keys of the page are found first, within the same statement, and only those rows
    are read and dressed: a covering index is enough to pass over what a person may not see, and nothing is joined to be thrown away.
    """
    place = _decode(order, cursor)
    backwards = place is not None and place["dir"] == "<"
    if place is not None:
        rows = rows.filter(_beyond(order, place, backwards))
    ahead = _sorted(rows, order, backwards)[: size + 1]
    found = _dressed(ahead, order, backwards, dress) if dress else list(ahead)
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    if not found:
        return Page([], "", "")
    has_next, has_previous = (True, more) if backwards else (more, place is not None)
    return Page(
        found,
        _encode(order, found[-1], ">") if has_next else "",
        _encode(order, found[0], "<") if has_previous else "",
    )


def _dressed(ahead: QuerySet, order: Order, backwards: bool, dress: Dress) -> list[Any]:
    rows = dress(ahead.model._default_manager.filter(pk__among=ahead.values("pk")).order_by())
    return sorted(rows, key=lambda row: _place(row, order), reverse=order.descending != backwards)


def _place(row: Any, order: Order) -> tuple[bool, Any, Any]:
    value = getattr(row, order.field)
    return value is None, value, row.pk


def _sorted(rows: QuerySet, order: Order, backwards: bool) -> QuerySet:
    descending = order.descending != backwards
    column = F(order.field)
    nulls = (
        {} if order.descending else ({"nulls_first": True} if backwards else {"nulls_last": True})
    )
    first = column.desc(**nulls) if descending else column.asc(**nulls)
    return rows.order_by(first, "-pk" if descending else "pk")


def _beyond(order: Order, place: Mapping[str, Any], backwards: bool) -> Q:
    beyond = "lt" if order.descending != backwards else "gt"
    value, pk = place["value"], place["pk"]
    empty = Q(**{f"{order.field}__isnull": True})
    later_pk = Q(**{f"pk__{beyond}": pk})
    if value is None:
        return (empty & later_pk) | ~empty if backwards else empty & later_pk
    same = Q(**{order.field: value}) & later_pk
    rest = Q(**{f"{order.field}__{beyond}": value}) | same
    return rest if backwards else rest | empty


def _encode(order: Order, row: Any, direction: str) -> str:
    value = getattr(row, order.field)
    plain = value.isoformat() if isinstance(value, datetime) else value
    packed = json.dumps([direction, plain, row.pk], separators=(",", ":"))
    return base64.urlsafe_b64encode(packed.encode()).decode().rstrip("=")


def _decode(order: Order, cursor: str) -> dict[str, Any] | None:
    if not cursor:
        return None
    try:
        direction, value, pk = json.loads(
            base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        )
        if order.kind is datetime and value is not None:
            value = datetime.fromisoformat(value)
        if value is not None and not isinstance(value, order.kind):
            return None
        return {"dir": "<" if direction == "<" else ">", "value": value, "pk": int(pk)}
    except (ValueError, TypeError, OverflowError):
        return None


def capped_counts(querysets: Mapping[str, QuerySet]) -> dict[str, int]:
    """How many rows each queryset has, counted to `CAP` + 1 at the most, all in one statement."""
    if not querysets:
        return {}
    parts, params = [], []
    for rows in querysets.values():
        sql, values = _compiled(rows)
        parts.append(f"(SELECT count(*) FROM ({sql}) counted)")
        params += values
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", params)
        return dict(zip(querysets, cursor.fetchone(), strict=True))


def _compiled(rows: QuerySet) -> tuple[str, list[Any]]:
    if rows.query.is_empty():
        return "SELECT 1 WHERE 1 = 0", []
    sql, params = rows.order_by().values_list("pk")[: CAP + 1].query.sql_with_params()
    return sql, list(params)


def capped_text(count: int) -> str:
    """`1000+` beyond the cap."""
    return f"{CAP}+" if count > CAP else str(count)
