"""The views for BI are made anew by every release, and out of the way while tables change.

They hold nothing: each is the statement of `analytics.queries.bi`, in the zone of the desk and with
the words of the release, read with the rights of the desk. Rights of readers are kept with the
schema, so that a view that is made anew is read as the one before was (decision 38).
"""

import hashlib
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.migration import Migration
from psycopg2 import sql

from analytics.actions.locks import hold_work
from analytics.queries.bi import bi_views
from analytics.queries.bi.views import BiView

SCHEMA = "bi"

# Whose tables the views read.
HOUSES = frozenset({"accounts", "analytics", "customers", "feedback", "plans", "tickets"})

HAS_SCHEMA = """
SELECT coalesce(pg_has_role(
    (SELECT nspowner FROM pg_namespace WHERE nspname = %s), 'USAGE'), false)
"""
MADE_AS = "SELECT obj_description(to_regnamespace(%s), 'pg_namespace')"
VIEWS = """
SELECT relname FROM pg_class
WHERE relnamespace = to_regnamespace(%s) AND relkind = 'v' ORDER BY relname
"""


class NoViews(Exception):
    """There can be no views for BI; the text says why, and what to do."""


def make_way(plan: Iterable[tuple[Migration, bool]]) -> None:
    """Before a migration that may change a table they read: take the views away."""
    if any(migration.app_label in HOUSES for migration, _is_backwards in plan):
        drop_views()


@transaction.atomic
def drop_views() -> None:
    """With all that others have built upon them: the desk's tables must be free to change."""
    if has_schema():
        _drop_views()


def make_views() -> None:
    """Make the views as this release has them, where they are not so already.

    Whoever reads meanwhile sees the old ones or the new ones. Raises `NoViews`.
    """
    if not has_schema():
        raise NoViews(
            f"There is no schema {SCHEMA} of the desk: as owner of the database CREATE SCHEMA"
            f' {SCHEMA} AUTHORIZATION "{connection.settings_dict["USER"]}" (where another program'
            " has one of this name, rename that first), then manage.py migrate."
        )
    if not _is_migrated():
        raise NoViews("The tables are not those of this release: manage.py migrate.")
    views = bi_views()
    statements = [_creating(view) for view in views]
    mark = _mark_of(statements)
    with transaction.atomic():
        # two machines may migrate at once
        hold_work("bi")
        if _made_views() == (mark, sorted(view.name for view in views)):
            return
        _drop_views()
        with connection.cursor() as cursor:
            for view, statement in zip(views, statements, strict=True):
                cursor.execute(statement)
                _describe(cursor, view)
            cursor.execute(
                sql.SQL("COMMENT ON SCHEMA {} IS {}").format(
                    sql.Identifier(SCHEMA), sql.Literal(mark)
                )
            )


def has_schema() -> bool:
    """Is there a schema, and is it the desk's own?"""
    with connection.cursor() as cursor:
        cursor.execute(HAS_SCHEMA, [SCHEMA])
        found: bool = cursor.fetchone()[0]
    return found


def _is_migrated() -> bool:
    """Has the database seen all that this release does to the tables that the views read?"""
    loader = MigrationLoader(connection)
    last = {key for house in HOUSES for key in loader.graph.leaf_nodes(house)}
    return last <= set(loader.applied_migrations)


def _creating(view: BiView) -> str:
    """`security_barrier`: no function of the reader sees more of a row than the columns."""
    names = sql.SQL(", ").join(map(sql.Identifier, view.columns))
    head = sql.SQL("CREATE VIEW {} ({}) WITH (security_barrier) AS ").format(
        sql.Identifier(SCHEMA, view.name), names
    )
    with connection.cursor() as cursor:
        written: str = head.as_string(cursor.cursor)
    return written + view.statement()


def _mark_of(statements: list[str]) -> str:
    digest = hashlib.sha256("\n".join(statements).encode()).hexdigest()
    return f"Views for BI, made by manage.py migrate for {settings.TIME_ZONE}: {digest}"


def _made_views() -> tuple[str | None, list[str]]:
    with connection.cursor() as cursor:
        cursor.execute(MADE_AS, [SCHEMA])
        (mark,) = cursor.fetchone()
        cursor.execute(VIEWS, [SCHEMA])
        return mark, [name for (name,) in cursor.fetchall()]


def _drop_views() -> None:
    _mark, names = _made_views()
    with connection.cursor() as cursor:
        for name in names:
            view = sql.Identifier(SCHEMA, name)
            cursor.execute(sql.SQL("DROP VIEW IF EXISTS {} CASCADE").format(view))


def _describe(cursor: Any, view: BiView) -> None:
    """Tools show what stands here beside the names."""
    name = sql.Identifier(SCHEMA, view.name)
    texts = [sql.SQL("COMMENT ON VIEW {} IS {}").format(name, sql.Literal(view.about))]
    texts += [
        sql.SQL("COMMENT ON COLUMN {} IS {}").format(
            sql.Identifier(SCHEMA, view.name, column), sql.Literal(source.meaning)
        )
        for column, source in view.columns.items()
    ]
    cursor.execute(sql.SQL("; ").join(texts))
