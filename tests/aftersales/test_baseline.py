"""The tables of a new desk: made from what the migrations leave, once, and all or none."""

import threading
from contextlib import contextmanager
from pathlib import PurePosixPath

import pytest
from django.db import ProgrammingError, connection

from aftersales import baseline
from tests.fixtures import in_background

TABLES = """
SELECT count(*) FROM pg_class
WHERE relnamespace = to_regnamespace('new_desk') AND relkind = 'r'
"""


@pytest.fixture
def new_desk(transactional_db):
    """A schema without a table."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA new_desk")
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA new_desk CASCADE")


@contextmanager
def within_new_desk():
    """This thread's connection sees no other schema."""
    with connection.cursor() as cursor:
        cursor.execute("SET search_path TO new_desk")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET search_path")


def count_tables() -> int:
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        return cursor.fetchone()[0]


def test_nothing_that_the_baseline_was_made_from_has_changed():
    now = baseline.find_sources()
    changed = [path for path, digest in baseline.read_sources().items() if now.get(path) != digest]
    assert changed == []


@pytest.mark.django_db
def test_every_migration_before_the_baseline_is_noted_as_applied():
    paths = map(PurePosixPath, baseline.read_sources())
    wanted = {(path.parts[0], path.stem) for path in paths if path.parts[1] == "migrations"}
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations")
        noted = set(cursor.fetchall())
    assert len(wanted) > 100
    assert wanted <= noted


def test_an_empty_schema_gets_the_tables_and_one_with_a_table_stays(new_desk):
    with within_new_desk():
        assert baseline.make_tables(connection)
        made = count_tables()
        assert made > 100
        assert not baseline.make_tables(connection)
    assert count_tables() == made


def test_of_two_that_begin_at_once_one_makes_the_tables(new_desk):
    both_ready = threading.Barrier(2)

    def make():
        with within_new_desk():
            both_ready.wait(timeout=60)
            return baseline.make_tables(connection)

    waiting = [in_background(make), in_background(make)]
    assert sorted(wait() for wait in waiting) == [False, True]
    assert count_tables() > 100


def test_what_fails_in_the_middle_leaves_no_table(new_desk):
    with connection.cursor() as cursor:
        # a name that the statements will need, and find taken
        cursor.execute("CREATE SEQUENCE new_desk.tickets_ticket_id_seq")
    with within_new_desk(), pytest.raises(ProgrammingError):
        baseline.make_tables(connection)
    assert count_tables() == 0
