"""A form with one line per ticket, assignment or piece of work, and how it becomes a file."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Any

from django.db.models import QuerySet
from django.utils import translation
from openpyxl import Workbook

from customers.rules import ContactVisibility
from documents.exports import sheets
from tickets.record.models import Ticket, TicketQuerySet
from tickets.transfer.exports.forms import streamed
from tickets.transfer.exports.forms.cell_values import set_page_header
from tickets.transfer.exports.forms.execution import progress_text

CHUNK = 500
MASKED_MARK = "(脱敏)"
TEXT_SHEET = "处理进度记录"

FormLine = Sequence[object]


STAFF_NAME_COLUMNS = ("display_name", "username")


@dataclass(frozen=True, slots=True)
class FormTable:
    """`columns` are names and widths in the order of forms.md.

    `find_rows` gives the rows that belong to some tickets; `make_line` gives the cells of one.
    `has_text` adds a second sheet with the source's text form when the file is of one ticket.
    """

    code: str
    title: str
    columns: tuple[tuple[str, int], ...]
    find_rows: Callable[[TicketQuerySet], QuerySet[Any]]
    make_line: Callable[[Any, ContactVisibility], FormLine]
    has_text: bool = False

    def column_names(self, visibility: ContactVisibility) -> list[str]:
        """The header; a column that is not masked does not call itself masked."""
        names = [name for name, _width in self.columns]
        if visibility.names:
            return [name.removesuffix(MASKED_MARK) for name in names]
        return names

    def form_lines(
        self, tickets: TicketQuerySet, visibility: ContactVisibility
    ) -> Iterator[FormLine]:
        """The rows below the header, read as they are written: one statement for all of them."""
        for row in self.find_rows(tickets).iterator(chunk_size=CHUNK):
            yield self.make_line(row, visibility)

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
        widths = [width for _name, width in self.columns]
        # The forms are Chinese papers, whatever language their reader works in.
        with translation.override("zh-hans"):
            book = sheets.open_book()
            sheet = sheets.open_sheet(book, self.title, widths, frozen_at="A2", mark=mark)
            sheet.print_title_rows = "1:1"
            set_page_header(sheet, self.title)
            if self.has_text and of is not None:
                _add_text_sheet(book, of, mark)
            lines = self.form_lines(tickets, visibility)
            return streamed.write_workbook(book, sheet, self.column_names(visibility), lines)


def _add_text_sheet(book: Workbook, ticket: Ticket, mark: str) -> None:
    """The text form of the source, `09:45-10:00:内容` joined in order, in one cell."""
    sheet = sheets.open_sheet(book, TEXT_SHEET, (18, 90), frozen_at="A2", mark=mark)
    set_page_header(sheet, TEXT_SHEET)
    sheets.add_row(sheet, ["问题编号", TEXT_SHEET], is_bold=True)
    sheets.add_row(sheet, [ticket.issue_no or ticket.number, progress_text(ticket)])


def name_columns(*roles: str) -> list[str]:
    """The columns that a colleague's name needs."""
    return [f"{role}__{column}" for role in roles for column in STAFF_NAME_COLUMNS]
