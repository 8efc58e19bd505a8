"""Plan numbers `AF-YYYYMM-NNN`: by month, never reused."""

import re
from datetime import datetime

from core.actions import numbers

PREFIX = "AF-"
PATTERN = re.compile(r"AF-(\d{6})-(\d{3,6})", re.ASCII)


def issue_number(at: datetime) -> str:
    """The next number of the month."""
    return numbers.issue_monthly_number(prefix=PREFIX, at=at)


def reserve_number(number: str) -> None:
    """A number that came in with a form is never issued again.

    Raises ValueError for what is no plan number.
    """
    match = PATTERN.fullmatch(number)
    if match is None:
        raise ValueError(number)
    period, count = match.groups()
    month = int(period[4:])
    if not 1 <= month <= 12:
        raise ValueError(number)
    numbers.reserve_numbers(prefix=PREFIX, period=period, upto=int(count))
