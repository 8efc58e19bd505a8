"""Number series: never reused, never edited, safe with concurrent agents; a gap is allowed."""

from django.db import connection, transaction

UPSERT = (
    "INSERT INTO core_numbersequence (prefix, period, last) VALUES (%s, %s, %s)"
    " ON CONFLICT (prefix, period) DO UPDATE SET last = {} RETURNING last"
)
COUNT_UP = UPSERT.format("core_numbersequence.last + 1")
RAISE_TO = {
    "postgresql": UPSERT.format("GREATEST(core_numbersequence.last, excluded.last)"),
    "sqlite": UPSERT.format("MAX(core_numbersequence.last, excluded.last)"),
}


@transaction.atomic
def issue(*, prefix: str, period: str) -> int:
    """The next number of the series. The row stays locked until the transaction ends, so a rollback leaves no gap."""
    return _run(COUNT_UP, prefix, period, 1)


@transaction.atomic
def reserve(*, prefix: str, period: str, upto: int) -> int:
    """Never issue `upto` or a lower number again: for numbers that came in with an import."""
    return _run(RAISE_TO[connection.vendor], prefix, period, upto)


def _run(statement: str, prefix: str, period: str, number: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, [prefix, period, number])
        return cursor.fetchone()[0]
