"""Several statements as of one moment."""

import pytest
from django.db import InternalError, connection, transaction

from accounts.models import Department
from analytics.queries.snapshot import one_snapshot


def isolation():
    with connection.cursor() as cursor:
        cursor.execute("SHOW transaction_isolation")
        return cursor.fetchone()[0]


@pytest.mark.django_db(transaction=True)
def test_all_that_is_read_is_of_one_moment_and_nothing_is_written():
    with one_snapshot():
        assert isolation() == "repeatable read"
    with pytest.raises(InternalError, match="read-only"), one_snapshot():
        Department.objects.create(name="新部门")
    assert isolation() == "read committed"


@pytest.mark.django_db
def test_inside_a_transaction_that_has_begun_it_is_as_that_one():
    with transaction.atomic(), one_snapshot():
        assert isolation() == "read committed"
