"""The forms of the work order by their code (forms.md): tables of many tickets, and the execution
form F3 of one.
"""

from typing import IO

from customers.rules import ContactVisibility
from tickets.record.models import TicketQuerySet
from tickets.transfer.exports.forms.execution import F3_TITLE, f3
from tickets.transfer.exports.forms.per_step import F14, F15
from tickets.transfer.exports.forms.per_ticket import F1, F11, F12, F13
from tickets.transfer.exports.forms.table import Table

__all__ = ["F3_TITLE", "KNOWN", "TABLES", "Table", "f1", "f3"]

TABLES = {table.code: table for table in (F1, F11, F12, F13, F14, F15)}
KNOWN = ("F1", "F3", *list(TABLES)[1:])
"""All codes, in the order of forms.md."""


def f1(
    tickets: TicketQuerySet, visibility: ContactVisibility, mark: str = ""
) -> tuple[IO[bytes], int]:
    """The register and its number of rows."""
    return F1.file(tickets, visibility, mark)
