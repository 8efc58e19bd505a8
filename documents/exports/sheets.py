"""Workbooks as the forms want them: title, frozen header, A4 landscape, every text a text.

Moments, days and numbers are values of their own, so that a spreadsheet can sort and add them.
"""

import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from core.domain import text
from documents.exports.cell_texts import lines_needed, row_height, written_text

PAPERSIZE_A4 = 9
ON_DISK_FROM = 4 << 20
SIDE_MARGIN = 0.4  # inches
TITLE_HEIGHT = 26  # points
FONT, HEAD_FONT = "宋体", "黑体"
PLAIN = Font(name=FONT, size=10)
BOLD = Font(name=FONT, size=10, bold=True)
TITLE = Font(name=HEAD_FONT, size=16, bold=True)
EDGE = Side(style="thin", color="808080")
BORDER = Border(left=EDGE, right=EDGE, top=EDGE, bottom=EDGE)
HEADER_FILL = PatternFill("solid", fgColor="EDEDED")
WRAPPED = Alignment(vertical="top", wrap_text=True)
BESIDE_TEXT = Alignment(horizontal="left", vertical="top", wrap_text=True)
CENTERED = Alignment(horizontal="center", vertical="center", wrap_text=True)

MOMENT_FORMAT = "yyyy-mm-dd hh:mm"
DAY_FORMAT = "yyyy-mm-dd"

# Shows a duration as the desk writes it, `10 分钟` or `2 小时 5 分钟`; the cell stays a number.
SPAN_FORMAT = '[<0.041666][m]" 分钟";[h]" 小时 "m" 分钟"'


@dataclass(frozen=True, slots=True)
class Amount:
    """A number that shows its unit; the cell stays a number."""

    number: Decimal
    unit: str

    @property
    def number_format(self) -> str:
        return f'General" {self.unit}"'


@dataclass(frozen=True, slots=True)
class Formatted:
    """A number, and how the spreadsheet writes it."""

    number: Decimal
    number_format: str


def open_book() -> Workbook:
    """A workbook that is written row by row and never held in memory."""
    return Workbook(write_only=True)


class ListSheet:
    """A sheet with one table: its header is frozen and stands on every printed page.

    `columns` are names and widths in narrow characters. A `title` stands above the table, over its
    whole width, and so does each line of `facts` between them. `mark` is printed at the foot of
    every page.
    """

    def __init__(
        self,
        book: Workbook,
        name: str,
        columns: Sequence[tuple[str, int]],
        *,
        title: str = "",
        mark: str = "",
        facts: Sequence[str] = (),
    ) -> None:
        self.widths = [width for _name, width in columns]
        self.last_row = 0
        self.sheet: WriteOnlyWorksheet = book.create_sheet(name)
        self.header_row = (2 if title else 1) + len(facts)
        self.sheet.freeze_panes = f"A{self.header_row + 1}"
        self.sheet.print_title_rows = f"1:{self.header_row}"
        set_up_page(self.sheet, mark)
        for column, width in enumerate(self.widths, 1):
            self.sheet.column_dimensions[get_column_letter(column)].width = width
        if title:
            self._add_title(title)
        for fact in facts:
            self.add_wide(fact)
        header = [text_cell(self.sheet, name, font=BOLD) for name, _width in columns]
        for cell in header:
            cell.fill = HEADER_FILL
            cell.alignment = CENTERED
        self._append(header)

    def add_row(self, values: Sequence[object], *, is_bold: bool = False) -> None:
        """A row, as high as its longest text needs."""
        font = BOLD if is_bold else PLAIN
        self._append([value_cell(self.sheet, value, font=font) for value in values])

    def add_wide(self, words: str, *, is_bold: bool = False) -> None:
        """A line over the whole width of the table."""
        cell = text_cell(self.sheet, words, font=BOLD if is_bold else PLAIN)
        cell.border = Border()
        lines = lines_needed(words, sum(self.widths))
        self._append_merged(cell, row_height(lines) if lines > 1 else None)

    def _add_title(self, words: str) -> None:
        cell = text_cell(self.sheet, words, font=TITLE)
        cell.alignment = CENTERED
        cell.border = Border()
        self._append_merged(cell, TITLE_HEIGHT)

    def _append_merged(self, cell: WriteOnlyCell, height: float | None) -> None:
        self.last_row += 1
        row, last = self.last_row, get_column_letter(len(self.widths))
        if len(self.widths) > 1:
            self.sheet.merged_cells.add(f"A{row}:{last}{row}")
        self.sheet.row_dimensions[row].height = height
        self.sheet.append([cell])

    def _append(self, cells: list[WriteOnlyCell]) -> None:
        self.last_row += 1
        lines = lines_of_row((cell.value for cell in cells), self.widths)
        if lines > 1:
            self.sheet.row_dimensions[self.last_row].height = row_height(lines)
        self.sheet.append(cells)


def set_up_page(sheet: Any, mark: str) -> None:
    """A4 landscape, as wide as one page and as long as it takes; `mark` at the foot."""
    # & begins a code of the footer
    sheet.oddFooter.center.text = written_text(mark).replace("&", "&&") or None
    sheet.oddFooter.right.text = "&P / &N"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = PAPERSIZE_A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = SIDE_MARGIN
    sheet.page_margins.right = SIDE_MARGIN


def lines_of_row(values: Iterable[object], widths: Iterable[float]) -> int:
    """Lines of the longest text."""
    pairs = zip(values, widths, strict=True)
    needed = (lines_needed(value, width) for value, width in pairs if isinstance(value, str))
    return max(needed, default=1)


def value_cell(sheet: Any, value: object, *, font: Font = PLAIN) -> WriteOnlyCell:
    """A moment (without zone), a day, a span or a number as such; everything else as a text."""
    shown: object = value
    if isinstance(value, datetime):
        number_format = MOMENT_FORMAT
    elif isinstance(value, date):
        number_format = DAY_FORMAT
    elif isinstance(value, timedelta):
        number_format = SPAN_FORMAT
    elif isinstance(value, Amount | Formatted):
        number_format = value.number_format
        shown = value.number
    elif isinstance(value, int | float | Decimal):
        number_format = "General"
    else:
        return text_cell(sheet, value, font=font)

    cell = WriteOnlyCell(sheet, value=shown)
    cell.number_format = number_format
    _set_look(cell, font)
    if isinstance(value, date | timedelta):
        # at the right edge they would run into the text of the next column
        cell.alignment = BESIDE_TEXT
    return cell


def text_cell(sheet: Any, value: object, *, font: Font = PLAIN) -> WriteOnlyCell:
    """A cell that can never run: text stays text, also when it begins with `=`, `+`, `-` or `@`."""
    shown = "" if value is None else str(value)
    cell = WriteOnlyCell(sheet, value=written_text(shown) or None)
    if cell.value is not None:
        cell.data_type = "s"
        cell.quotePrefix = text.is_formula(shown)
    return _set_look(cell, font)


def _set_look(cell: WriteOnlyCell, font: Font) -> WriteOnlyCell:
    cell.alignment = WRAPPED
    cell.border = BORDER
    cell.font = font
    return cell


def finish_book(book: Workbook) -> IO[bytes]:
    """The file, ready to be read from its beginning; it lies on disk when large."""
    # the response that sends it closes it
    file = tempfile.SpooledTemporaryFile(max_size=ON_DISK_FROM)  # noqa: SIM115
    book.save(file)
    file.seek(0)
    return file
