"""Numbers what has changed, so that other programs can follow without missing anything.

A moment of change says little: what was stored at ten may be committed at five past. So rows are
numbered when their transaction is over, by one at a time.
"""

from django.db import connection, transaction
from django.utils.translation import gettext as _

from api.enums import ProblemCode
from api.problems import Refusal
from core.domain.text import is_key

# Any number of its own: who holds this lock numbers.
NUMBERING = 6_271_930

AT_ONCE = 5_000

# Marks were made without a name once: nobody knows which rows such a one follows.
NAMELESS = ""

NUMBER = """
WITH taken AS (
    DELETE FROM api_rowchange WHERE id IN (
        SELECT id FROM api_rowchange ORDER BY id LIMIT %s
    ) RETURNING id, kind, row
), last AS (
    SELECT kind, row, max(id) AS id FROM taken GROUP BY kind, row
), placed AS (
    INSERT INTO api_feedentry (kind, row, position)
    SELECT kind, row, nextval('api_feed_position') FROM (SELECT * FROM last ORDER BY id) ordered
    ON CONFLICT (kind, row) DO UPDATE SET position = EXCLUDED.position
)
SELECT count(*) FROM taken
"""


def mark_of(kind: str, position: int, database: int) -> str:
    """What a client keeps. It names the rows that are followed: all kinds share the numbers. And
    the database: in one that was restored the numbers begin anew somewhere, and a mark of before
    would pass over what came since.
    """
    return f"{database}-{kind}-{position}"


def position_of(kind: str, mark: str, database: int) -> int:
    """The position of a mark. Raises `Refusal`: 410 for one of another database, 422 for none of
    these rows.
    """
    key, _dash, rest = mark.partition("-")
    named, _dash, written = rest.rpartition("-")
    if not (is_key(key) and is_key(written) and named in (kind, NAMELESS)):
        words = _("This is no mark of these changes.")
        error = {"path": "$.after", "code": ProblemCode.INVALID.value, "message": words}
        raise Refusal(ProblemCode.INVALID, 422, words, errors=[error])
    if named == NAMELESS or int(key) != database:
        raise Refusal(
            ProblemCode.MARK_LOST,
            410,
            _("The desk was restored since: take a new mark and read everything anew."),
        )
    return int(written)


def database_key() -> int:
    """By which marks name this database. One statement."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT oid FROM pg_database WHERE datname = current_database()")
        return int(cursor.fetchone()[0])


def number_changes() -> int:
    """Give places to all that is committed and has none; how many changes there were."""
    numbered: int = 0
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [NUMBERING])
            cursor.execute(NUMBER, [AT_ONCE])
            taken = int(cursor.fetchone()[0])
        numbered += taken
        if taken < AT_ONCE:
            return numbered
