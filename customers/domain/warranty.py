"""How long a device is under warranty."""

import calendar
from datetime import date

MONTHS = 12


def warranty_ends(begins_on: date, months: int) -> date:
    """The last day: so many months later, on the same day or the last one of its month."""
    whole = begins_on.year * MONTHS + begins_on.month - 1 + months
    year, month = whole // MONTHS, whole % MONTHS + 1
    day = min(begins_on.day, calendar.monthrange(year, month)[1])
    return date(year, month, day)
