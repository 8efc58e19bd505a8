"""How far a ledger may be read without passing over a line that is still being written.

Keys are given out before a transaction ends, so a line may appear below others that were read
already. Whoever adds a line has locked the table for adding (ROW EXCLUSIVE) before the key is given
out, and holds that until the end. So: note the newest key, then who holds such a lock. Once none of
these is at work any more, every line up to that key is there that ever will be. Nobody waits for
it, and those who only read, be it for hours, do not matter.
"""

from dataclasses import dataclass

from django.db import connection
from django.db.models import Max, Model

WRITERS = """
SELECT DISTINCT held.virtualtransaction
FROM pg_locks held
JOIN pg_database place ON place.oid = held.database
WHERE place.datname = current_database()
  AND held.relation = %s::regclass
  AND held.mode = 'RowExclusiveLock'
  AND held.granted
  AND held.pid <> pg_backend_pid()
"""


@dataclass(frozen=True, slots=True)
class Horizon:
    """Lines up to `ceiling` are all there once none of `writers` is at work any more."""

    ceiling: int
    writers: frozenset[str]


def horizon_of(table: type[Model]) -> Horizon:
    """The newest line that can be seen, and who may be writing one below it."""
    newest = table._default_manager.order_by().aggregate(newest=Max("pk"))["newest"] or 0
    return Horizon(newest, writers_at_work(table))


def writers_at_work(table: type[Model]) -> frozenset[str]:
    """The transactions that add to the table now, but for the own one."""
    with connection.cursor() as cursor:
        cursor.execute(WRITERS, [table._meta.db_table])
        return frozenset(name for (name,) in cursor.fetchall())
