"""A form with one line per ticket, assignment or piece of work, and how it becomes a file."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Any, NamedTuple

from django.db.models import QuerySet
from django.utils import translation
from openpyxl import Workbook

from customers.rules import ContactVisibility
from documents.exports import sheets, streamed
from privacy.domain.classes import FieldClass
from tickets.record.models import Ticket, TicketQuerySet
from tickets.record.queries.hidden_texts import names_of_people
from tickets.transfer.exports.forms.cell_values import set_page_header
from tickets.transfer.exports.forms.execution import progress_text

CHUNK = 500
MASKED_MARK = "(脱敏)"
TEXT_SHEET = "处理进度记录"

FormLine = Sequence[object]


STAFF_NAME_COLUMNS = ("display_name", "username")

# A free text about a ticket may name the customer: every form loads it.
KNOWN_NAME = "customer__name"


class Column(NamedTuple):
    """A column of a form; its class says what is left of its cells in a masked file."""

    name: str
    width: int
    field_class: FieldClass = FieldClass.NONE


@dataclass(frozen=True, slots=True)
class FormTable:
    """`columns` stand in the order of forms.md.

    `find_rows` gives the rows that belong to some tickets, with `KNOWN_NAME`; `make_line` gives
    the cells of one in full; `path` leads from a row to its ticket, where the row is none.
    `has_text` adds a second sheet with the source's text form when the file is of one ticket.
    """

    code: str
    title: str
    columns: tuple[Column, ...]
    find_rows: Callable[[TicketQuerySet], QuerySet[Any]]
    make_line: Callable[[Any], FormLine]
    path: str = ""
    has_text: bool = False

    def named_columns(self, visibility: ContactVisibility) -> list[tuple[str, int]]:
        """Names and widths; a column that is not masked does not call itself masked."""
        end = MASKED_MARK if visibility.names else ""
        return [(column.name.removesuffix(end), column.width) for column in self.columns]

    def form_lines(
        self, tickets: TicketQuerySet, visibility: ContactVisibility
    ) -> Iterator[FormLine]:
        """The rows below the header, read as they are written: one statement for all of them.

        In a masked file one more for every `CHUNK` rows, for the names of the customers' people.
        """
        classes = [column.field_class for column in self.columns]
        rows = self.find_rows(tickets)
        if not visibility.names:
            rows = rows.prefetch_related(names_of_people(f"{self.path}__customer".lstrip("_")))
        for row in rows.iterator(chunk_size=CHUNK):
            ticket = getattr(row, self.path) if self.path else row
            names = visibility.known_names(ticket.customer)
            yield [
                visibility.shown_value(cell, field_class, names) if isinstance(cell, str) else cell
                for cell, field_class in zip(self.make_line(row), classes, strict=True)
            ]

    def make_file(
        self,
        tickets: TicketQuerySet,
        visibility: ContactVisibility,
        mark: str = "",
        *,
        of: Ticket | None = None,
    ) -> tuple[IO[bytes], int]:
        """The workbook and its number of rows.

        `mark` names who took it and when, `of` is the only ticket if there is but one.
        """
        # The forms are Chinese papers, whatever language their reader works in.
        with translation.override("zh-hans"):
            book = sheets.open_book()
            table = sheets.ListSheet(
                book, self.title, self.named_columns(visibility), title=self.title, mark=mark
            )
            set_page_header(table.sheet, self.title)
            if self.has_text and of is not None:
                _add_text_sheet(book, of, visibility, mark)
            lines = self.form_lines(tickets, visibility)
            return streamed.write_workbook(book, table, lines)


def _add_text_sheet(
    book: Workbook, ticket: Ticket, visibility: ContactVisibility, mark: str
) -> None:
    """The text form of the source, `09:45-10:00:内容` joined in order, in one cell."""
    names = visibility.known_names(ticket.customer)
    progress = visibility.shown_value(progress_text(ticket), FieldClass.TEXT, names)
    table = sheets.ListSheet(book, TEXT_SHEET, (("问题编号", 18), (TEXT_SHEET, 90)), mark=mark)
    set_page_header(table.sheet, TEXT_SHEET)
    table.add_row([ticket.issue_no or ticket.number, progress])


def name_columns(*roles: str) -> list[str]:
    """The columns that a colleague's name needs."""
    return [f"{role}__{column}" for role in roles for column in STAFF_NAME_COLUMNS]
