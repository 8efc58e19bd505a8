"""A table of days as text that can be read, mended and sent again: nothing of the file is lost."""

import csv
import io
from datetime import datetime
from pathlib import Path
from typing import Any

from documents.imports import tables


def table_as_text(path: Path, name: str) -> str:
    """The rows of a file, a line for each row of the first sheet and so on. Raises `BadFile`."""
    lines: list[str] = []
    for sheet in tables.read_tables(path, name).sheets:
        if not any(any(row) for row in sheet.rows):
            continue
        if lines:
            lines.append(f"# {sheet.name}")
        lines += [line_of_row(row) for row in sheet.rows]
    return "\n".join(lines).rstrip("\n")


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
    time: str = cell["time"]
    return time[:5]
