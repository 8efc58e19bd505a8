"""Whole databases are made, exchanged and dropped, whoever is connected to them."""

import threading
from contextlib import closing

import psycopg2
import pytest
from django.db import connection

from operations.actions import databases as changes
from operations.queries import databases
from tests.support.commands import databases_like, drop_databases_like, on_server

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def names():
    """(desk, new, replaced), none of which exists."""
    stem = f"swap_{connection.settings_dict['NAME']}"
    drop_databases_like(stem)
    yield stem, f"{stem}_restoring", f"{stem}_replaced"
    drop_databases_like(stem)


@pytest.fixture
def server():
    with databases.session_on("postgres") as session:
        yield session


def number_in(name):
    with on_server(name) as cursor:
        cursor.execute("SELECT n FROM which")
        return cursor.fetchone()[0]


def make(server, name, number):
    changes.create_database(server, name, like=databases.desk_name())
    with on_server(name) as cursor:
        cursor.execute(f"CREATE TABLE which AS SELECT {number} AS n")


def test_the_new_one_takes_the_place_of_the_old_while_everybody_keeps_connecting(server, names):
    desk, new, replaced = names
    make(server, desk, 1)
    make(server, new, 2)
    params, seen, stopped = connection.get_connection_params(), [], threading.Event()

    def knock():
        """As web servers do: connect, ask, lose the connection, connect again."""
        while not stopped.is_set():
            try:
                opened = closing(psycopg2.connect(**{**params, "dbname": desk}))
                with opened as session, session.cursor() as cursor:
                    for _question in range(20):
                        cursor.execute("SELECT n FROM which")
                        seen.append(cursor.fetchone()[0])
            except psycopg2.OperationalError:
                continue

    threads = [threading.Thread(target=knock) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        changes.put_in_place(server, new=new, desk=desk, replaced=replaced)
    finally:
        stopped.set()
        for thread in threads:
            thread.join()
    assert databases_like(desk) == {desk, replaced}
    assert (number_in(desk), number_in(replaced)) == (2, 1)
    assert set(seen) <= {1, 2}
    changes.drop_database(server, replaced)
    changes.drop_database(server, replaced)
    assert databases_like(desk) == {desk}


def test_where_there_was_none_it_just_takes_the_name(server, names):
    desk, new, replaced = names
    make(server, new, 2)
    changes.put_in_place(server, new=new, desk=desk, replaced=replaced)
    assert databases_like(desk) == {desk}


def test_a_new_database_counts_letters_as_the_old_one_does(server, names):
    changes.create_database(server, names[1], like=databases.desk_name())
    with on_server() as cursor:
        cursor.execute(
            "SELECT count(*), count(DISTINCT (encoding, datcollate, datctype, datlocprovider))"
            " FROM pg_database WHERE datname = ANY(%s)",
            [[names[1], databases.desk_name()]],
        )
        assert cursor.fetchone() == (2, 1)


def test_two_restores_at_once_are_refused(server):
    with changes.alone_on_server(server), databases.session_on("postgres") as other:
        second = changes.alone_on_server(other)
        with pytest.raises(changes.Busy):
            second.__enter__()


def test_the_desks_statements_go_elsewhere_and_come_back(server, names):
    desk = databases.desk_name()
    make(server, names[0], 7)
    with changes.desk_moved_to(names[0]), connection.cursor() as cursor:
        cursor.execute("SELECT n FROM which")
        assert cursor.fetchone() == (7,)
    assert databases.desk_name() == desk
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database()")
        assert cursor.fetchone() == (desk,)
