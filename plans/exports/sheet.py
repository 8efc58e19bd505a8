"""A form on one sheet with blocks of different tables.

Cells span columns, and rows are high enough for what stands in them.
"""

import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import IO

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from core.domain import text
from documents.exports import sheets

LINE_HEIGHT = 14.5  # points
LARGEST_HEIGHT = 409  # points; the format allows no more
TITLE_HEIGHT = 26
HEADING_HEIGHT = 20
SIDE_MARGIN = 0.4  # inches

EDGE = Side(style="thin", color="808080")
BORDER = Border(left=EDGE, right=EDGE, top=EDGE, bottom=EDGE)
HEADER_FILL = PatternFill("solid", fgColor="EDEDED")
FONT, HEAD_FONT = "宋体", "黑体"
CENTERED = Alignment(horizontal="center", vertical="center", wrap_text=True)
AT_BOTTOM = Alignment(vertical="bottom", wrap_text=True)

# The format writes odd characters as `_x0041_`.
#
# A text that only looks so has to be escaped itself, or it is read as one.
ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


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
        self._set_up_page(mark)
        for column, width in enumerate(widths, 1):
            self.sheet.column_dimensions[get_column_letter(column)].width = width

    def _set_up_page(self, mark: str) -> None:
        sheet = self.sheet
        # In a footer `&` begins a command.
        sheet.oddFooter.center.text = mark.replace("&", "&&") or None
        sheet.oddFooter.right.text = "&P / &N"
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = sheets.PAPERSIZE_A4
        sheet.page_setup.fitToWidth = 1
        # As many pages long as it takes.
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.page_margins.left = SIDE_MARGIN
        sheet.page_margins.right = SIDE_MARGIN

    def add_title(self, words: str) -> None:
        """The name of the form over its whole width; it stays in view."""
        font = Font(name=HEAD_FONT, bold=True, size=16)
        (cell,) = self._add_cells([words], [len(self.widths)], font, TITLE_HEIGHT, CENTERED)
        cell.border = Border()
        self.sheet.freeze_panes = "A2"
        self.sheet.print_title_rows = "1:1"

    def add_heading(self, words: str) -> None:
        """The title of a section."""
        font = Font(name=HEAD_FONT, bold=True, size=11)
        (cell,) = self._add_cells([words], [len(self.widths)], font, HEADING_HEIGHT)
        cell.alignment = AT_BOTTOM
        cell.border = Border()

    def add_header(self, names: Sequence[str], *, spans: Sequence[int]) -> None:
        """The bold header of a table."""
        font = Font(name=FONT, bold=True, size=10)
        for cell in self._add_cells(names, spans, font, LINE_HEIGHT, CENTERED):
            cell.fill = HEADER_FILL

    def add_row(self, values: Sequence[str], *, spans: Sequence[int], bold: int = 0) -> None:
        """A row of a table; the first `bold` cells are labels."""
        cells = self._add_cells(values, spans, Font(name=FONT, size=10), LINE_HEIGHT)
        for cell in cells[:bold]:
            cell.font = Font(name=FONT, bold=True, size=10)

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
        height = max(least_height, lines * LINE_HEIGHT)
        self.sheet.row_dimensions[self.last_row].height = min(LARGEST_HEIGHT, height)
        return cells

    def _span_columns(self, column: int, span: int) -> None:
        """One cell from `column` on; a merged one is drawn with the borders of all its columns."""
        row = self.last_row
        for place in range(column, column + span):
            self.sheet.cell(row, place).border = BORDER
        if span > 1:
            self.sheet.merge_cells(
                start_row=row, start_column=column, end_row=row, end_column=column + span - 1
            )


def write_text(cell: Cell, value: str) -> None:
    """A text that can never run, also when it begins with `=`, `+`, `-` or `@`."""
    plain = text.INVISIBLE.sub("", value)
    cell.value = ESCAPED.sub("_x005F_", plain) or None
    if cell.value is not None:
        cell.data_type = "s"
        # Without this sign the text would run as soon as somebody edits its cell.
        cell.quotePrefix = text.is_formula(value)


def lines_needed(value: str, width: float) -> int:
    """Lines that a text takes in a cell of a width in narrow characters.

    A Chinese character is as wide as two.
    """
    usable = max(1.0, width - 1.5)
    return sum(max(1, math.ceil(_text_width(line) / usable)) for line in value.split("\n"))


def _text_width(line: Iterable[str]) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WFA" else 1 for sign in line)
