"""Reads that pages repeat with another key, put into SQL once a process: Django takes longer to word them than PostgreSQL to answer."""

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import QuerySet
from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row")
KEY = -1
"""Stands for the key while the statement is worded."""


class Compiled(Generic[Row]):
    """`rows` is a queryset of tuples, `by` the key by which they are asked for, `make` turns the values of one into a row."""

    def __init__(
        self,
        rows: QuerySet,
        by: str,
        make: Callable[[Iterable[Any]], Row],
        *,
        limit: int | None = None,
    ) -> None:
        self.rows, self.by, self.make, self.limit = rows, by, make, limit

    @cached_property
    def _statement(self) -> tuple[SQLCompiler, str, tuple[Any, ...]]:
        compiler = self.rows.filter(**{self.by: KEY})[: self.limit].query.get_compiler(
            DEFAULT_DB_ALIAS
        )
        return compiler, *compiler.as_sql()

    def of(self, key: int) -> list[Row]:
        """The rows of a key, in the order of `rows`, the first `limit`: one statement."""
        compiler, sql, params = self._statement
        with connection.cursor() as cursor:
            cursor.execute(sql, [key if param == KEY else param for param in params])
            found = cursor.fetchall()
        return [self.make(row) for row in compiler.results_iter([found])]
