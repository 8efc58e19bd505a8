"""Long tables: rows go straight from the database into the file.

So fifty thousand of them need neither memory nor patience.

The workbook with its header, styles and print setup is openpyxl's; only the rows are written here,
cell by cell as `documents.exports.sheets` would, which takes openpyxl five times as long.
"""

import re
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import islice
from typing import IO

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from core.domain import text
from documents.exports import sheets

# Shows a duration as the desk writes it, `10 分钟` or `2 小时 5 分钟`; the cell stays a number.
SPAN_FORMAT = '[<0.041666][m]" 分钟";[h]" 小时 "m" 分钟"'

FIRST_SHEET = "xl/worksheets/sheet1.xml"
ROWS_END = b"</sheetData>"
LONGEST = 32_767  # characters that a cell of Excel holds
DAY = timedelta(days=1)
BATCH = 200
ON_DISK_FROM = 4 << 20
UNPRINTABLE = re.compile("[\ud800-\udfff\ufffe\uffff]")
MARKUP = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})


class _CellWriter:
    """Cells as XML, with the styles of one workbook."""

    def __init__(self, sheet: WriteOnlyWorksheet, width: int) -> None:
        self.plain_style = sheets.text_cell(sheet, "x").style_id
        # Quoted, so that a text that begins like a formula does not become one.
        self.quoted_style = sheets.text_cell(sheet, "=").style_id
        span = sheets.text_cell(sheet, "0")
        span.number_format = SPAN_FORMAT
        self.span_style = span.style_id
        self.letters = [get_column_letter(column) for column in range(1, width + 1)]

    def row_xml(self, number: int, values: Iterable[object]) -> str:
        pairs = zip(self.letters, values, strict=True)
        cells = "".join([self.cell_xml(f"{letter}{number}", value) for letter, value in pairs])
        return f'<row r="{number}">{cells}</row>'

    def cell_xml(self, place: str, value: object) -> str:
        if isinstance(value, timedelta):
            return f'<c r="{place}" s="{self.span_style}"><v>{value / DAY!r}</v></c>'
        written = "" if value is None else str(value)
        # What XML cannot hold would make the whole file unreadable.
        printable = UNPRINTABLE.sub("", text.INVISIBLE.sub("", written))[:LONGEST]
        if not printable:
            return ""
        style = self.quoted_style if text.is_formula(written) else self.plain_style
        escaped = printable.translate(MARKUP)
        return (
            f'<c r="{place}" s="{style}" t="inlineStr">'
            f'<is><t xml:space="preserve">{escaped}</t></is></c>'
        )


def write_workbook(
    book: Workbook,
    sheet: WriteOnlyWorksheet,
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
) -> tuple[IO[bytes], int]:
    """The workbook with a bold header and these rows on its first sheet; and the number of rows.

    `sheet` is the first one and still empty. Texts stay texts whatever they begin with, a
    `timedelta` becomes a number shown as hours and minutes, empty stays empty.
    """
    cells = _CellWriter(sheet, len(columns))
    sheets.add_row(sheet, columns, is_bold=True)
    frame = sheets.finish_book(book)
    # Left open: the response closes it.
    file: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=ON_DISK_FROM)  # noqa: SIM115
    with (
        frame,
        zipfile.ZipFile(frame) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as new,
    ):
        for part in old.infolist():
            if part.filename != FIRST_SHEET:
                new.writestr(part, old.read(part), zipfile.ZIP_DEFLATED)
        head, end, tail = old.read(FIRST_SHEET).partition(ROWS_END)
        with new.open(FIRST_SHEET, "w") as first_sheet:
            first_sheet.write(head)
            count = _write_rows(first_sheet, cells, rows)
            first_sheet.write(end + tail)
    file.seek(0)
    return file, count


def _write_rows(part: IO[bytes], cells: _CellWriter, rows: Iterable[Sequence[object]]) -> int:
    """Write the rows below the header; how many there were."""
    count = 0
    for batch in _in_batches(iter(rows)):
        # Row 1 is the header.
        lines = [cells.row_xml(number, values) for number, values in enumerate(batch, count + 2)]
        part.write("".join(lines).encode())
        count += len(batch)
    return count


def _in_batches(
    rows: Iterator[Sequence[object]],
) -> Iterator[list[Sequence[object]]]:
    while batch := list(islice(rows, BATCH)):
        yield batch
