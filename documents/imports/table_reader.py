"""Reads a table in a process of its own with hard limits.

No Django here: `python -m documents.imports.table_reader KIND PATH` prints JSON.

Cells come as the text that a person sees; moments as `{"moment": ISO}`, times of day as
`{"time": ISO}`. What is no value of its own comes as what it is, so that nothing is imported empty
or wrong by mistake: `{"broken": "#REF!"}`, `{"formula": "=A1"}` for a formula without a stored
result, `{"flag": "TRUE"}`.
"""

import csv
import datetime as dt
import io
import json
import re
import resource
import sys
import zipfile
from pathlib import Path
from typing import Any

from python_calamine import (
    CalamineSheet,
    CalamineWorkbook,
    SheetMetadata,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from documents.domain.separators import guess_separator, named_separator
from documents.imports.sheet_facts import (
    SheetFacts,
    count_comments,
    count_pictures,
    number_displays,
    plain_number,
    read_facts,
    sheet_parts,
)

MAX_ROWS = 60_000
MAX_COLUMNS = 200
TOO_MANY_ROWS = 7
CPU_SECONDS = 60
MEMORY_BYTES = 1 << 30

# Excel's way of writing a number that must stay a text: ="0138"
TEXT_FORMULA = re.compile(r'^="([^"]*)"$')

Span = tuple[tuple[int, int], tuple[int, int]]


def limit_process() -> None:
    """At most a minute of CPU and a gigabyte."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


def read_xlsx(path: str) -> dict[str, Any]:
    """The sheets with their rows, and what lies over the cells."""
    book = CalamineWorkbook.from_path(path)
    sheets = []
    charts = []
    with zipfile.ZipFile(path) as archive:
        parts = sheet_parts(archive)
        displays = number_displays(archive)
        left_rows = MAX_ROWS
        for about in book.sheets_metadata:
            if about.typ != SheetTypeEnum.WorkSheet:
                charts.append(about.name)
                continue
            sheet = book.get_sheet_by_name(about.name)
            left_rows -= sheet.total_height
            if left_rows < 0:
                sys.exit(TOO_MANY_ROWS)
            part = parts.get(about.name)
            facts = read_facts(archive, part, displays) if part else SheetFacts()
            sheets.append(plain_sheet(about, sheet, facts))
        comments = count_comments(archive)
        pictures = count_pictures(archive)
    return {"sheets": sheets, "charts": charts, "comments": comments, "pictures": pictures}


def plain_sheet(about: SheetMetadata, sheet: CalamineSheet, facts: SheetFacts) -> dict[str, Any]:
    """A sheet as JSON; its rows begin with the first row of the file, whose numbers count."""
    rows = sheet.to_python(skip_empty_area=False)
    beyond = sum(value not in ("", None) for row in rows for value in row[MAX_COLUMNS:])
    cells = [[plain_cell(value) for value in row[:MAX_COLUMNS]] for row in rows]
    add_facts(cells, facts)
    merged = fill_merged(cells, sheet.merged_cell_ranges or [])
    return {
        "name": about.name,
        "rows": cells,
        "is_hidden": about.visible != SheetVisibleEnum.Visible,
        "hidden_rows": [row for row in facts.hidden_rows if row < len(cells)],
        "hidden_columns": [column for column in facts.hidden_columns if column < MAX_COLUMNS],
        "merged": merged,
        "cells_beyond": beyond,
    }


def add_facts(cells: list[list[Any]], facts: SheetFacts) -> None:
    """What a cell shows where it has no value, or shows another one."""
    for place, formula in facts.formulas.items():
        put_cell(cells, place, {"formula": f"={formula}"})
    for place, error in facts.broken.items():
        put_cell(cells, place, {"broken": error})
    for (row, column), display in facts.displays.items():
        if row < len(cells) and column < len(cells[row]) and isinstance(cells[row][column], str):
            cells[row][column] = display(float(cells[row][column]))


def put_cell(cells: list[list[Any]], place: tuple[int, int], value: Any) -> None:
    """Set a cell, also one behind the last that has a value."""
    row, column = place
    if row >= MAX_ROWS or column >= MAX_COLUMNS:
        return
    while len(cells) <= row:
        cells.append([])
    missing = column + 1 - len(cells[row])
    cells[row].extend([""] * missing)
    cells[row][column] = value


def fill_merged(cells: list[list[Any]], spans: list[Span]) -> list[list[int]]:
    """Cells merged downwards say the same in each of their rows: `[row, column, first row]` each.

    A row that has nothing of its own is no row: it only makes another one higher.
    """
    spans = [span for span in spans if span[1][0] > span[0][0]]
    if not spans:
        return []
    own_rows = {row for row, values in enumerate(cells) if any(value != "" for value in values)}
    filled = []
    for (first, column), (last, _last_column) in sorted(spans):
        if first >= len(cells) or column >= len(cells[first]) or cells[first][column] == "":
            continue
        for row in range(first + 1, min(last + 1, len(cells))):
            if row in own_rows:
                put_cell(cells, (row, column), cells[first][column])
                filled.append([row, column, first])
    return filled


def plain_cell(value: Any) -> Any:
    """A cell as JSON."""
    if isinstance(value, dt.datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, dt.date):
        return {"moment": dt.datetime.combine(value, dt.time.min).isoformat()}
    if isinstance(value, dt.time):
        return {"time": value.isoformat()}
    if isinstance(value, bool):
        return {"flag": str(value).upper()}
    if isinstance(value, float):
        return plain_number(value)
    return "" if value is None else str(value)


def read_csv(path: str) -> dict[str, Any]:
    """UTF-8 (with or without mark), UTF-16 with mark, else GB18030; comma, semicolon or tab."""
    text = decoded_text(Path(path).read_bytes())
    csv.field_size_limit(len(text) + 1)
    named = named_separator(text.partition("\n")[0])
    separator = named or guess_separator(text)
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    if len(rows) > MAX_ROWS:
        sys.exit(TOO_MANY_ROWS)
    if named:
        # It speaks to the program, not to people; the rows below keep their numbers.
        rows[0] = []
    beyond = sum(value != "" for row in rows for value in row[MAX_COLUMNS:])
    cells = [[TEXT_FORMULA.sub(r"\1", value) for value in row[:MAX_COLUMNS]] for row in rows]
    sheet = {"name": "csv", "rows": cells, "cells_beyond": beyond}
    return {"sheets": [sheet]}


def decoded_text(raw: bytes) -> str:
    """The text; raises `UnicodeDecodeError` when no encoding fits."""
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return raw.decode("utf-16")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        # what Excel in Chinese writes
        return raw.decode("gb18030")


def main() -> None:
    """Read one file and print what is in it."""
    limit_process()
    kind, path = sys.argv[1:3]
    table = read_xlsx(path) if kind == "xlsx" else read_csv(path)
    json.dump(table, sys.stdout, ensure_ascii=True)


if __name__ == "__main__":
    main()
