"""Workbooks as the forms want them: bold frozen header, A4 landscape, every text a text."""

import tempfile
from collections.abc import Iterable, Sequence
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from core.domain import text

PAPERSIZE_A4 = 9
BOLD = Font(bold=True)
WRAPPED = Alignment(vertical="top", wrap_text=True)


def open_book() -> Workbook:
    """A workbook that is written row by row and never held in memory."""
    return Workbook(write_only=True)


def open_sheet(
    book: Workbook, title: str, widths: Sequence[int], *, frozen_at: str, mark: str = ""
) -> WriteOnlyWorksheet:
    """A sheet ready for its rows: widths, frozen header, A4 landscape; `mark` is printed at the
    foot of every page.
    """
    sheet = book.create_sheet(title)
    sheet.oddFooter.center.text = mark.replace("&", "&&")
    sheet.freeze_panes = frozen_at
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    for column, width in enumerate(widths):
        sheet.column_dimensions[chr(ord("A") + column)].width = width
    return sheet


def text_cell(sheet: Any, value: object, *, is_bold: bool = False) -> WriteOnlyCell:
    """A cell that can never run: text stays text, also when it begins with `=`, `+`, `-` or `@`."""
    shown = "" if value is None else str(value)
    written = WriteOnlyCell(sheet, value=text.INVISIBLE.sub("", shown) or None)
    if written.value is not None:
        written.data_type = "s"
        written.quotePrefix = text.is_formula(shown)
    written.alignment = WRAPPED
    if is_bold:
        written.font = BOLD
    return written


def add_row(sheet: Any, values: Iterable[object], *, is_bold: bool = False) -> None:
    """One row of texts."""
    sheet.append([text_cell(sheet, value, is_bold=is_bold) for value in values])


def finish_book(book: Workbook) -> IO[bytes]:
    """The file, ready to be read from its beginning; it lies on disk when large."""
    file = tempfile.SpooledTemporaryFile(max_size=4 << 20)  # noqa: SIM115 — the response closes it
    book.save(file)
    file.seek(0)
    return file
