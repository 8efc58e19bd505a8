"""Roles of the database that read the views for BI, and nothing else."""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from psycopg2 import errors, sql
from psycopg2.extensions import encrypt_password

from analytics.actions.bi_views import SCHEMA, make_views
from analytics.enums import Audited
from analytics.queries.bi_rights import DatabaseRole, role_named, surplus_rights
from core.actions import audit

NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}", re.ASCII)

# By which a role is known as one of ours: no other is ever taken away.
COMMENT = "Reads the views for BI of an after-sales desk"
SHORTEST_PASSWORD = 12
PASSWORD_BYTES = 24

OWNS_DATABASE = """
SELECT pg_has_role(datdba, 'USAGE') FROM pg_database WHERE datname = current_database()
"""
# Of a long list so much is named.
MOST_NAMED = 5

MAY_NOT = (
    'The desk\'s role "{own}" may not make or change the role "{name}". As superuser of the server:'
    ' ALTER ROLE "{own}" CREATEROLE (and where "{name}" is there already: GRANT "{name}" TO "{own}"'
    " WITH ADMIN OPTION), then once more."
)
TOO_MUCH = 'The role "{name}" would be more than a reader, so it stays as it was: {powers}.'
ELSEWHERE = (
    'The role "{name}" has rights in other databases of the server, so it stays:'
    ' DROP OWNED BY "{name}" there, then once more.'
)


class NoReader(Exception):
    """The role can be neither made nor removed so; the text says why, and what to do."""


@dataclass(frozen=True, slots=True)
class ReaderLimits:
    """`seconds` a statement and an idle transaction may last, how many `connections` at once."""

    seconds: int
    connections: int


@dataclass(frozen=True, slots=True)
class MadeReader:
    """`password`: only where it was made up here; nobody can tell it again."""

    name: str
    is_new: bool
    password: str | None


@transaction.atomic
def make_reader(
    name: str, *, password: str | None, renews: bool, limits: ReaderLimits, at: datetime
) -> MadeReader:
    """A role that logs in and reads every view, also those that later releases make; or the same
    role with its rights as they should be.

    Without a `password` one is made up for a new role, and for an old one that `renews`; else the
    old one stays. Raises `NoViews`, `NoReader`; nothing has changed then.
    """
    _require_name(name)
    if password is not None and len(password) < SHORTEST_PASSWORD:
        raise NoReader(f"The password needs {SHORTEST_PASSWORD} characters or more.")
    make_views()
    found = role_named(name)
    _require_harmless(name, found)
    made_up = None
    if password is None and (found is None or renews):
        made_up = password = secrets.token_urlsafe(PASSWORD_BYTES)
    with _refusals(name):
        _write_role(name, is_new=found is None, password=password, limits=limits)
        _grant(name)
    if surplus := surplus_rights(name, SCHEMA):
        powers = "; ".join(f"it could {words}" for words in surplus[:MOST_NAMED])
        raise NoReader(TOO_MUCH.format(name=name, powers=powers))
    audit.write_audit_entry(
        Audited.BI_READER_MADE, by=None, at=at, target=f"reader {name}", is_new=found is None
    )
    return MadeReader(name, found is None, made_up)


@transaction.atomic
def remove_reader(name: str, *, at: datetime) -> bool:
    """Take the role away with all its rights; False where there is none.

    Sessions that are open read nothing from then on. Raises `NoReader`.
    """
    found = role_named(name)
    if found is None:
        return False
    if found.comment != COMMENT:
        raise NoReader(f'The role "{name}" was not made by this command, so it stays.')
    _require_harmless(name, found)
    with _refusals(name):
        _revoke(name)
        _run("DROP ROLE {role}", name)
    audit.write_audit_entry(Audited.BI_READER_REMOVED, by=None, at=at, target=f"reader {name}")
    return True


def _require_name(name: str) -> None:
    if not NAME.fullmatch(name) or name.startswith("pg_"):
        raise NoReader(
            f"“{name}” is no name for it: small letters, digits and _, at most 63, not pg_…."
        )


def _require_harmless(name: str, found: DatabaseRole | None) -> None:
    """A role that is there already may be taken if it can do nothing else."""
    if found is None:
        return
    if found.is_own:
        raise NoReader(f'"{name}" is the desk\'s own role: choose another name with --name.')
    if found.powers:
        raise NoReader(TOO_MUCH.format(name=name, powers="; ".join(found.powers)))


def _write_role(name: str, *, is_new: bool, password: str | None, limits: ReaderLimits) -> None:
    """What it is, and how its sessions begin."""
    verb = "CREATE" if is_new else "ALTER"
    _run(f"{verb} ROLE {{role}} LOGIN CONNECTION LIMIT {{count}}", name, count=limits.connections)
    if password is not None:
        # Hashed here: what the server logs of statements does not hold it.
        with connection.cursor() as cursor:
            hashed = encrypt_password(password, name, cursor.connection, "scram-sha-256")
        _run("ALTER ROLE {role} PASSWORD {hashed}", name, hashed=hashed)
    _run("COMMENT ON ROLE {role} IS {comment}", name, comment=COMMENT)
    session = {
        "default_transaction_read_only": "on",
        "statement_timeout": f"{limits.seconds}s",
        "idle_in_transaction_session_timeout": f"{limits.seconds}s",
        "timezone": settings.TIME_ZONE,
        "search_path": SCHEMA,
    }
    for setting, value in session.items():
        _run(f"ALTER ROLE {{role}} SET {setting} = {{value}}", name, value=value)


def _grant(name: str) -> None:
    """Reading, of the views that are there and of those that come; nothing that everybody has."""
    _revoke(name)
    for statement in (
        "GRANT USAGE ON SCHEMA {schema} TO {role}",
        "GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {role}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT SELECT ON TABLES TO {role}",
    ):
        _run(statement, name)
    if _owns_database():
        # PostgreSQL lets every role make temporary tables, and old databases tables too.
        _run("GRANT CONNECT ON DATABASE {database} TO {role}", name)
        _run("REVOKE TEMPORARY ON DATABASE {database} FROM PUBLIC", name)
        _run("REVOKE CREATE ON SCHEMA public FROM PUBLIC", name)


def _revoke(name: str) -> None:
    for statement in (
        "REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {role}",
        "REVOKE ALL ON SCHEMA {schema} FROM {role}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} REVOKE ALL ON TABLES FROM {role}",
    ):
        _run(statement, name)
    if _owns_database():
        _run("REVOKE ALL ON DATABASE {database} FROM {role}", name)


def _owns_database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(OWNS_DATABASE)
        owns: bool = cursor.fetchone()[0]
    return owns


def _run(statement: str, name: str, **values: Any) -> None:
    """A statement about the role; values are written into it as literals."""
    parts = {
        "role": sql.Identifier(name),
        "schema": sql.Identifier(SCHEMA),
        "database": sql.Identifier(str(connection.settings_dict["NAME"])),
        **{key: sql.Literal(value) for key, value in values.items()},
    }
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(statement).format(**parts))


@contextmanager
def _refusals(name: str) -> Iterator[None]:
    """What the server refuses, in words that lead out of it."""
    try:
        yield
    except DatabaseError as error:
        if isinstance(error.__cause__, errors.InsufficientPrivilege):
            own = connection.settings_dict["USER"]
            raise NoReader(MAY_NOT.format(own=own, name=name)) from error
        if isinstance(error.__cause__, errors.DependentObjectsStillExist):
            raise NoReader(ELSEWHERE.format(name=name)) from error
        raise
