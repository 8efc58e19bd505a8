"""Days of the calendar."""

from calendar import monthrange
from datetime import date


def years_later(day: date, years: int) -> date:
    """The same day; the last of the month where there is none (LW-1)."""
    year = day.year + years
    _first_weekday, last_day = monthrange(year, day.month)
    return day.replace(year=year, day=min(day.day, last_day))
