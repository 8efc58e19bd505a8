"""Makes, exchanges and drops whole databases: a restore works in one of its own, and puts it in the
place of the desk's when everything in it is right.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from psycopg2 import errors, sql

from operations.queries import databases

# Beside the range of the jobs (core.actions.jobs).
RESTORE_LOCK = 0x726573746F7265

LOCALE = """
SELECT pg_encoding_to_char(encoding), datcollate, datctype, datlocprovider::text,
       to_jsonb(d) ->> 'datlocale'
FROM pg_database d WHERE datname = %s
"""

SWAP_TRIES = 12
END_OTHERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = ANY(%s) AND pid <> pg_backend_pid()
"""


class Busy(Exception):
    """Another restore is at work, or a database cannot be had; the text says which."""


@contextmanager
def alone_on_server(session: Any) -> Iterator[None]:
    """One restore at a time. The lock goes with the session.

    Raises `Busy`.
    """
    number = RESTORE_LOCK ^ (hash_of(databases.desk_name()) & 0xFFFF)
    with session.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [number])
        if not cursor.fetchone()[0]:
            raise Busy("Another restore of this database is at work.")
    yield


def hash_of(name: str) -> int:
    """The same in every process."""
    return sum(byte * 31**place for place, byte in enumerate(name.encode()))


def create_database(session: Any, name: str, *, like: str) -> None:
    """An empty one, with the character set of another.

    Raises `Busy` with the way out where the role may not.
    """
    with session.cursor() as cursor:
        cursor.execute(LOCALE, [like])
        found = cursor.fetchone()
        words = [sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name))]
        if found:
            words += _locale_words(*found)
        try:
            cursor.execute(sql.SQL(" ").join(words))
        except errors.InsufficientPrivilege as error:
            role = connection.settings_dict["USER"]
            raise Busy(
                f'The role may not make databases: ALTER ROLE "{role}" CREATEDB, and try again.'
            ) from error


def _locale_words(
    encoding: str, collate: str, ctype: str, provider: str, locale: str | None
) -> Iterator[sql.Composable]:
    yield sql.SQL("ENCODING {}").format(sql.Literal(encoding))
    yield sql.SQL("LC_COLLATE {} LC_CTYPE {}").format(sql.Literal(collate), sql.Literal(ctype))
    kinds = {"i": ("icu", "ICU_LOCALE"), "b": ("builtin", "BUILTIN_LOCALE")}
    if provider in kinds and locale:
        kind, word = kinds[provider]
        yield sql.SQL(f"LOCALE_PROVIDER {kind} {word} {{}}").format(sql.Literal(locale))


def drop_database(session: Any, name: str) -> None:
    """Also when somebody is connected to it; nothing happens if there is none."""
    with session.cursor() as cursor:
        cursor.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        )


def put_in_place(session: Any, *, new: str, desk: str, replaced: str) -> None:
    """Both names change in one transaction: whoever connects finds the old database or the new one,
    and nothing between. Sessions on them end. Raises `Busy`.
    """
    has_old = databases.is_database_there(session, desk)
    with _others_are_ended([desk, new]):
        for left in range(SWAP_TRIES - 1, -1, -1):
            try:
                _rename_both(session, new, desk, replaced if has_old else None)
                return
            except errors.ObjectInUse as error:
                if not left:
                    raise Busy(
                        "The database is in use without a pause: stop web, worker and beat,"
                        " and restore again."
                    ) from error


def _rename_both(session: Any, new: str, desk: str, replaced: str | None) -> None:
    session.autocommit = False
    try:
        with session, session.cursor() as cursor:
            if replaced:
                cursor.execute(_renaming(desk, replaced))
            cursor.execute(_renaming(new, desk))
    finally:
        session.autocommit = True


def _renaming(before: str, after: str) -> sql.Composable:
    statement = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    return statement.format(sql.Identifier(before), sql.Identifier(after))


@contextmanager
def _others_are_ended(names: list[str]) -> Iterator[None]:
    """Again and again meanwhile: servers connect anew at once."""
    done = threading.Event()

    def end_others() -> None:
        with (
            databases.session_on(databases.maintenance_name()) as session,
            session.cursor() as cursor,
        ):
            while True:
                cursor.execute(END_OTHERS, [names])
                if done.wait(0.1):
                    return

    thread = threading.Thread(target=end_others, name="end sessions")
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


@contextmanager
def desk_moved_to(name: str) -> Iterator[None]:
    """The desk's own statements go to another database meanwhile."""
    own = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = own


def update_statistics() -> None:
    """What the planner knows of the tables; a dump does not carry it."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
