"""Numbers of tickets that come in with files, and the series that the desk counts."""

from collections import defaultdict
from collections.abc import Iterable

from core.actions import numbers
from core.domain import text
from tickets.transfer.domain.register_sheet import NUMBER_SHAPE, serial_of

# Larger ones of a file move nothing: the desk's own numbers would run out of their shape.
LARGEST_SERIAL = 99_999


def reserve_ticket_numbers(brought_in: Iterable[str]) -> None:
    """Let the series of each month go on after these, before agents who register get them.

    Numbers of another shape are left out. To be asked in a transaction.
    """
    by_month: defaultdict[str, list[int]] = defaultdict(list)
    for written in brought_in:
        number = text.comparable_text(written)
        if NUMBER_SHAPE.match(number):
            month, serial = serial_of(number)
            if serial <= LARGEST_SERIAL:
                by_month[month].append(serial)

    # In one order, so that two transactions never wait for each other's counters.
    for month, serials in sorted(by_month.items()):
        numbers.reserve_imported_numbers(prefix="", period=month, serials=serials)
