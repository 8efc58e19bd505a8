"""Statements that PostgreSQL has read and planned once for a connection.

Of a statement that finds few rows by key and joins many tables, PostgreSQL plans longer than it
reads. `PREPARE` keeps what it made of the words; whether the plan is kept as well, PostgreSQL
decides after some executions. Only for reads by key: the best plan of a list depends on the values.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING, Any
from uuid import uuid4
from weakref import WeakKeyDictionary

from psycopg2.extensions import AsIs

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

# Of each connection to the server: whose statement it knows under which name. What it knows ends
# with it.
_names: WeakKeyDictionary[Any, dict[Hashable, str]] = WeakKeyDictionary()


def _known_names(connection: BaseDatabaseWrapper) -> dict[Hashable, str]:
    # As a cursor would do: one that died meanwhile gives way to a new one, which knows nothing.
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    return _names.setdefault(connection.connection, {})


def execution_of(
    connection: BaseDatabaseWrapper,
    owner: Hashable,
    sql: str,
    params: Sequence[Any],
    slots: Sequence[int],
) -> tuple[str, list[Any]]:
    """SQL and parameters that have the connection answer the owner's statement for the values at
    the positions `slots` of `params`; all others are part of the statement.
    """
    values = [params[position] for position in slots]
    places = ", ".join(["%s"] * len(values))
    known = _known_names(connection)
    if name := known.get(owner):
        return f"EXECUTE {name} ({places})", values

    worded = list(params)
    for number, position in enumerate(slots, start=1):
        worded[position] = AsIs(f"${number}")
    with connection.wrap_database_errors, connection.connection.cursor() as cursor:
        body = cursor.mogrify(sql, worded).decode().replace("%", "%%")

    # Nobody else's, also where connections are shared by something in between.
    name = known[owner] = f"desk_{uuid4().hex}"
    return f"PREPARE {name} AS {body}; EXECUTE {name} ({places})", values


def forget_execution(connection: BaseDatabaseWrapper, owner: Hashable) -> None:
    """The next time it is prepared anew: what it was made of has changed, or it never was."""
    known = _names.get(connection.connection) if connection.connection else None
    if known:
        known.pop(owner, None)
