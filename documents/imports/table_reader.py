"""Reads a table in a process of its own with hard limits.

No Django here: `python -m documents.imports.table_reader KIND PATH` prints JSON.

Cells come as text; moments as `{"moment": ISO}`, times of day as `{"time": ISO}`. A formula without
a stored result comes as its own text, so nothing is imported empty by mistake.
"""

import csv
import datetime as dt
import html
import io
import json
import re
import resource
import sys
import zipfile
from pathlib import Path
from typing import Any

from defusedxml import ElementTree
from python_calamine import CalamineWorkbook

MAX_ROWS, MAX_COLUMNS, MAX_SHEETS = 60_000, 80, 8
TOO_MANY_ROWS = 7
CPU_SECONDS, MEMORY_BYTES = 60, 1 << 30
FORMULA = re.compile(r'<c r="([A-Z]{1,3})(\d{1,7})"[^>]*>\s*<f(?:\s[^>]*)?>([^<]*)</f>')
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def limit() -> None:
    """At most a minute of CPU and a gigabyte."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


def read_xlsx(path: str) -> list[dict[str, Any]]:
    """The sheets with their rows, from the first row of the sheet on, so that row numbers are those
    of the file.
    """
    book = CalamineWorkbook.from_path(path)
    formulas = formulas_of(path)
    sheets = []
    for name in book.sheet_names[:MAX_SHEETS]:
        sheet = book.get_sheet_by_name(name)
        if sheet.total_height > MAX_ROWS:
            sys.exit(TOO_MANY_ROWS)
        rows = sheet.to_python(skip_empty_area=False)
        cells = [[cell(value) for value in row[:MAX_COLUMNS]] for row in rows]
        fill_formulas(cells, formulas.get(name, {}))
        sheets.append({"name": name, "rows": cells})
    return sheets


def fill_formulas(cells: list[list[Any]], formulas: dict[tuple[int, int], str]) -> None:
    """A formula whose result was not stored shows its text."""
    for (row, column), formula in sorted(formulas.items()):
        if row >= MAX_ROWS or column >= MAX_COLUMNS:
            continue
        cells.extend([] for _missing in range(row + 1 - len(cells)))
        cells[row].extend("" for _missing in range(column + 1 - len(cells[row])))
        if cells[row][column] == "":
            cells[row][column] = f"={formula}"


def cell(value: Any) -> Any:
    """A cell as JSON."""
    if isinstance(value, dt.datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, dt.date):
        return {"moment": dt.datetime.combine(value, dt.time.min).isoformat()}
    if isinstance(value, dt.time):
        return {"time": value.isoformat()}
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def formulas_of(path: str) -> dict[str, dict[tuple[int, int], str]]:
    """By sheet: the formulas by row and column, both from 0."""
    with zipfile.ZipFile(path) as archive:
        parts = sheet_parts(archive)
        return {
            name: formulas_in(archive.read(part).decode("utf-8", "replace"))
            for name, part in parts.items()
        }


def sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name to the file inside the archive."""
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {one.get("Id"): one.get("Target", "") for one in relations}
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    names = set(archive.namelist())
    found = {
        sheet.get("name", ""): targets.get(sheet.get(RELATION), "")
        for sheet in book.iter(f"{MAIN}sheet")
    }
    parts = {
        name: target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        for name, target in found.items()
    }
    return {name: part for name, part in parts.items() if part in names}


def formulas_in(text: str) -> dict[tuple[int, int], str]:
    """Every formula of one sheet."""
    return {
        (int(row) - 1, column_number(column)): html.unescape(body)
        for column, row, body in FORMULA.findall(text)
    }


def column_number(letters: str) -> int:
    """A -> 0, Z -> 25, AA -> 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def read_csv(path: str) -> list[dict[str, Any]]:
    """UTF-8 (with or without mark), UTF-16 with mark, else GB18030; comma, semicolon or tab."""
    text = decode(Path(path).read_bytes())
    csv.field_size_limit(len(text) + 1)
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    if len(rows) > MAX_ROWS:
        sys.exit(TOO_MANY_ROWS)
    return [{"name": "csv", "rows": [row[:MAX_COLUMNS] for row in rows]}]


def decode(raw: bytes) -> str:
    """The text; raises `UnicodeDecodeError` when no encoding fits."""
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return raw.decode("utf-16")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("gb18030")


def main() -> None:
    """Read one file and print its sheets."""
    limit()
    kind, path = sys.argv[1:3]
    sheets = read_xlsx(path) if kind == "xlsx" else read_csv(path)
    json.dump(sheets, sys.stdout, ensure_ascii=True)


if __name__ == "__main__":
    main()
