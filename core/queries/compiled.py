"""Reads that pages repeat with other values, put into SQL once a process.

To compile such a statement takes Django longer than PostgreSQL takes to answer it. While it is
compiled, stand-ins take the place of the values that change: keys that no row has, a moment before
all work. What is asked with them is a queryset made by the same chains as anywhere else, so no rule
is written twice.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, DatabaseError, NotSupportedError, connections

from core.queries import prepared

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.db.models.sql.compiler import SQLCompiler

    AnyRows = QuerySet[Any, Any]

# No row has such a key, and no other parameter is negative.
KEY, OTHER_KEY = -1, -2
KEYS = [KEY]
TEXT = "\x01"
MOMENT = datetime(100, 1, 1, tzinfo=UTC)

# A moment so near to the stand-in was reckoned from it.
NEAR = timedelta(days=3650)


class LostStandIn(ValueError):
    """A stand-in that would be sent as it is: made into another value, or of no name."""


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a parameter takes the value of a name, or the moment that lies `apart` from it."""

    position: int
    name: str
    apart: timedelta | None = None

    def filled(self, values: Mapping[str, Any]) -> Any:
        """The parameter for these values."""
        value = values[self.name]
        return value if self.apart is None else value + self.apart


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL with slots among its parameters."""

    sql: str
    params: tuple[Any, ...]
    slots: tuple[Slot, ...]

    @classmethod
    def of(cls, sql: str, params: tuple[Any, ...], stand_ins: Mapping[str, Any]) -> Statement:
        """The slots are where the stand-ins are met. Raises `LostStandIn` for what is left over."""
        slots = []
        for position, param in enumerate(params):
            found = [
                slot
                for name, stand_in in stand_ins.items()
                if (slot := _slot_at(position, param, name, stand_in))
            ]
            if len(found) > 1 or (not found and _looks_like_stand_in(param)):
                raise LostStandIn(f"{param!r} belongs to {len(found)} names: {sql}")
            slots += found
        return cls(sql, params, tuple(slots))

    def params_for(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        """The parameters with these values in their slots."""
        params = list(self.params)
        for slot in self.slots:
            params[slot.position] = slot.filled(values)
        return tuple(params)


def _slot_at(position: int, param: Any, name: str, stand_in: Any) -> Slot | None:
    if type(param) is not type(stand_in):
        return None
    if isinstance(param, datetime):
        apart = param - stand_in
        return Slot(position, name, apart) if abs(apart) < NEAR else None
    return Slot(position, name) if param == stand_in else None


def _looks_like_stand_in(param: Any) -> bool:
    """No true value looks so."""
    if isinstance(param, list | tuple):
        return any(_looks_like_stand_in(part) for part in param)
    if isinstance(param, date):
        return param.year < (MOMENT + NEAR).year
    if isinstance(param, str):
        return TEXT in param
    return isinstance(param, int) and param < 0


class CompiledQuery:
    """A queryset that is compiled once, and answered for other values each time.

    `rows` is made with the stand-ins; the keywords name them. What finds its rows `by_key` is
    planned once for a connection.
    """

    def __init__(self, rows: AnyRows, *, by_key: bool = False, **stand_ins: Any) -> None:
        self.rows = rows
        self.by_key = by_key
        self.stand_ins = stand_ins

    @cached_property
    def _compiled(self) -> tuple[SQLCompiler, Statement] | None:
        # A copy: two threads that compile one query at once would undo each other's joins.
        compiler = self.rows.all().query.get_compiler(DEFAULT_DB_ALIAS)
        try:
            sql, params = compiler.as_sql()
        except EmptyResultSet:
            return None
        # Of each answer the same: how its columns are read.
        columns = [column[0] for column in compiler.select[: compiler.col_count]]
        converters = compiler.get_converters(columns)
        compiler.get_converters = lambda _columns: converters  # type: ignore[method-assign]

        # The connection belongs to the thread that came first.
        compiler.connection = None
        return compiler, Statement.of(sql, tuple(params), self.stand_ins)

    def ask(self, **values: Any) -> list[Any]:
        """The rows for these values, by the same names. One statement."""
        if self._compiled is None:
            return []
        compiler, statement = self._compiled
        params = statement.params_for(values)
        if not self.by_key:
            return self._answer(compiler, statement.sql, params)
        return self._answer_by_key(compiler, statement, params)

    def ask_one(self, **values: Any) -> Any:
        """The first of them; None where there is none."""
        return next(iter(self.ask(**values)), None)

    def _answer_by_key(
        self, compiler: SQLCompiler, statement: Statement, params: tuple[Any, ...]
    ) -> list[Any]:
        connection = connections[DEFAULT_DB_ALIAS]
        slots = [slot.position for slot in statement.slots]
        execution = prepared.execution_of(connection, self, statement.sql, params, slots)
        try:
            return self._answer(compiler, *execution)
        except DatabaseError as error:
            prepared.forget_execution(connection, self)
            # A column became another type since: PostgreSQL keeps what it promised, and refuses.
            # Within a transaction nothing can be asked any more.
            if not isinstance(error, NotSupportedError) or connection.in_atomic_block:
                raise
        return self._answer(compiler, statement.sql, params)

    def _answer(self, compiled: SQLCompiler, sql: str, params: Sequence[Any]) -> list[Any]:
        compiler = copy.copy(compiled)
        compiler.connection = connections[DEFAULT_DB_ALIAS]
        # The two places at which Django would compile it again. A list is returned, because a
        # queryset with them would pass over whatever is chained to it.
        compiler.as_sql = lambda *_args, **_options: (sql, params)  # type: ignore[method-assign]
        rows = self.rows.all()
        rows.query.get_compiler = lambda *_args, **_options: compiler  # type: ignore[method-assign]
        return list(rows)
