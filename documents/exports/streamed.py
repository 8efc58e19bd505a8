"""Long tables: rows go straight from the database into the file.

So fifty thousand of them need neither memory nor patience.

The workbook with its title, header, styles and print setup is openpyxl's; only the rows are written
here, cell by cell as `documents.exports.sheets` would, which takes openpyxl five times as long.
"""

import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import islice
from typing import IO

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from core.domain import text
from documents.exports import sheets
from documents.exports.cell_texts import lines_needed, row_height, written_text

ROWS_END = b"</sheetData>"

# The day 0 of spreadsheets.
EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001  # cells know no zone
DAY = timedelta(days=1)
BATCH = 200
ON_DISK_FROM = 4 << 20

# A sheet holds 1,048,576 rows, title and header among them.
ROWS_A_SHEET = 1_000_000

MARKUP = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})


class _CellWriter:
    """Cells as XML, with the styles of one workbook."""

    def __init__(self, table: sheets.ListSheet) -> None:
        def style_of(value: object) -> int:
            return sheets.value_cell(table.sheet, value).style_id

        self.plain_style = style_of("x")
        # Quoted, so that a text that begins like a formula does not become one.
        self.quoted_style = style_of("=")
        self.span_style = style_of(DAY)
        self.moment_style = style_of(EPOCH)
        self.day_style = style_of(EPOCH.date())
        self.number_style = style_of(0)
        letters = [get_column_letter(column) for column in range(1, len(table.widths) + 1)]
        self.columns = list(zip(letters, table.widths, strict=True))

    def row_xml(self, number: int, values: Iterable[object]) -> str:
        lines = 1
        cells = []
        for (letter, width), value in zip(self.columns, values, strict=True):
            place = f"{letter}{number}"
            if isinstance(value, str):
                cells.append(self.text_xml(place, value))
                needed = lines_needed(value, width)
                if needed > lines:
                    lines = needed
            else:
                cells.append(self.other_xml(place, value))
        height = f' ht="{row_height(lines)}" customHeight="1"' if lines > 1 else ""
        return f'<row r="{number}"{height}>{"".join(cells)}</row>'

    def other_xml(self, place: str, value: object) -> str:
        if value is None:
            return f'<c r="{place}" s="{self.plain_style}"/>'
        style, number = self.styled_number(value)
        return f'<c r="{place}" s="{style}"><v>{number!r}</v></c>'

    def styled_number(self, value: object) -> tuple[int, float]:
        """The style of a value that is no text, and the number that stands for it."""
        if isinstance(value, datetime):
            return self.moment_style, (value - EPOCH) / DAY
        if isinstance(value, date):
            return self.day_style, (value - EPOCH.date()).days
        if isinstance(value, timedelta):
            return self.span_style, value / DAY
        if isinstance(value, int | float):
            return self.number_style, value
        raise TypeError(f"no cell can hold {value!r}")

    def text_xml(self, place: str, value: str) -> str:
        written = written_text(value)
        if not written:
            return f'<c r="{place}" s="{self.plain_style}"/>'
        style = self.quoted_style if text.is_formula(value) else self.plain_style
        return (
            f'<c r="{place}" s="{style}" t="inlineStr">'
            f'<is><t xml:space="preserve">{written.translate(MARKUP)}</t></is></c>'
        )


def sheets_needed(rows: int, *, rows_a_sheet: int = ROWS_A_SHEET) -> int:
    """Over how many sheets so many rows go; one for none."""
    return max(1, -(-rows // rows_a_sheet))


def write_workbook(
    book: Workbook, table: sheets.ListSheet, rows: Iterable[Sequence[object]]
) -> tuple[IO[bytes], int]:
    """The workbook with these rows below the header of `table`, a sheet that has no row yet; and
    their number. As `write_workbook_of_parts` says.
    """
    return write_workbook_of_parts(book, [table], rows)


def write_workbook_of_parts(
    book: Workbook,
    tables: Sequence[sheets.ListSheet],
    rows: Iterable[Sequence[object]],
    *,
    rows_a_sheet: int = ROWS_A_SHEET,
) -> tuple[IO[bytes], int]:
    """The workbook with these rows below the headers of some of its sheets, so many in each and
    all that are left in the last; and their number. The sheets have the same columns.

    Texts stay texts whatever they begin with; moments (without zone), days, spans and numbers are
    numbers that show as such; empty stays empty.
    """
    cells = _CellWriter(tables[0])
    parts = {_part_name(book, table): table for table in tables}
    shares = _shares_of(iter(rows), list(parts), rows_a_sheet)
    frame = sheets.finish_book(book)
    # Left open: the response closes it.
    file: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=ON_DISK_FROM)  # noqa: SIM115
    count = 0
    with (
        frame,
        zipfile.ZipFile(frame) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as new,
    ):
        for part in old.infolist():
            if part.filename not in parts:
                new.writestr(part, old.read(part), zipfile.ZIP_DEFLATED)
        for name, share in shares:
            head, end, tail = old.read(name).partition(ROWS_END)
            with new.open(name, "w") as sheet:
                sheet.write(head)
                count += _write_rows(sheet, cells, share, parts[name].last_row)
                sheet.write(end + tail)
    file.seek(0)
    return file, count


def _part_name(book: Workbook, table: sheets.ListSheet) -> str:
    """What openpyxl calls a sheet inside the file."""
    return f"xl/worksheets/sheet{book.worksheets.index(table.sheet) + 1}.xml"


def _shares_of(
    rows: Iterator[Sequence[object]], names: Sequence[str], rows_a_sheet: int
) -> Iterator[tuple[str, Iterator[Sequence[object]]]]:
    """The rows of each sheet; each share is read before the next one begins."""
    for name in names[:-1]:
        yield name, islice(rows, rows_a_sheet)
    yield names[-1], rows


def _write_rows(
    part: IO[bytes], cells: _CellWriter, rows: Iterable[Sequence[object]], above: int
) -> int:
    """Write the rows below the `above` first ones; how many there were."""
    count = 0
    for batch in _in_batches(iter(rows)):
        first = above + count + 1
        lines = [cells.row_xml(number, values) for number, values in enumerate(batch, first)]
        part.write("".join(lines).encode())
        count += len(batch)
    return count


def _in_batches(
    rows: Iterator[Sequence[object]],
) -> Iterator[list[Sequence[object]]]:
    while batch := list(islice(rows, BATCH)):
        yield batch
