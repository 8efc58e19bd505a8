"""The forms of the work order by their code (forms.md).

Tables of many tickets, and the execution form F3 of one.
"""

from functools import cache
from typing import IO

from django.utils.module_loading import autodiscover_modules

from customers.rules import ContactVisibility
from tickets.record.models import TicketQuerySet
from tickets.transfer.exports.forms.execution import F3_TITLE, make_execution_form
from tickets.transfer.exports.forms.per_solution import F6, F9
from tickets.transfer.exports.forms.per_step import F5, F14, F15
from tickets.transfer.exports.forms.per_ticket import F1, F12, F13
from tickets.transfer.exports.forms.response_times import F11
from tickets.transfer.exports.forms.table import FormTable

__all__ = [
    "F3_TITLE",
    "FormTable",
    "known_codes",
    "make_execution_form",
    "make_register",
    "offer_forms",
    "tables",
]

_offered: list[FormTable] = [F1, F5, F6, F9, F11, F12, F13, F14, F15]


def offer_forms(*of_house: FormTable) -> None:
    """Let forms be taken beside those of this house: higher ones call it in `exports/forms.py`."""
    _offered.extend(of_house)


@cache
def tables() -> dict[str, FormTable]:
    """All forms with many lines by their codes, in the order of forms.md.

    Those of higher houses are looked for when they are first needed: not every process writes one.
    """
    autodiscover_modules("exports.forms")
    in_order = sorted(_offered, key=lambda table: int(table.code.removeprefix("F")))
    return {table.code: table for table in in_order}


def known_codes() -> tuple[str, ...]:
    """All codes, in the order of forms.md."""
    return ("F1", "F3", *list(tables())[1:])


def make_register(
    tickets: TicketQuerySet, visibility: ContactVisibility, mark: str = ""
) -> tuple[IO[bytes], int]:
    """The register and its number of rows."""
    return F1.make_file(tickets, visibility, mark)
