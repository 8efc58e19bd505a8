"""What every action asks of dates.

The end is not before the beginning, and what is reported has come.
"""

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import LawBroken


def require_order(start: date | None, end: date | None, field: str) -> None:
    """Raise `LawBroken` at `field` for a span that ends before it begins.

    An open end is in order.
    """
    if start and end and end < start:
        raise LawBroken(_("The end is before the beginning."), field=field)


def require_come(day: date, at: datetime, field: str) -> None:
    """Raise `LawBroken` at `field` for a day that lies ahead."""
    if day > timezone.localdate(at):
        raise LawBroken(_("This date is in the future."), field=field)
