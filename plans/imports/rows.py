"""A file as rows of texts, whichever program it was made with.

Every cell knows what its reader calls it.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from documents.domain.column_letters import column_letter
from documents.imports import documents, tables
from documents.imports.account import (
    FileRemark,
    RemarkKind,
    remarks_on_extras,
    remarks_on_file,
    remarks_on_sheet,
)
from documents.imports.copies import copied_to_disk
from plans.domain.record import tidy_text

# So much of a merged cell is repeated in a message.
MERGED_TEXT_LENGTH = 60


@dataclass(frozen=True, slots=True)
class FormRow:
    """A row of cells, from the first column on; a paragraph is a row with one cell.

    `sheet` and `line` name a cell of a workbook, `table` and `line` one of a document, `line` alone
    a paragraph. `broken` are columns whose cell is a broken reference or a formula without a
    result.
    """

    cells: tuple[str, ...]
    line: int
    sheet: str | None = None
    table: int = 0
    broken: frozenset[int] = frozenset()

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
            cell = f"{column_letter((column or 0) + 1)}{self.line}"
            return f"{self.sheet}!{cell}" if self.sheet else cell
        if self.table:
            return _("table %(table)d, row %(row)d") % {"table": self.table, "row": self.line}
        return _("paragraph %(number)d") % {"number": self.line}


@dataclass(frozen=True, slots=True)
class FormFile:
    """The rows of a file, and what of the file they do not hold or nobody sees."""

    rows: list[FormRow]
    remarks: list[FileRemark]


def read_form_file(data: bytes) -> FormFile:
    """An uploaded file, by its content. Raises `BadFile`."""
    with copied_to_disk([data]) as path:
        if documents.document_kind(path) == documents.XLSX:
            return _read_workbook(path)
        return _read_document(path)


def _read_workbook(path: Path) -> FormFile:
    """The rows of all sheets in order; a place names its sheet only where there are several."""
    file = tables.read_tables(path, "form.xlsx")
    # Programs add empty sheets by themselves; they must not make sheet names necessary.
    sheets = [sheet for sheet in file.sheets if sheet.filled_rows]
    has_several = len(sheets) > 1
    rows = []
    remarks = remarks_on_file(file)
    for sheet in sheets:
        remarks += remarks_on_sheet(sheet, is_named=has_several)
        remarks += _remarks_on_merged(sheet, has_several)
        for line, cells in enumerate(sheet.rows, 1):
            rows.append(
                FormRow(
                    tuple(_cell_text(cell) for cell in cells),
                    line,
                    sheet.name if has_several else "",
                    broken=frozenset(
                        column for column, cell in enumerate(cells) if _is_broken(cell)
                    ),
                )
            )
    return FormFile(rows, remarks)


def _remarks_on_merged(sheet: tables.TableSheet, is_named: bool) -> list[FileRemark]:
    """Cells that say what the one above says: named by the cell that they are merged with."""
    rows_by_first: dict[tuple[int, int], list[int]] = {}
    for row, column, first in sheet.merged:
        rows_by_first.setdefault((first, column), []).append(row)

    prefix = f"{sheet.name}!" if is_named else ""
    remarks = []
    for (first, column), rows in rows_by_first.items():
        letter = column_letter(column + 1)
        text = _cell_text(sheet.rows[first][column])[:MERGED_TEXT_LENGTH]
        place = f"{prefix}{letter}{first + 1}:{letter}{rows[-1] + 1}"
        reason = _("is merged over several rows; read in each of them")
        remarks.append(FileRemark(RemarkKind.CHANGED, place, text, reason, text, len(rows)))
    return remarks


def _cell_text(cell: Any) -> str:
    """A cell as text; a moment is a date here."""
    if not isinstance(cell, dict):
        return tidy_text(cell)
    if "moment" in cell:
        return str(cell["moment"])[:10]
    if "time" in cell:
        return str(cell["time"])[:5]
    return str(next(iter(cell.values())))


def _is_broken(cell: Any) -> bool:
    return isinstance(cell, dict) and ("broken" in cell or "formula" in cell)


def _read_document(path: Path) -> FormFile:
    """Paragraphs and rows of tables in the order of the document, each kind counted from one."""
    document = documents.read_document(path)
    rows = []
    table = 0
    paragraph = 0
    for block in document.blocks:
        if block.rows is None:
            paragraph += 1
            rows.append(FormRow((tidy_text(block.text),), paragraph))
            continue

        table += 1
        for line, cells in enumerate(block.rows, 1):
            texts = tuple(tidy_text(cell) for cell in cells)
            rows.append(FormRow(texts, line, table=table))
    return FormFile(rows, remarks_on_extras(document))
