"""The lines of a history file, gathered by incident.

Lines of one may stand anywhere; only one at a time is in memory.
"""

import csv
import json
import tempfile
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext as _

from core.errors import BadFile
from documents.domain.column_letters import column_letter
from documents.domain.filetypes import UTF16_MARKS
from documents.domain.separators import guess_separator, named_separator
from documents.imports import tables
from documents.imports.account import (
    MOST_NAMED,
    FileRemark,
    RemarkKind,
    remark_on_left_sheet,
    remarks_on_file,
    remarks_on_sheet,
)
from tickets.transfer.domain.history import MAX_LINES, DeskMapping, FileLayout
from tickets.transfer.domain.history.foreign_moments import ISO, WRITTEN
from tickets.transfer.domain.history.layout import clean_cell_text
from tickets.transfer.domain.history.survey import HEADER_WITHIN, find_header

MAX_CELL = 1 << 20
ENCODINGS = ("utf-8-sig", "gb18030")
HEAD_LENGTH = 4
ZIP_SIGNATURE = b"PK"

NumberedRow = tuple[int, list[str]]

# The number of an incident and its rows.
IncidentFile = tuple[str, list[NumberedRow]]

# The number of an incident, the number of the row, its cells.
IncidentRow = tuple[str, int, list[str]]

# Gives the rows of a file (number from 1, cells) from the start, as often as it is asked.
TableReader = Callable[[], Iterator[NumberedRow]]


@dataclass(frozen=True, slots=True)
class HistoryTable:
    """The rows of a file, and what of the file they do not hold."""

    read_rows: TableReader
    remarks: list[FileRemark] = field(default_factory=list)


def open_table(path: Path, mapping: DeskMapping) -> HistoryTable:
    """The longest sheet of an xlsx workbook, or a csv file in UTF-8, UTF-16 or GB18030.

    Raises `BadFile`.
    """
    with path.open("rb") as file:
        head = file.read(HEAD_LENGTH)
    if not head:
        raise BadFile(_("The file is empty."))
    if head.startswith(ZIP_SIGNATURE):
        return _open_workbook(path, mapping)
    encoding = "utf-16" if head.startswith(UTF16_MARKS) else _known_encoding(path)
    with path.open(encoding=encoding, newline="") as file:
        sample = file.read(MAX_CELL)
    named = named_separator(sample.partition("\n")[0])
    separator = named or guess_separator(sample)
    csv.field_size_limit(MAX_CELL)
    first = 1 if named else 0
    return HistoryTable(lambda: islice(_csv_rows(path, encoding, separator), first, None))


def without_title(table: HistoryTable, required: Sequence[str] = ()) -> HistoryTable:
    """The same from the header on; the rows above it are told."""
    first_rows = list(islice(table.read_rows(), HEADER_WITHIN))
    above = find_header([cells for _number, cells in first_rows], required)
    if not above:
        return table
    remarks = [*table.remarks]
    for number, cells in first_rows[:above]:
        value = " ".join(filter(None, map(str.strip, cells)))
        place = _("row %(row)s") % {"row": number}
        reason = _("stands above the header; it is not read")
        remarks.append(FileRemark(RemarkKind.FORM, place, value, reason))
    return HistoryTable(lambda: islice(table.read_rows(), above, None), remarks)


def _open_workbook(path: Path, mapping: DeskMapping) -> HistoryTable:
    file = tables.read_tables(path, path.name)
    # Before the list there may be a cover, behind it a legend.
    sheet = max(file.sheets, key=lambda each: each.filled_rows)
    remarks = [*remarks_on_file(file), *remarks_on_sheet(sheet)]
    for other in file.sheets:
        if other is not sheet and other.filled_rows:
            reason = _("is another sheet; a history is read from the longest one")
            remarks.append(remark_on_left_sheet(other, reason))

    rows = []
    broken: list[str] = []
    for number, row in enumerate(sheet.rows, 1):
        cells = []
        for column, cell in enumerate(row):
            if isinstance(cell, dict) and "broken" in cell:
                broken.append(f"{column_letter(column + 1)}{number}")
            cells.append(_cell_as_written(cell, mapping))
        rows.append((number, cells))
    if broken:
        reason = _("is a broken reference of the spreadsheet; read as empty")
        places = ", ".join(broken[:MOST_NAMED])
        remarks.append(FileRemark(RemarkKind.LEFT, places, "", reason, count=len(broken)))
    return HistoryTable(lambda: iter(rows), remarks)


