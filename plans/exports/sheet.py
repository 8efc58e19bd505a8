"""A form on one sheet with blocks of different tables: cells that span columns, and rows high enough for what stands in them."""

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

LINE = 14.5  # points
HIGHEST = 409
EDGE = Side(style="thin", color="808080")
BORDER = Border(left=EDGE, right=EDGE, top=EDGE, bottom=EDGE)
HEADER_FILL = PatternFill("solid", fgColor="EDEDED")
FONT, HEAD_FONT = "宋体", "黑体"
ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
"""What looks like the way in which the format itself writes odd characters has to be written so, or it is read as one."""

CENTERED = Alignment(horizontal="center", vertical="center", wrap_text=True)


class Form:
    """A sheet that is filled from top to bottom: A4 landscape, one page wide, every text a text."""

    def __init__(self, title: str, widths: Sequence[int], mark: str = "") -> None:
        self.book, self.widths, self.at = Workbook(), widths, 0
        self.sheet = self.book.active
        self.sheet.title = title
        self.sheet.oddFooter.center.text = mark.replace("&", "&&") or None
        self.sheet.oddFooter.right.text = "&P / &N"
        self.sheet.page_setup.orientation, self.sheet.page_setup.paperSize = (
            "landscape",
            sheets.PAPERSIZE_A4,
        )
        self.sheet.page_setup.fitToWidth, self.sheet.page_setup.fitToHeight = 1, 0
        self.sheet.sheet_properties.pageSetUpPr.fitToPage = True
        self.sheet.page_margins.left = self.sheet.page_margins.right = 0.4
        for column, width in enumerate(widths, 1):
            self.sheet.column_dimensions[get_column_letter(column)].width = width

    def title(self, words: str) -> None:
        """The name of the form over its whole width; it stays in visibility."""
        (cell,) = self._cells(
            [words], [len(self.widths)], Font(name=HEAD_FONT, bold=True, size=16), 26, CENTERED
        )
        cell.border = Border()
        self.sheet.freeze_panes = "A2"
        self.sheet.print_title_rows = "1:1"

    def heading(self, words: str) -> None:
        """The title of a section."""
        (cell,) = self._cells(
            [words], [len(self.widths)], Font(name=HEAD_FONT, bold=True, size=11), 20
        )
        cell.alignment, cell.border = Alignment(vertical="bottom", wrap_text=True), Border()

    def header(self, names: Sequence[str], *, spans: Sequence[int]) -> None:
        """The bold header of a table."""
        for cell in self._cells(names, spans, Font(name=FONT, bold=True, size=10), LINE, CENTERED):
            cell.fill = HEADER_FILL

    def row(self, values: Sequence[str], *, spans: Sequence[int], bold: int = 0) -> None:
        """A row of a table; the first `bold` cells are labels."""
        for place, cell in enumerate(self._cells(values, spans, Font(name=FONT, size=10), LINE)):
            if place < bold:
                cell.font = Font(name=FONT, bold=True, size=10)

    def finish(self) -> IO[bytes]:
        """The file, ready to be read from its beginning."""
        return sheets.finish_book(self.book)

    def _cells(
        self,
        values: Sequence[str],
        spans: Sequence[int],
        font: Font,
        least: float,
        alignment: Alignment = sheets.WRAPPED,
    ) -> list[Cell]:
        """One row of cells that span so many columns each; it is as high as its longest text needs."""
        self.at += 1
        column, written, lines = 1, [], 1
        for value, span in zip(values, spans, strict=True):
            cell = self.sheet.cell(self.at, column)
            put(cell, value)
            cell.font, cell.alignment = font, alignment
            for place in range(column, column + span):
                self.sheet.cell(self.at, place).border = BORDER
            if span > 1:
                self.sheet.merge_cells(
                    start_row=self.at,
                    start_column=column,
                    end_row=self.at,
                    end_column=column + span - 1,
                )
            lines = max(lines, lines_of(value, sum(self.widths[column - 1 : column - 1 + span])))
            written.append(cell)
            column += span
        self.sheet.row_dimensions[self.at].height = min(HIGHEST, max(least, lines * LINE))
        return written


def put(cell: Cell, value: str) -> None:
    """A text that can never run, also when it begins with `=`, `+`, `-` or `@`."""
    cell.value = ESCAPED.sub("_x005F_", text.INVISIBLE.sub("", value)) or None
    if cell.value is not None:
        cell.data_type = "s"
        cell.quotePrefix = text.is_formula(value)


def lines_of(value: str, width: float) -> int:
    """Lines that a text takes in a cell of a width in narrow characters; a Chinese one is as wide as two."""
    return sum(max(1, math.ceil(_wide(line) / max(1.0, width - 1.5))) for line in value.split("\n"))


def _wide(line: Iterable[str]) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WFA" else 1 for sign in line)
