"""The forms of the work order by their code (forms.md).

Tables of many tickets, and the execution form F3 of one.
"""

from typing import IO

from customers.rules import ContactVisibility
from tickets.record.models import TicketQuerySet
from tickets.transfer.exports.forms.execution import F3_TITLE, make_execution_form
from tickets.transfer.exports.forms.per_step import F14, F15
from tickets.transfer.exports.forms.per_ticket import F1, F12, F13
from tickets.transfer.exports.forms.response_times import F11
from tickets.transfer.exports.forms.table import FormTable

__all__ = ["F3_TITLE", "KNOWN", "TABLES", "FormTable", "make_execution_form", "make_register"]

TABLES = {table.code: table for table in (F1, F11, F12, F13, F14, F15)}

# All codes, in the order of forms.md.
KNOWN = ("F1", "F3", *list(TABLES)[1:])


def make_register(
    tickets: TicketQuerySet, visibility: ContactVisibility, mark: str = ""
) -> tuple[IO[bytes], int]:
    """The register and its number of rows."""
    return F1.make_file(tickets, visibility, mark)
