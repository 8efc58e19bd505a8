"""Number series: never reused, never edited, safe with concurrent agents; a gap is allowed."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from django.db import connection
from django.utils import timezone

from core.domain.series import series_end

UPSERT = (
    "INSERT INTO core_numbersequence (prefix, period, last) VALUES {}"
    " ON CONFLICT (prefix, period) DO UPDATE SET last = {} RETURNING prefix, period, last"
)
COUNT_UP = "core_numbersequence.last + 1"
RAISE_TO = "GREATEST(core_numbersequence.last, excluded.last)"


def issue_number(*, prefix: str, period: str) -> int:
    """The next number of the series.

    The row stays locked until the transaction ends, so a rollback leaves no gap.
    """
    return issue_numbers([(prefix, period)])[0]


def issue_monthly_number(
    *, prefix: str, at: datetime, is_taken: Callable[[str], bool] = lambda number: False
) -> str:
    """The next number of the desk's month, `prefix` + `YYYYMM-NNN`, that nothing has yet.

    `is_taken` is asked where numbers also come in with files.
    """
    period = f"{timezone.localtime(at):%Y%m}"
    while True:
        number = f"{prefix}{period}-{issue_number(prefix=prefix, period=period):03d}"
        if not is_taken(number):
            return number


def issue_numbers(series: Sequence[tuple[str, str]]) -> list[int]:
    """The next number of each series of prefix and period, in one statement.

    Ask in one order everywhere: each row is locked in turn.
    """
    return _upsert_series(COUNT_UP, series, 1)


def reserve_numbers(*, prefix: str, period: str, upto: int) -> int:
    """Never issue `upto` or a lower number again; the last one that counts as issued."""
    return _upsert_series(RAISE_TO, [(prefix, period)], upto)[0]


def reserve_imported_numbers(*, prefix: str, period: str, serials: Iterable[int]) -> None:
    """Let a series go on after numbers that come in with a file, as far as they lie close."""
    last = reserve_numbers(prefix=prefix, period=period, upto=0)
    end = series_end(last, serials)
    if end > last:
        reserve_numbers(prefix=prefix, period=period, upto=end)


def _upsert_series(change: str, series: Sequence[tuple[str, str]], number: int) -> list[int]:
    """The last numbers of the series, in their order, after the change."""
    rows = ", ".join(["(%s, %s, %s)"] * len(series))
    params: list[str | int] = []
    for prefix, period in series:
        params += [prefix, period, number]

    with connection.cursor() as cursor:
        cursor.execute(UPSERT.format(rows, change), params)
        # RETURNING promises no order
        last = {(prefix, period): number for prefix, period, number in cursor.fetchall()}
    return [last[prefix_and_period] for prefix_and_period in series]
