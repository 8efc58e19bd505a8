"""The lines of a history file, gathered by incident.

Lines of one may stand anywhere; only one at a time is in memory.
"""

import csv
import json
import tempfile
from array import array
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext as _

from core.errors import BadFile
from documents.imports import tables
from tickets.transfer.domain.history import MAX_LINES, DeskMapping, FileLayout
from tickets.transfer.domain.history.foreign_moments import ISO
from tickets.transfer.domain.history.layout import clean_cell_text

MAX_CELL = 1 << 20
ENCODINGS = ("utf-8-sig", "gb18030")

Row = tuple[int, list[str]]
Lines = tuple[str, list[Row]]
"""The number of an incident and its rows."""

Table = Callable[[], Iterator[Row]]
"""Gives the rows of a file (number from 1, cells) from the start, as often as it is asked."""


def table(path: Path, mapping: DeskMapping) -> Table:
    """An xlsx workbook's first sheet, or a csv file in UTF-8, UTF-16 or GB18030.

    Raises `BadFile`.
    """
    with path.open("rb") as file:
        head = file.read(4)
    if not head:
        raise BadFile(_("The file is empty."))
    if head.startswith(b"PK"):
        sheet = tables.read_tables(path, path.name)[0]
        rows = [(n, [_shown(cell, mapping) for cell in row]) for n, row in enumerate(sheet.rows, 1)]
        return lambda: iter(rows)
    encoding = "utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else _encoding(path)
    with path.open(encoding=encoding, newline="") as file:
        first = file.readline(MAX_CELL)
    delimiter = max(",;\t", key=first.count)
    csv.field_size_limit(MAX_CELL)
    return lambda: _csv_rows(path, encoding, delimiter)


def _shown(cell: Any, mapping: DeskMapping) -> str:
    """A spreadsheet's cell as the csv of the same desk would show it."""
    if not isinstance(cell, dict):
        return str(cell)
    if "moment" not in cell:
        return cell["time"]
    moment = datetime.fromisoformat(cell["moment"])
    return moment.isoformat() if mapping.time[0] == ISO else moment.strftime(mapping.time[0])


def _encoding(path: Path) -> str:
    for encoding in ENCODINGS:
        try:
            with path.open(encoding=encoding, newline="") as file:
                while file.read(MAX_CELL):
                    pass
        except UnicodeDecodeError:
            continue
        return encoding
    raise BadFile(_("The text encoding is not known. Save the file as UTF-8 or as xlsx."))


def _csv_rows(path: Path, encoding: str, delimiter: str) -> Iterator[Row]:
    with path.open(encoding=encoding, newline="") as file:
        rows = enumerate(csv.reader(file, delimiter=delimiter), 1)
        try:
            yield from _closed((n, cells) for n, cells in rows if cells)
        except csv.Error as error:
            raise BadFile(
                _("The file cannot be read as a table: %(reason)s") % {"reason": error}
            ) from error


def _closed(rows: Iterator[Row]) -> Iterator[Row]:
    """The same rows.

    Raises `BadFile` when the last one is short and reaches over lines: a quotation mark swallowed
    the rest.
    """
    width, n, cells = 0, 0, [""]
    for n, cells in rows:
        width = width or len(cells)
        yield n, cells
    if len(cells) < width and "\n" in cells[-1]:
        raise BadFile(
            _("A quotation mark in row %(row)s is never closed: nothing after it can be read.")
            % {"row": n}
        )


def incidents(rows: Table, layout: FileLayout) -> Iterator[Lines]:
    """Number and lines of each incident; a line without a number stands alone."""

    def numbered() -> Iterator[tuple[str, int, list[str]]]:
        place, unknown = layout.places["number"], layout.mapping.unknown
        last, number = "", ""
        for n, cells in islice(rows(), 1, None):
            written = cells[place] if place < len(cells) else ""
            if written != last:
                last, number = (
                    written,
                    "" if clean_cell_text(written) in unknown else clean_cell_text(written),
                )
            if number or any(map(str.strip, cells)):
                yield number, n, cells

    return (
        _runs(numbered())
        if _is_grouped(number for number, _n, _cells in numbered())
        else _gathered(numbered())
    )


def _is_grouped(numbers: Iterable[str]) -> bool:
    """Do the lines of each incident stand together?"""
    seen: set[int] = set()
    last = ""
    for number in numbers:
        if number and number != last:
            if hash(number) in seen:
                return False
            seen.add(hash(number))
            last = number
    return True


def _runs(rows: Iterable[tuple[str, int, list[str]]]) -> Iterator[Lines]:
    number, run = "", list[Row]()
    for found, n, cells in rows:
        if not found:
            yield "", [(n, cells)]
            continue
        if found != number:
            if run:
                yield number, run
            number, run = found, []
        if len(run) <= MAX_LINES:
            run.append((n, cells))
    if run:
        yield number, run


def _gathered(rows: Iterable[tuple[str, int, list[str]]]) -> Iterator[Lines]:
    """The same from a scattered file, by way of a copy on disk. In memory is only where each line begins there."""
    begins: dict[str, array[int]] = {}
    with tempfile.TemporaryFile() as disk:
        for number, n, cells in rows:
            begins.setdefault(number, array("Q")).append(disk.tell())
            disk.write(json.dumps([n, cells]).encode() + b"\n")
        yield from _runs(_lines_at(disk, begins))


def _lines_at(
    disk: IO[bytes], begins: dict[str, "array[int]"]
) -> Iterator[tuple[str, int, list[str]]]:
    """Lines of the copy, by number and then in their order in the file."""
    for number in sorted(begins):
        for begin in begins[number]:
            disk.seek(begin)
            n, cells = json.loads(disk.readline())
            yield number, n, cells
