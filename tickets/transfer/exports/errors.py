"""The rows of an import that were refused or warned about, with their reasons."""

from typing import IO

from documents.exports import sheets
from tickets.transfer.domain.register_columns import COLUMNS
from tickets.transfer.models import ImportBatch

WIDTHS = (8, 15, 22, 10, 16, 18, 10, 34, 10, 10, 18, 18, 12, 16, 60)
RESULTS = {"refused": "未导入", "created": "可导入（提醒）", "unchanged": "已存在"}


def make_problem_workbook(batch: ImportBatch) -> IO[bytes]:
    """Row number, the cells as they came, and the reasons in an extra column."""
    book = sheets.open_book()
    sheet = sheets.open_sheet(book, "导入问题", WIDTHS, frozen_at="A2")
    sheets.add_row(sheet, ["行号", *COLUMNS, "结果", "原因"], is_bold=True)
    # Straight from the database: a register may have tens of thousands of bad rows.
    for row in batch.rows.exclude(problems=[]).order_by("row").iterator():
        reasons = [f"{problem['column']}：{problem['reason']}" for problem in row.problems]
        cells = [row.cells.get(name, "") for name in COLUMNS]
        sheets.add_row(sheet, [row.row, *cells, RESULTS[row.verdict], "；".join(reasons)])
    return sheets.finish_book(book)
