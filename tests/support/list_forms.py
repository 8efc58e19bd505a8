"""List forms as their reader sees them: below the title, moments and days in the format of their cells."""

import re
from datetime import datetime
from typing import IO, Any

from openpyxl import load_workbook
from openpyxl.cell import Cell

FORMATS = {"yyyy-mm-dd hh:mm": "%Y-%m-%d %H:%M", "yyyy-mm-dd": "%Y-%m-%d"}
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def printed_rows(file: IO[bytes] | str) -> list[tuple[Any, ...]]:
    """The header and the lines of the first sheet; above them stands the title alone."""
    title, *rows = load_workbook(file).worksheets[0].iter_rows()
    assert title[0].value
    assert not [cell.value for cell in title[1:] if cell.value]
    return [tuple(map(printed_value, row)) for row in rows]


def printed_value(cell: Cell) -> Any:
    """What stands in a cell: numbers and spans as such, everything else as the text that is seen."""
    if isinstance(cell.value, datetime):
        return cell.value.strftime(FORMATS[cell.number_format])
    if isinstance(cell.value, str):
        return ESCAPED.sub(lambda match: chr(int(match[1], 16)), cell.value)
    return cell.value
