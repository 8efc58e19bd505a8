"""Plan numbers `AF-YYYYMM-NNN`: by month, never reused."""

import re
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from core.actions import numbers
from core.errors import LawBroken
from plans.queries.known import has_number

PREFIX = "AF-"
PATTERN = re.compile(r"AF-(\d{6})-(\d{3,6})", re.ASCII)


def issue_number(at: datetime) -> str:
    """The next number of the month that no plan has."""
    return numbers.issue_monthly_number(prefix=PREFIX, at=at, is_taken=has_number)


def reserve_number(number: str, *, at: datetime) -> None:
    """Let the month's numbers go on after one that came in with a form, unless it is far ahead.

    Raises ValueError for what is no plan number, `LawBroken` for one of a month to come.
    """
    match = PATTERN.fullmatch(number)
    if match is None:
        raise ValueError(number)
    period, count = match.groups()
    month = int(period[4:])
    if not 1 <= month <= 12:
        raise ValueError(number)
    if period > f"{timezone.localtime(at):%Y%m}":
        raise LawBroken(
            _("The number %(number)s is of a month to come; nothing was imported.")
            % {"number": number},
            field="number",
        )
    numbers.reserve_imported_numbers(prefix=PREFIX, period=period, serials=[int(count)])
