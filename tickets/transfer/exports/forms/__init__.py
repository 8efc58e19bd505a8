"""The forms of the work order by their code (forms.md).

Tables of many tickets, and the execution form F3 of one.
"""

from typing import IO

from customers.rules import ContactVisibility
from tickets.record.models import TicketQuerySet
from tickets.transfer.exports.forms.execution import F3_TITLE, make_execution_form
from tickets.transfer.exports.forms.per_solution import F6, F9
from tickets.transfer.exports.forms.per_step import F14, F15
from tickets.transfer.exports.forms.per_ticket import F1, F12, F13
from tickets.transfer.exports.forms.response_times import F11
from tickets.transfer.exports.forms.table import FormTable

__all__ = [
    "F3_TITLE",
    "TABLES",
    "FormTable",
    "known_codes",
    "make_execution_form",
    "make_register",
    "offer_forms",
]

TABLES: dict[str, FormTable] = {}


def offer_forms(*tables: FormTable) -> None:
    """Let forms be taken beside those of this house. Higher houses call it when they are ready."""
    TABLES.update({table.code: table for table in tables})
    in_order = sorted(TABLES.values(), key=_place_of)
    TABLES.clear()
    TABLES.update({table.code: table for table in in_order})


def _place_of(table: FormTable) -> int:
    """Their order is that of forms.md."""
    return int(table.code.removeprefix("F"))


offer_forms(F1, F6, F9, F11, F12, F13, F14, F15)


def known_codes() -> tuple[str, ...]:
    """All codes, in the order of forms.md."""
    return ("F1", "F3", *list(TABLES)[1:])


def make_register(
    tickets: TicketQuerySet, visibility: ContactVisibility, mark: str = ""
) -> tuple[IO[bytes], int]:
    """The register and its number of rows."""
    return F1.make_file(tickets, visibility, mark)
