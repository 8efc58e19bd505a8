"""A table of days as text that can be read, mended and sent again: nothing of the file is lost."""

import csv
import io
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from documents.imports import tables
from documents.imports.account import FileRemark, remarks_on_file, remarks_on_sheet


@dataclass(frozen=True, slots=True)
class TableText:
    """The rows of a file as lines, and what of the file they do not hold or nobody sees."""

    text: str
    remarks: list[FileRemark]


def read_table_text(path: Path, name: str) -> TableText:
    """A line for each row of the first sheet and so on. Raises `BadFile`."""
    file = tables.read_tables(path, name)
    remarks = remarks_on_file(file)
    lines: list[str] = []
    for sheet in file.sheets:
        if not sheet.filled_rows:
            continue
        if lines:
            lines.append(f"# {sheet.name}")
        lines += [line_of_row(row) for row in sheet.rows]
        remarks += remarks_on_sheet(sheet, is_named=len(file.sheets) > 1)
    return TableText("\n".join(lines).rstrip("\n"), remarks)


def line_of_row(row: list[Any]) -> str:
    """A row as a line; a line that was one cell stays as it is."""
    cells = [cell_as_text(cell) for cell in row]
    while cells and not cells[-1]:
        cells.pop()
    if len(cells) == 1:
        return cells[0]
    written = io.StringIO()
    csv.writer(written, lineterminator="").writerow(cells)
    return written.getvalue()


def cell_as_text(cell: Any) -> str:
    """A cell as one line of text; a moment as its date, as such lists know only dates."""
    if not isinstance(cell, dict):
        return " ".join(str(cell).split())
    if "moment" in cell:
        return datetime.fromisoformat(cell["moment"]).date().isoformat()
    if "time" in cell:
        return str(cell["time"])[:5]
    # A broken reference or a formula without a result: no date, and named as such by its line.
    return str(next(iter(cell.values())))
