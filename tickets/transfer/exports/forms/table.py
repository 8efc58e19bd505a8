"""A form with one line per ticket, assignment or piece of work: its columns, its rows, and how it
becomes a file.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Any

from django.db.models import QuerySet
from django.utils import translation

from customers.rules import ContactVisibility
from documents.exports import sheets
from tickets.record.models import Ticket, TicketQuerySet
from tickets.transfer.exports.forms import streamed
from tickets.transfer.exports.forms.cell_values import head
from tickets.transfer.exports.forms.execution import progress_text

CHUNK = 500
MASKED_MARK = "(脱敏)"
TEXT_SHEET = "处理进度记录"

Line = Sequence[object]


@dataclass(frozen=True, slots=True)
class Table:
    """`columns` are names and widths in the order of forms.md; `rows` finds what belongs to some
    tickets; `line` says it.

    `has_text` adds a second sheet with the source's text form when the file is of one ticket.

    """

    code: str
    title: str
    columns: tuple[tuple[str, int], ...]
    rows: Callable[[TicketQuerySet], QuerySet[Any]]
    line: Callable[[Any, ContactVisibility], Line]
    has_text: bool = False

    def names(self, visibility: ContactVisibility) -> list[str]:
        """The header; a column that is not masked does not call itself masked."""
        return [
            name.removesuffix(MASKED_MARK) if visibility.names else name
            for name, _width in self.columns
        ]

    def lines(self, tickets: TicketQuerySet, visibility: ContactVisibility) -> Iterator[Line]:
        """The rows below the header, read as they are written: one statement however many there
        are.
        """
        for row in self.rows(tickets).iterator(chunk_size=CHUNK):
            yield self.line(row, visibility)

    def file(
        self,
        tickets: TicketQuerySet,
        visibility: ContactVisibility,
        mark: str = "",
        *,
        of: Ticket | None = None,
    ) -> tuple[IO[bytes], int]:
        """The workbook and its number of rows.

        `mark` tells who took it and when, `of` is the only ticket if there is but one.
        """
        with translation.override("zh-hans"):
            book = sheets.open_book()
            sheet = sheets.open_sheet(
                book,
                self.title,
                [width for _name, width in self.columns],
                frozen_at="A2",
                mark=mark,
            )
            sheet.print_title_rows = "1:1"
            head(sheet, self.title)
            if self.has_text and of is not None:
                _add_text(book, of, mark)
            return streamed.finish(
                book, sheet, self.names(visibility), self.lines(tickets, visibility)
            )


def _add_text(book: Any, ticket: Ticket, mark: str) -> None:
    """The text form of the source, `09:45-10:00:内容` joined in order, in one cell."""
    sheet = sheets.open_sheet(book, TEXT_SHEET, (18, 90), frozen_at="A2", mark=mark)
    head(sheet, TEXT_SHEET)
    sheets.add_row(sheet, ["问题编号", TEXT_SHEET], is_bold=True)
    sheets.add_row(sheet, [ticket.issue_no or ticket.number, progress_text(ticket)])