def _cell_as_written(cell: Any, mapping: DeskMapping) -> str:
    """A spreadsheet's cell as the csv of the same desk would show it."""
    if not isinstance(cell, dict):
        return str(cell)
    if "broken" in cell:
        return ""
    if "moment" not in cell:
        written: str = next(iter(cell.values()))
        return written
    moment = datetime.fromisoformat(cell["moment"])
    if mapping.time[0] in (ISO, WRITTEN):
        return moment.isoformat()
    return moment.strftime(mapping.time[0])


def _known_encoding(path: Path) -> str:
    for encoding in ENCODINGS:
        try:
            # To the end: GB18030 text often begins as valid UTF-8 does.
            with path.open(encoding=encoding, newline="") as file:
                while file.read(MAX_CELL):
                    pass
        except UnicodeDecodeError:
            continue
        return encoding
    raise BadFile(_("The text encoding is not known. Save the file as UTF-8 or as xlsx."))


def _csv_rows(path: Path, encoding: str, delimiter: str) -> Iterator[NumberedRow]:
    with path.open(encoding=encoding, newline="") as file:
        # The database knows no NUL, and nobody sees one.
        lines = (line.replace("\0", "") for line in file)
        rows = enumerate(csv.reader(lines, delimiter=delimiter), 1)
        try:
            yield from _closed_rows((number, cells) for number, cells in rows if cells)
        except csv.Error as error:
            raise BadFile(
                _("The file cannot be read as a table: %(reason)s") % {"reason": error}
            ) from error


def _closed_rows(rows: Iterator[NumberedRow]) -> Iterator[NumberedRow]:
    """The same rows.

    Raises `BadFile` when the last one is short and reaches over lines: a quotation mark swallowed
    the rest.
    """
    width = 0
    number = 0
    cells = [""]
    for number, cells in rows:
        width = width or len(cells)
        yield number, cells
    if len(cells) < width and "\n" in cells[-1]:
        raise BadFile(
            _("A quotation mark in row %(row)s is never closed: nothing after it can be read.")
            % {"row": number}
        )


def incident_files(read_table: TableReader, layout: FileLayout) -> Iterator[IncidentFile]:
    """Number and lines of each incident; a line without a number stands alone."""
    numbers = (number for number, _row, _cells in _rows_with_incident(read_table, layout))
    # Read once more than needed: to know that lines stand together costs less than a copy on disk.
    is_grouped = _is_grouped(numbers)
    rows = _rows_with_incident(read_table, layout)
    if is_grouped:
        return _runs_of_rows(rows)
    return _gathered_rows(rows)


def _rows_with_incident(read_table: TableReader, layout: FileLayout) -> Iterator[IncidentRow]:
    place = layout.places["number"]
    unknown = layout.mapping.unknown
    last_written = ""
    incident = ""
    for number, cells in islice(read_table(), 1, None):
        written = cells[place] if place < len(cells) else ""
        # Most lines have the number of the line before, which then need not be cleaned again.
        if written != last_written:
            last_written = written
            incident = clean_cell_text(written)
            if incident in unknown:
                incident = ""
        if incident or any(map(str.strip, cells)):
            yield incident, number, cells


def _is_grouped(numbers: Iterable[str]) -> bool:
    """Do the lines of each incident stand together?"""
    # Hashes instead of texts: a million of numbers must fit into memory. Two that are equal by
    # chance only cost the way over the disk.
    seen: set[int] = set()
    last = ""
    for number in numbers:
        if number and number != last:
            if hash(number) in seen:
                return False
            seen.add(hash(number))
            last = number
    return True


def _runs_of_rows(rows: Iterable[IncidentRow]) -> Iterator[IncidentFile]:
    current = ""
    run: list[NumberedRow] = []
    for incident, number, cells in rows:
        if not incident:
            yield "", [(number, cells)]
            continue
        if incident != current:
            if run:
                yield current, run
            current = incident
            run = []
        # One line more than allowed is enough to refuse the incident.
        if len(run) <= MAX_LINES:
            run.append((number, cells))
    if run:
        yield current, run


def _gathered_rows(rows: Iterable[IncidentRow]) -> Iterator[IncidentFile]:
    """The same from a scattered file, by way of a copy on disk.

    In memory is only where each line begins there.
    """
    begins: dict[str, array[int]] = {}
    with tempfile.TemporaryFile() as disk:
        for incident, number, cells in rows:
            begins.setdefault(incident, array("Q")).append(disk.tell())
            disk.write(json.dumps([number, cells]).encode() + b"\n")
        yield from _runs_of_rows(_rows_on_disk(disk, begins))


def _rows_on_disk(disk: IO[bytes], begins: dict[str, "array[int]"]) -> Iterator[IncidentRow]:
    """Lines of the copy, by number and then in their order in the file."""
    for incident in sorted(begins):
        for begin in begins[incident]:
            disk.seek(begin)
            number, cells = json.loads(disk.readline())
            yield incident, number, cells
