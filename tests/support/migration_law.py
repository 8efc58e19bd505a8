"""What a migration of a desk in use may not do, told from the SQL that it runs on PostgreSQL."""

import re
from functools import cache
from typing import Any

from django.db import connection, migrations
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.migration import Migration

LANDED = {"accounts": 1, "core": 2, "customers": 2, "notifications": 1, "tickets": 2}
"""The last migration of each house that was written before the law: they make tables that nobody uses yet."""

BIG = re.compile(
    r"customers_(customer|contact)|tickets_(ticket|ticketevent|slaclock|slapause|escalation|communication|assignment|processentry)"
    r"|notifications_(inboxitem|outbox)|core_auditentry"
)
CREATED = re.compile(r'CREATE TABLE (?:IF NOT EXISTS )?"?(\w+)"?', re.IGNORECASE)
INDEXED = re.compile(
    r'CREATE (?:UNIQUE )?INDEX (?P<quietly>CONCURRENTLY )?.*? ON "?(?P<table>\w+)"?',
    re.IGNORECASE | re.DOTALL,
)
ALTERED = re.compile(
    r'ALTER TABLE (?:ONLY )?"?(?P<table>\w+)"? (?P<what>.*)', re.IGNORECASE | re.DOTALL
)
RETYPED = re.compile(r'ALTER (?:COLUMN )?"?\w+"? (?:SET DATA )?TYPE ', re.IGNORECASE)
WIDENED = re.compile(r"TYPE (?:varchar\(\d+\)|text)", re.IGNORECASE)


@cache
def all_migrations() -> MigrationLoader:
    """Read once."""
    return MigrationLoader(connection)


def steps(migration: Migration) -> list[str]:
    """Its statements, also those that `core.migrations_sql` runs through Python."""
    state = all_migrations().project_state((migration.app_label, migration.name), at_end=False)
    with connection.schema_editor(collect_sql=True, atomic=False) as editor:
        for operation in migration.operations:
            before = state.clone()
            operation.state_forwards(migration.app_label, state)
            if not isinstance(operation, migrations.RunPython):
                operation.database_forwards(migration.app_label, editor, before, state)
            elif operation.code.__module__ == "core.migrations_sql":
                operation.code(before.apps, editor)
    return editor.collected_sql


def future() -> list[Migration]:
    """The migrations under the law."""
    return [
        migration
        for (house, name), migration in sorted(all_migrations().disk_migrations.items())
        if house in LANDED and int(name[:4]) > LANDED[house]
    ]


def wrongs(statements: list[str], *, atomic: bool = True, big: Any = BIG) -> list[str]:
    """What the statements may not do, each with its statement."""
    made = {found[1] for one in statements for found in CREATED.finditer(one)}
    return [f"{why}: {one[:120]}" for one in statements for why in _wrongs(one, made, atomic, big)]


def _wrongs(statement: str, made: set[str], atomic: bool, big: Any) -> list[str]:
    found = INDEXED.match(statement)
    if found and found["table"] not in made:
        if not found["quietly"]:
            return ["an index stops everybody who writes"]
        return ["CONCURRENTLY needs atomic = False"] if atomic else []
    altered = ALTERED.match(statement)
    if altered is None or altered["table"] in made or not big.fullmatch(altered["table"]):
        return []
    return _of_column(altered["what"])


def _of_column(what: str) -> list[str]:
    found = []
    if RETYPED.search(what) and not WIDENED.search(what):
        found.append("a new type rewrites a big table")
    if re.search(r"SET NOT NULL", what, re.IGNORECASE):
        found.append("SET NOT NULL reads a big table under a strong lock")
    if re.match(r"ADD COLUMN", what, re.IGNORECASE) and re.search(r"NOT NULL", what, re.IGNORECASE):
        found += (
            []
            if re.search(r"\bDEFAULT\b|GENERATED", what, re.IGNORECASE)
            else ["a column without a default cannot be NOT NULL"]
        )
    return found
