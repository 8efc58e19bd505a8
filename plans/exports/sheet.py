"""A form on one sheet with blocks of different tables.

Cells span columns, and rows are high enough for what stands in them.
"""

from collections.abc import Sequence
from typing import IO

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font
from openpyxl.utils import get_column_letter

from core.domain import text
from documents.exports import sheets
from documents.exports.cell_texts import LINE_HEIGHT, lines_needed, row_height, written_text

HEADING_HEIGHT = 20
HEADING = Font(name=sheets.HEAD_FONT, bold=True, size=11)
AT_BOTTOM = Alignment(vertical="bottom", wrap_text=True)


class FormSheet:
    """A sheet that is filled from top to bottom: A4 landscape, one page wide, every text a text.

    `widths` are those of its columns in narrow characters, `mark` stands at the foot of each page.
    """

    def __init__(self, title: str, widths: Sequence[int], mark: str = "") -> None:
        self.book = Workbook()
        self.widths = widths
        self.last_row = 0
        self.sheet = self.book.active
        self.sheet.title = title
        sheets.set_up_page(self.sheet, mark)
        for column, width in enumerate(widths, 1):
            self.sheet.column_dimensions[get_column_letter(column)].width = width

    def add_title(self, words: str) -> None:
        """The name of the form over its whole width; it stays in view."""
        (cell,) = self._add_cells(
            [words], [len(self.widths)], sheets.TITLE, sheets.TITLE_HEIGHT, sheets.CENTERED
        )
        cell.border = Border()
        self.sheet.freeze_panes = "A2"
        self.sheet.print_title_rows = "1:1"

    def add_heading(self, words: str) -> None:
        """The title of a section."""
        (cell,) = self._add_cells([words], [len(self.widths)], HEADING, HEADING_HEIGHT)
        cell.alignment = AT_BOTTOM
        cell.border = Border()

    def add_header(self, names: Sequence[str], *, spans: Sequence[int]) -> None:
        """The bold header of a table."""
        for cell in self._add_cells(names, spans, sheets.BOLD, LINE_HEIGHT, sheets.CENTERED):
            cell.fill = sheets.HEADER_FILL

    def add_row(self, values: Sequence[str], *, spans: Sequence[int], bold: int = 0) -> None:
        """A row of a table; the first `bold` cells are labels."""
        cells = self._add_cells(values, spans, sheets.PLAIN, LINE_HEIGHT)
        for cell in cells[:bold]:
            cell.font = sheets.BOLD

    def to_file(self) -> IO[bytes]:
        """The file, ready to be read from its beginning."""
        return sheets.finish_book(self.book)

    def _add_cells(
        self,
        values: Sequence[str],
        spans: Sequence[int],
        font: Font,
        least_height: float,
        alignment: Alignment = sheets.WRAPPED,
    ) -> list[Cell]:
        """One row of cells that span so many columns each, as high as its longest text needs."""
        self.last_row += 1
        cells = []
        column = 1
        lines = 1
        for value, span in zip(values, spans, strict=True):
            cell = self.sheet.cell(self.last_row, column)
            write_text(cell, value)
            cell.font = font
            cell.alignment = alignment
            self._span_columns(column, span)
            cells.append(cell)

            width = sum(self.widths[column - 1 : column - 1 + span])
            lines = max(lines, lines_needed(value, width))
            column += span

        # Spreadsheets do not fit the height of merged cells by themselves.
        height = max(least_height, row_height(lines))
        self.sheet.row_dimensions[self.last_row].height = height
        return cells

    def _span_columns(self, column: int, span: int) -> None:
        """One cell from `column` on; a merged one is drawn with the borders of all its columns."""
        row = self.last_row
        for place in range(column, column + span):
            self.sheet.cell(row, place).border = sheets.BORDER
        if span > 1:
            self.sheet.merge_cells(
                start_row=row, start_column=column, end_row=row, end_column=column + span - 1
            )


def write_text(cell: Cell, value: str) -> None:
    """A text that can never run, also when it begins with `=`, `+`, `-` or `@`."""
    cell.value = written_text(value) or None
    if cell.value is not None:
        cell.data_type = "s"
        # Without this sign the text would run as soon as somebody edits its cell.
        cell.quotePrefix = text.is_formula(value)
