"""The clock on the wall of every door that works by itself.

It is the database's, so that workers whose own clocks differ still agree.
"""

from datetime import datetime

from django.db import connection


def database_now() -> datetime:
    """The database's clock, aware."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        now: datetime = cursor.fetchone()[0]
    return now
