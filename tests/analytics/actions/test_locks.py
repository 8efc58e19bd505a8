"""Work that only one process does at a time."""

from __future__ import annotations

from contextlib import closing
from datetime import date

import pytest
from django.db import connection, transaction

from analytics.actions.locks import HOLD, hold_month, hold_work

pytestmark = pytest.mark.django_db(transaction=True)

TRY = HOLD.replace("pg_advisory", "pg_try_advisory")
MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)


def is_free_for_others(name: str, key: int = 0) -> bool:
    """As a second process would find it."""
    parameters = connection.get_connection_params()
    with closing(connection.get_new_connection(parameters)) as other, other.cursor() as cursor:
        cursor.execute(TRY, [f"analytics.{name}", key])
        return cursor.fetchone()[0]


def key_of(month: date) -> int:
    return month.year * 12 + month.month


def test_others_wait_until_the_transaction_ends():
    with transaction.atomic():
        hold_work("audit")
        assert not is_free_for_others("audit")
        assert is_free_for_others("report"), "other work goes on"
    assert is_free_for_others("audit")


def test_each_month_is_held_by_itself():
    with transaction.atomic():
        hold_month("report", MAY)
        assert not is_free_for_others("report", key_of(MAY))
        assert is_free_for_others("report", key_of(JUNE))
        assert is_free_for_others("slow_cases", key_of(MAY))
