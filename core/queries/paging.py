"""Keyset pages and capped counts.

As quick on page 500 as on page 1, and never an exact count of everything.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import F, Q, QuerySet

from core.domain.text import is_junk
from core.queries.compiled import Statement

CAP = 1000


@dataclass(frozen=True, slots=True)
class Order:
    """Sort by one column, then by primary key.

    Ascending, rows without a value come last; descending columns have no gaps. Both are what
    PostgreSQL's plain indexes hold, so a page is read off the index in either direction.
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


@dataclass(frozen=True, slots=True)
class Place:
    """The row from which a page goes on, forwards or backwards."""

    backwards: bool
    value: Any
    pk: int


if TYPE_CHECKING:
    AnyRows = QuerySet[Any, Any]
    Dress = Callable[[AnyRows], AnyRows]


def page_of(
    rows: AnyRows,
    order: Order,
    cursor: str,
    size: int,
    dress: Dress | None = None,
    *,
    read: Callable[[AnyRows], list[Any]] = list,
) -> Page:
    """One page after (`>`) or before (`<`) the row that a cursor names.

    The first page for an unreadable cursor. With `dress`, which adds columns and joins, the keys of
    the page are found first, within the same statement, and only those rows are read and dressed: a
    covering index is enough to pass over what a person may not see, and nothing is joined to be
    thrown away. `read` reads the rows of the page in its own way, in their order.
    """
    place = decoded_cursor(order, cursor)
    found = rows_of_page(rows, order, size, dress, place)
    return page_with(in_order(found, order, place) if dress else read(found), order, size, place)


def rows_of_page(
    rows: AnyRows, order: Order, size: int, dress: Dress | None = None, place: Place | None = None
) -> AnyRows:
    """The rows of the page that goes on from there, and one more; dressed ones in no order."""
    if place is not None:
        rows = rows.filter(_rows_beyond(order, place))

    # one row more than the page has tells whether there is another page
    ahead = _sorted_rows(rows, order, _is_backwards(place))[: size + 1]
    if dress is None:
        return ahead
    return dress(ahead.model._default_manager.filter(pk__among=ahead.values("pk")).order_by())


def in_order(rows: Iterable[Any], order: Order, place: Place | None = None) -> list[Any]:
    """Dressed rows as the page reads them."""
    is_descending = order.descending != _is_backwards(place)
    return sorted(rows, key=lambda row: _sort_key(row, order), reverse=is_descending)


def page_with(rows: list[Any], order: Order, size: int, place: Place | None = None) -> Page:
    """The page with the rows that `rows_of_page` has found."""
    has_more = len(rows) > size
    on_page = rows[:size]
    if not on_page:
        return Page([], "", "")

    has_next, has_previous = has_more, place is not None
    if _is_backwards(place):
        on_page.reverse()
        has_next, has_previous = True, has_more
    return Page(
        on_page,
        encoded_cursor(order, on_page[-1], ">") if has_next else "",
        encoded_cursor(order, on_page[0], "<") if has_previous else "",
    )


def _is_backwards(place: Place | None) -> bool:
    return place is not None and place.backwards


def _sort_key(row: Any, order: Order) -> tuple[bool, Any, Any]:
    value = getattr(row, order.field)
    return value is None, value, row.pk


def _sorted_rows(rows: AnyRows, order: Order, backwards: bool) -> AnyRows:
    column = F(order.field)
    if order.descending:
        first = column.asc() if backwards else column.desc()
    elif backwards:
        first = column.desc(nulls_first=True)
    else:
        first = column.asc(nulls_last=True)
    is_descending = order.descending != backwards
    return rows.order_by(first, "-pk" if is_descending else "pk")


def _rows_beyond(order: Order, place: Place) -> Q:
    """The rows that come after the place in the direction of the page."""
    beyond = "lt" if order.descending != place.backwards else "gt"
    has_no_value = Q(**{f"{order.field}__isnull": True})
    later_key = Q(**{f"pk__{beyond}": place.pk})
    if place.value is None:
        later_without_value = has_no_value & later_key
        return later_without_value | ~has_no_value if place.backwards else later_without_value

    same_value = Q(**{order.field: place.value}) & later_key
    later = Q(**{f"{order.field}__{beyond}": place.value}) | same_value
    return later if place.backwards else later | has_no_value


def encoded_cursor(order: Order, row: Any, direction: str) -> str:
    """What an address says of a row: the direction (`<` or `>`), the value, the key."""
    value = getattr(row, order.field)
    plain = value.isoformat() if isinstance(value, datetime) else value
    packed = json.dumps([direction, plain, row.pk], separators=(",", ":"))
    return base64.urlsafe_b64encode(packed.encode()).decode().rstrip("=")


def decoded_cursor(order: Order, cursor: str) -> Place | None:
    """The place that a cursor names; None for one that cannot be read."""
    if not cursor:
        return None
    padding = "=" * (-len(cursor) % 4)
    try:
        direction, value, pk = json.loads(base64.urlsafe_b64decode(cursor + padding))
        if order.kind is datetime and value is not None:
            value = datetime.fromisoformat(value)
        if value is not None and not isinstance(value, order.kind):
            return None
        if isinstance(value, str) and is_junk(value):
            return None
        return Place(direction == "<", value, int(pk))
    except (ValueError, TypeError, OverflowError, RecursionError):
        # anybody can write anything into an address
        return None


class CappedCounts:
    """How many rows some querysets have, counted to `CAP` + 1 at the most, all in one statement.

    By name: parts that share no row, the quick ones first, for those that reach the cap spare the
    rest. They may be made with stand-ins, which the keywords name.
    """

    def __init__(self, counted: Mapping[str, Sequence[AnyRows]], **stand_ins: Any) -> None:
        self.names = list(counted)
        counts: list[str] = []
        params: list[Any] = []
        for parts in counted.values():
            selects = [_capped_select(rows) for rows in parts]
            together = " UNION ALL ".join(f"({sql})" for sql, _values in selects)
            # the statements are Django's, their values stay parameters
            capped = f"SELECT 1 FROM ({together}) parts LIMIT {CAP + 1}"  # noqa: S608
            counts.append(f"(SELECT count(*) FROM ({capped}) counted)")  # noqa: S608
            for _sql, values in selects:
                params += values
        self._statement = Statement.of(f"SELECT {', '.join(counts)}", tuple(params), stand_ins)

    def ask(self, **values: Any) -> dict[str, int]:
        """By name of the queryset. One statement."""
        with connection.cursor() as cursor:
            cursor.execute(self._statement.sql, self._statement.params_for(values))
            return dict(zip(self.names, cursor.fetchone(), strict=True))


def capped_counts(querysets: Mapping[str, AnyRows]) -> dict[str, int]:
    """As `CappedCounts`, for querysets that are asked once."""
    if not querysets:
        return {}
    return CappedCounts({name: [rows] for name, rows in querysets.items()}).ask()


def _capped_select(rows: AnyRows) -> tuple[str, list[Any]]:
    if rows.query.is_empty():
        # Django compiles what is known to be empty to an exception
        return "SELECT 1 WHERE 1 = 0", []
    sql, params = rows.order_by().values_list("pk")[: CAP + 1].query.sql_with_params()
    return sql, list(params)


def capped_text(count: int) -> str:
    """`1000+` beyond the cap."""
    return f"{CAP}+" if count > CAP else str(count)
