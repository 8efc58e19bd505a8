"""The rows of an import that were refused or warned about, with their reasons."""

from typing import IO

from documents.exports import sheets
from tickets.transfer.domain.register_columns import COLUMNS
from tickets.transfer.models import ImportBatch

WIDTHS = (15, 22, 10, 16, 18, 10, 34, 10, 10, 18, 18, 12)
RESULTS = {"refused": "未导入", "created": "可导入（提醒）", "unchanged": "已存在"}


def make_problem_workbook(batch: ImportBatch) -> IO[bytes]:
    """Row number, the cells as they came, and the reasons in an extra column."""
    book = sheets.open_book()
    own_columns = zip(COLUMNS, WIDTHS, strict=True)
    columns = (("行号", 8), *own_columns, ("结果", 16), ("原因", 60))
    table = sheets.ListSheet(book, "导入问题", columns)
    # Straight from the database: a register may have tens of thousands of bad rows.
    for row in batch.rows.exclude(problems=[]).order_by("row").iterator():
        reasons = [f"{problem['column']}：{problem['reason']}" for problem in row.problems]
        cells = [row.cells.get(name, "") for name in COLUMNS]
        table.add_row([row.row, *cells, RESULTS[row.verdict], "；".join(reasons)])
    return sheets.finish_book(book)
