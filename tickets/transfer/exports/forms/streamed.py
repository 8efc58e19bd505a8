"""Long tables: rows go straight from the database into the file, so that fifty thousand of them
need neither memory nor patience.

The workbook with its header, styles and print setup is openpyxl's; only the rows are written here,
cell by cell as `documents.exports.sheets` would, which takes openpyxl five times as long.
"""

import re
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import islice
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from core.domain import text
from documents.exports import sheets

SPAN_FORMAT = '[<0.041666][m]" 分钟";[h]" 小时 "m" 分钟"'
"""Shows a duration as the desk writes it, `10 分钟` or `2 小时 5 分钟`, while the cell stays a number
that can be summed.
"""

FIRST_SHEET = "xl/worksheets/sheet1.xml"
ROWS_END = b"</sheetData>"
LONGEST = 32_767  # characters that a cell of Excel holds
DAY = timedelta(days=1)
BATCH = 200
ON_DISK_FROM = 4 << 20
UNPRINTABLE = re.compile("[\ud800-\udfff\ufffe\uffff]")
MARKUP = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})


class _Cells:
    """Cells as XML, with the styles of one workbook."""

    def __init__(self, sheet: WriteOnlyWorksheet, width: int) -> None:
        span = sheets.text_cell(sheet, "0")
        span.number_format = SPAN_FORMAT
        self.plain, self.quoted, self.span = (
            sheets.text_cell(sheet, "x").style_id,
            sheets.text_cell(sheet, "=").style_id,
            span.style_id,
        )
        self.letters = [get_column_letter(column) for column in range(1, width + 1)]

    def row(self, number: int, values: Iterable[object]) -> str:
        cells = "".join(
            self.cell(f"{letter}{number}", value)
            for letter, value in zip(self.letters, values, strict=True)
        )
        return f'<row r="{number}">{cells}</row>'

    def cell(self, place: str, value: object) -> str:
        if isinstance(value, timedelta):
            return f'<c r="{place}" s="{self.span}"><v>{value / DAY!r}</v></c>'
        shown = "" if value is None else str(value)
        kept = UNPRINTABLE.sub("", text.INVISIBLE.sub("", shown))[:LONGEST]
        if not kept:
            return ""
        style = self.quoted if text.is_formula(shown) else self.plain
        return f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{kept.translate(MARKUP)}</t></is></c>'


def finish(
    book: Workbook,
    sheet: WriteOnlyWorksheet,
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
) -> tuple[IO[bytes], int]:
    """The workbook with a bold header and these rows on its first sheet, `sheet`, which is still
    empty; and the number of rows.

    Texts stay texts whatever they begin with, a `timedelta` becomes a number shown as hours and
    minutes, empty stays empty.
    """
    cells = _Cells(sheet, len(columns))
    sheets.add_row(sheet, columns, is_bold=True)
    frame = sheets.finish_book(book)
    file: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=ON_DISK_FROM)  # noqa: SIM115 — the response closes it
    with (
        frame,
        zipfile.ZipFile(frame) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as new,
    ):
        for part in old.infolist():
            if part.filename != FIRST_SHEET:
                new.writestr(part, old.read(part), zipfile.ZIP_DEFLATED)
        head, end, tail = old.read(FIRST_SHEET).partition(ROWS_END)
        with new.open(FIRST_SHEET, "w") as part:
            part.write(head)
            count = _pour(part, cells, rows)
            part.write(end + tail)
    file.seek(0)
    return file, count


def _pour(part: IO[bytes], cells: _Cells, rows: Iterable[Sequence[object]]) -> int:
    """Write the rows below the header; how many there were."""
    count = 0
    for batch in _batches(iter(rows)):
        part.write(
            "".join(
                cells.row(number, values) for number, values in enumerate(batch, count + 2)
            ).encode()
        )
        count += len(batch)
    return count


def _batches(rows: Iterator[Any]) -> Iterator[list[Any]]:
    while batch := list(islice(rows, BATCH)):
        yield batch
