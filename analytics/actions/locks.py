"""Work that only one process does at a time, about which there may be no row yet to be locked."""

from datetime import date

from django.db import connection

HOLD = "SELECT pg_advisory_xact_lock(hashtext(%s), %s)"


def hold_work(name: str, key: int = 0) -> None:
    """Until the transaction ends nobody else does it; `key` for one of several of its kind."""
    with connection.cursor() as cursor:
        cursor.execute(HOLD, [f"analytics.{name}", key])


def hold_month(name: str, month: date) -> None:
    """The same for the work on a month."""
    hold_work(name, month.year * 12 + month.month)
