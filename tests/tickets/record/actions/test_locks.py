"""A lock on a name: who comes second waits for the first, and other names for nobody."""

import pytest
from django.db import connection, transaction

from tests.fixtures import in_background, until
from tickets.record.actions.locks import lock_name

pytestmark = pytest.mark.django_db(transaction=True)


def waiting_locks():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
        return cursor.fetchone()[0]


def test_the_second_waits_until_the_first_is_done():
    done = []

    def hold():
        with transaction.atomic():
            lock_name("ticket", "202405-00001")
            done.append("second")

    with transaction.atomic():
        lock_name("ticket", "202405-00001")
        second = in_background(hold)
        until(lambda: waiting_locks() == 1, "the second waits")
        lock_name("ticket", "202405-00002")
        done.append("first")
    second()
    assert done == ["first", "second"]
