"""The clock on the wall of every door that works by itself: the database's, so that workers whose own clocks differ still agree."""

from datetime import datetime

from django.db import connection
from django.utils import timezone


def database_now() -> datetime:
    """The database's clock, aware. SQLite lives on this machine and has no other clock than ours."""
    if connection.vendor != "postgresql":
        return timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]
