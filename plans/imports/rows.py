"""A file as rows of texts, whichever program it was made with.

Every cell knows what its reader calls it.
"""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from documents.imports import documents, tables
from plans.domain.record import tidy_text


@dataclass(frozen=True, slots=True)
class FormRow:
    """A row of cells, from the first column on; a paragraph is a row with one cell.

    `sheet` and `line` name a cell of a workbook, `table` and `line` one of a document, `line` alone
    a paragraph.
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

    def text_in(self, column: int | None) -> str:
        """The text of a column; empty where the row has none."""
        if column is None or column >= len(self.cells):
            return ""
        return self.cells[column]

    def place_of(self, column: int | None) -> str:
        """`B5`, `table 2, row 3` or `paragraph 4`."""
        if self.sheet is not None:
            cell = f"{get_column_letter((column or 0) + 1)}{self.line}"
            return f"{self.sheet}!{cell}" if self.sheet else cell
        if self.table:
            return _("table %(table)d, row %(row)d") % {"table": self.table, "row": self.line}
        return _("paragraph %(number)d") % {"number": self.line}


def rows_of(data: bytes) -> list[FormRow]:
    """The rows of an uploaded file, by its content. Raises `BadFile`."""
    # The readers run as processes of their own, which take a path.
    with tempfile.NamedTemporaryFile(suffix=".form") as file:
        file.write(data)
        file.flush()
        path = Path(file.name)

        if documents.document_kind(path) == documents.XLSX:
            return _workbook_rows(path)
        return _document_rows(path)


def _workbook_rows(path: Path) -> list[FormRow]:
    """The rows of all sheets in order; a place names its sheet only where there are several."""
    # Programs add empty sheets by themselves; they must not make sheet names necessary.
    sheets = [sheet for sheet in tables.read_tables(path, "form.xlsx") if _is_filled(sheet)]
    rows = []
    for sheet in sheets:
        name = sheet.name if len(sheets) > 1 else ""
        for line, cells in enumerate(sheet.rows, 1):
            texts = tuple(_cell_text(cell) for cell in cells)
            rows.append(FormRow(texts, line, name))
    return rows


def _is_filled(sheet: tables.TableSheet) -> bool:
    return any(any(row) for row in sheet.rows)


def _cell_text(cell: Any) -> str:
    """A cell as text; a moment is a date here."""
    if not isinstance(cell, dict):
        return tidy_text(cell)
    return cell["moment"][:10] if "moment" in cell else cell["time"][:5]


def _document_rows(path: Path) -> list[FormRow]:
    """Paragraphs and rows of tables in the order of the document, each kind counted from one."""
    rows = []
    table = 0
    paragraph = 0
    for block in documents.read_document(path):
        if block.rows is None:
            paragraph += 1
            rows.append(FormRow((tidy_text(block.text),), paragraph))
            continue

        table += 1
        for line, cells in enumerate(block.rows, 1):
            texts = tuple(tidy_text(cell) for cell in cells)
            rows.append(FormRow(texts, line, table=table))
    return rows
