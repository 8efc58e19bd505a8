"""A file as rows of texts, whichever program it was made with; every cell knows what its reader calls it."""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from documents.imports import documents, tables
from plans.domain.record import tidy


@dataclass(frozen=True, slots=True)
class Row:
    """A row of cells, from the first column on; a paragraph is a row with one cell. `sheet` and `line` name a cell of a workbook, `table`
    and `line` one of a document, `line` alone a paragraph.
    """

    cells: tuple[str, ...]
    line: int
    sheet: str | None = None
    table: int = 0

    @property
    def is_paragraph(self) -> bool:
        return self.sheet is None and not self.table

    @property
    def filled(self) -> list[int]:
        """The columns with something in them."""
        return [column for column, cell in enumerate(self.cells) if cell]

    def cell(self, column: int | None) -> str:
        """The text of a column; empty where the row has none."""
        return self.cells[column] if column is not None and column < len(self.cells) else ""

    def place(self, column: int | None) -> str:
        """`B5`, `table 2, row 3` or `paragraph 4`."""
        if self.sheet is not None:
            return f"{f'{self.sheet}!' if self.sheet else ''}{get_column_letter((column or 0) + 1)}{self.line}"
        if self.table:
            return _("table %(table)d, row %(row)d") % {"table": self.table, "row": self.line}
        return _("paragraph %(number)d") % {"number": self.line}


def rows_of(data: bytes) -> list[Row]:
    """The rows of an uploaded file, by its content. Raises `BadFile`."""
    with tempfile.NamedTemporaryFile(suffix=".form") as file:
        file.write(data)
        file.flush()
        path = Path(file.name)
        return (
            _of_workbook(path)
            if documents.document_kind(path) == documents.XLSX
            else _of_document(path)
        )


def _of_workbook(path: Path) -> list[Row]:
    sheets = [
        sheet
        for sheet in tables.read_tables(path, "form.xlsx")
        if any(any(row) for row in sheet.rows)
    ]
    return [
        Row(tuple(_shown(cell) for cell in cells), line, sheet.name if len(sheets) > 1 else "")
        for sheet in sheets
        for line, cells in enumerate(sheet.rows, 1)
    ]


def _shown(cell: Any) -> str:
    """A cell as text; a moment is a date here."""
    if isinstance(cell, dict):
        return cell["moment"][:10] if "moment" in cell else cell["time"][:5]
    return tidy(cell)


def _of_document(path: Path) -> list[Row]:
    rows, table, paragraph = [], 0, 0
    for block in documents.read_document(path):
        if block.rows is None:
            paragraph += 1
            rows.append(Row((tidy(block.text),), paragraph))
            continue
        table += 1
        rows += [
            Row(tuple(map(tidy, cells)), line, table=table)
            for line, cells in enumerate(block.rows, 1)
        ]
    return rows
