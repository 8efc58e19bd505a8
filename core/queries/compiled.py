"""Reads that pages repeat with other values, put into SQL once a process.

To word such a statement takes Django longer than PostgreSQL takes to answer it. While it is worded,
stand-ins take the place of the values that change: keys that no row has, a moment before all work.
What is asked with them is a queryset made by the same chains as anywhere else, so no rule is
written twice.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.db.models.sql.compiler import SQLCompiler

    AnyRows = QuerySet[Any, Any]

# No row has such a key, and no other parameter is negative.
KEY, OTHER_KEY = -1, -2
KEYS = [KEY]
TEXT = "\x01"
MOMENT = datetime(100, 1, 1, tzinfo=UTC)

# PostgreSQL weighs every order of many joins, even if all of them find one row by its key, and then
# thinks longer than it reads. It sets this for the statement alone.
JOINS_AS_WRITTEN = "SET LOCAL join_collapse_limit = 1; "

# A moment so near to the stand-in was reckoned from it.
NEAR = timedelta(days=3650)


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a parameter takes the value of a name; a moment that was reckoned from it, `later`."""

    position: int
    name: str
    later: timedelta | None = None

    def filled(self, values: Mapping[str, Any]) -> Any:
        """The parameter for these values."""
        value = values[self.name]
        return value if self.later is None else value + self.later


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL with slots among its parameters."""

    sql: str
    params: tuple[Any, ...]
    slots: tuple[Slot, ...]

    @classmethod
    def of(cls, sql: str, params: tuple[Any, ...], stand_ins: Mapping[str, Any]) -> Statement:
        """The slots are where the stand-ins are met."""
        slots = []
        for position, param in enumerate(params):
            for name, stand_in in stand_ins.items():
                if slot := _slot_at(position, param, name, stand_in):
                    slots.append(slot)
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
        later = param - stand_in
        return Slot(position, name, later) if abs(later) < NEAR else None
    return Slot(position, name) if param == stand_in else None


class CompiledQuery:
    """A queryset that is worded once, and answered for other values each time.

    `rows` is made with the stand-ins; the keywords name them. With `joins_as_written` PostgreSQL
    joins in the order of the statement: for one row with many neighbours.
    """

    def __init__(self, rows: AnyRows, *, joins_as_written: bool = False, **stand_ins: Any) -> None:
        self.rows = rows
        self.prefix = JOINS_AS_WRITTEN if joins_as_written else ""
        self.stand_ins = stand_ins

    @cached_property
    def _compiled(self) -> tuple[SQLCompiler, Statement] | None:
        compiler = self.rows.query.get_compiler(DEFAULT_DB_ALIAS)
        try:
            sql, params = compiler.as_sql()
        except EmptyResultSet:
            return None
        return compiler, Statement.of(self.prefix + sql, tuple(params), self.stand_ins)

    def ask(self, **values: Any) -> AnyRows:
        """The rows for these values, by the same names; read when they are walked through."""
        if self._compiled is None:
            return self.rows.none()
        worded, statement = self._compiled
        answer = statement.sql, statement.params_for(values)

        compiler = copy.copy(worded)
        compiler.connection = connections[DEFAULT_DB_ALIAS]
        # The two places at which Django would word it again.
        compiler.as_sql = lambda *_args, **_options: answer  # type: ignore[method-assign]
        rows = self.rows.all()
        rows.query.get_compiler = lambda *_args, **_options: compiler  # type: ignore[method-assign]
        return rows
