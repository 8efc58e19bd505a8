"""FLT-17: migrating a desk in use. What the migrations do, and that the command neither waits nor makes others wait."""

import io
import threading
import time
from contextlib import contextmanager

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection

from tests.fixtures import in_background, until
from tests.support.migration_law import future, steps, wrongs

SECOND_AND_A_BIT = 1.6
"""Seconds: the limit of one, and what a loaded machine adds."""


# --- what they do -------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_no_migration_stops_a_desk_in_use():
    found = {
        f"{one.app_label}.{one.name}": wrongs(steps(one), atomic=one.atomic) for one in future()
    }
    assert len(found) >= 4
    assert {name: what for name, what in found.items() if what} == {}


@pytest.mark.django_db
def test_the_law_reads_also_what_is_run_through_python():
    from django.db import migrations

    from core.migrations_sql import search_index

    class Migration(migrations.Migration):
        dependencies = [("tickets", "0001_initial")]
        operations = [search_index("tickets_ticket")]

    (statement,) = steps(Migration("0002_ledger_and_search", "tickets"))
    assert wrongs([statement]) == [f"an index stops everybody who writes: {statement[:120]}"]


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ('CREATE INDEX "x" ON "tickets_ticket" ("status")', "an index stops"),
        ('CREATE UNIQUE INDEX "x" ON "core_jobrun" ("name")', "an index stops"),
        ('CREATE INDEX CONCURRENTLY "x" ON "tickets_ticket" ("status")', "CONCURRENTLY needs"),
        (
            'ALTER TABLE "tickets_ticket" ALTER COLUMN "number" TYPE integer USING "number"::integer',
            "a new type",
        ),
        ('ALTER TABLE "customers_customer" ADD COLUMN "x" integer NOT NULL', "a column without"),
        ('ALTER TABLE "tickets_slaclock" ALTER COLUMN "moment" SET NOT NULL', "SET NOT NULL"),
    ],
)
def test_the_law_finds(statement, why):
    (found,) = wrongs([statement])
    assert found.startswith(why)


@pytest.mark.parametrize(
    "statements",
    [
        ['CREATE TABLE "tickets_new" ("id" bigint)', 'CREATE INDEX "x" ON "tickets_new" ("id")'],
        ['ALTER TABLE "tickets_ticket" ADD COLUMN "x" integer NULL'],
        [
            'ALTER TABLE "tickets_ticket" ADD COLUMN "x" varchar(9) DEFAULT \'\' NOT NULL',
            'ALTER TABLE "tickets_ticket" ALTER COLUMN "x" DROP DEFAULT',
        ],
        ['ALTER TABLE "tickets_ticket" ALTER COLUMN "number" TYPE varchar(32)'],
        ['ALTER TABLE "core_workcalendar" ALTER COLUMN "name" SET NOT NULL'],
        ['DROP INDEX CONCURRENTLY IF EXISTS "x"'],
    ],
)
def test_the_law_allows(statements):
    assert wrongs(statements) == []


def test_an_index_beside_the_work_is_allowed_where_nothing_is_atomic():
    assert (
        wrongs(['CREATE INDEX CONCURRENTLY "x" ON "tickets_ticket" ("status")'], atomic=False) == []
    )


# --- the command --------------------------------------------------------------------------------------------------


@pytest.fixture
def probe(transactional_db, settings):
    """A small house whose table is there, and whose second migration is not."""
    settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, "tests.operations.probe"]
    call_command("migrate", "probe", "0001", verbosity=0)
    yield
    call_command("migrate", "probe", "zero", verbosity=0)


@contextmanager
def open_read():
    """Somebody reads the table and does not end; gives what ends it."""
    holder, is_over = connection.copy(), threading.Event()
    holder.set_autocommit(False)
    with holder.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM probe_thing")

    def end():
        if not is_over.is_set():
            is_over.set()
            holder.rollback()
            holder.close()

    try:
        yield end
    finally:
        end()


class Reader:
    """Somebody else who reads the same table again and again, quickly; `longest` is how long one read ever took."""

    def __init__(self):
        self.longest, self.reads, self.since, self.is_over = 0.0, 0, 0.0, threading.Event()

    def read(self):
        while not self.is_over.is_set():
            self.since = time.monotonic()
            with connection.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM probe_thing")
            self.longest, self.reads = (
                max(self.longest, time.monotonic() - self.since),
                self.reads + 1,
            )
            self.is_over.wait(0.02)

    def __enter__(self):
        self.result = in_background(self.read)
        until(lambda: self.reads, "the reader reads")
        return self

    def __exit__(self, *_error):
        self.is_over.set()
        self.result()

    @property
    def waits(self):
        """For how long the read at hand has been going on."""
        return time.monotonic() - self.since


def migrate(said=None, **told):
    return call_command(
        "migrate", "probe", verbosity=0, stdout=io.StringIO(), stderr=said or io.StringIO(), **told
    )


def has_column():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM information_schema.columns WHERE table_name = 'probe_thing' AND column_name = 'note'"
        )
        return cursor.fetchone()[0] == 1


def test_it_gives_up_lets_others_through_and_succeeds_when_the_table_is_free(probe):
    said = io.StringIO()
    with open_read() as end, Reader() as reader:
        result = in_background(lambda: migrate(said, pause=0.3))
        until(lambda: said.getvalue().count("trying again") >= 1, "the first try gives up")
        reads = reader.reads
        until(lambda: reader.reads > reads + 3, "others read while it waits for its next try")
        assert not has_column()
        end()
        result()
        assert has_column()
    assert reader.longest > 0.7, (
        "the reader waited behind a try, and was let through before the end"
    )


def test_control_without_the_limit_everybody_waits_as_long_as_the_open_read(probe):
    with open_read() as end, Reader() as reader:
        result = in_background(lambda: migrate(lock_timeout=0))
        until(
            lambda: reader.waits > SECOND_AND_A_BIT + 0.2, "the reader stands behind the migration"
        )
        end()
        result()
    assert reader.longest > SECOND_AND_A_BIT


def test_it_says_so_when_the_table_is_never_free(probe):
    with open_read(), pytest.raises(CommandError, match="in use all the time"):
        migrate(lock_timeout=50, tries=2, pause=0.05)
    assert not has_column()
    migrate()
    assert has_column()


def test_it_leaves_the_session_as_it_was_and_other_errors_alone(probe):
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '7s'")
        try:
            migrate()
            cursor.execute("SHOW lock_timeout")
            assert cursor.fetchone() == ("7s",)
        finally:
            cursor.execute("RESET lock_timeout")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE probe_thing DROP COLUMN note")
    with pytest.raises(Exception, match="does not exist") as caught:
        call_command("migrate", "probe", "0001", verbosity=0)
    assert not isinstance(caught.value, OperationalError | CommandError)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE probe_thing ADD COLUMN note text")
