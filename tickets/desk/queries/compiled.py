"""Reads that pages repeat with another key, put into SQL once a process.

Django takes longer to word them than PostgreSQL to answer.
"""

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import QuerySet
from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row")

# Stands for the key while the statement is worded.
KEY = -1


class Compiled(Generic[Row]):
    """One read: the rows of a key.

    `rows` is a queryset of tuples, `by` the key by which they are asked for, `make` turns the
    values of one into a row.
    """

    def __init__(
        self,
        rows: QuerySet[Any, Any],
        by: str,
        make: Callable[[Iterable[Any]], Row],
        *,
        limit: int | None = None,
    ) -> None:
        self.rows = rows
        self.by = by
        self.make = make
        self.limit = limit

    @cached_property
    def _statement(self) -> tuple[SQLCompiler, str, tuple[Any, ...]]:
        rows = self.rows.filter(**{self.by: KEY})[: self.limit]
        compiler = rows.query.get_compiler(DEFAULT_DB_ALIAS)
        return compiler, *compiler.as_sql()

    def of(self, key: int) -> list[Row]:
        """The rows of a key, in the order of `rows`, the first `limit`: one statement."""
        compiler, sql, params = self._statement
        # No key is negative, so no other parameter can stand for it.
        with connection.cursor() as cursor:
            cursor.execute(sql, [key if param == KEY else param for param in params])
            rows = cursor.fetchall()
        # By way of the compiler, which turns what the driver brings into the fields' own values.
        return [self.make(row) for row in compiler.results_iter([rows])]
