"""Stages as they are copied out of a spreadsheet: rows of cells between tabs. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from plans.domain import f2
from plans.domain.stage_headings import DOUBTFUL_STAGE_NAMES, STAGE_NAMES, bare_word_key

CODE, TASK, OWNER, START, PLANNED, WEIGHT, ACCEPTANCE = (
    "code",
    "task",
    "owner",
    "start_date",
    "planned_date",
    "weight",
    "acceptance",
)

# In the order of the form, for rows without a line of headings.
PLAIN_ORDER = (CODE, TASK, OWNER, PLANNED)
FIELDS_OF_F2 = {f2.CODE: CODE, f2.TASK: TASK, f2.STAGE_OWNER: OWNER, f2.PLANNED: PLANNED}
OTHER_HEADINGS = {
    "计划开始时间": START,
    "计划开始日期": START,
    "计划开始": START,
    "开始时间": START,
    "开始日期": START,
    "权重": WEIGHT,
    "验收标准": ACCEPTANCE,
    "stagecode": CODE,
    "code": CODE,
    "stage": TASK,
    "stagetask": TASK,
    "task": TASK,
    "owner": OWNER,
    "plannedstart": START,
    "start": START,
    "plannedfinish": PLANNED,
    "finish": PLANNED,
    "due": PLANNED,
    "weight": WEIGHT,
    "acceptancecriteria": ACCEPTANCE,
}

# So many known headings make the first row a line of headings.
FEWEST_HEADINGS = 2

# A cell that is quoted as a whole, or a plain one, and the tab or line end behind it.
CELL = re.compile(r'("(?:[^"]|"")*"(?=[\t\n]|$))?([^\t\n]*)([\t\n]|$)')


@dataclass(frozen=True, slots=True)
class PastedRow:
    """One row: its number as it was pasted, and its texts by field; empty cells are left out."""

    number: int
    texts: dict[str, str]


@dataclass(frozen=True, slots=True)
class PastedTable:
    """The rows, and what of the table is taken nowhere: headings, or cells as (row, text)."""

    rows: list[PastedRow]
    left_headings: list[str]
    left_cells: list[tuple[int, str]]


def read_pasted_stages(pasted: str) -> PastedTable:
    """The table in a pasted text. A first row of headings names the columns, in any order."""
    numbered = [(n, [cell.strip() for cell in row]) for n, row in enumerate(_rows_of(pasted), 1)]
    filled = [(n, cells) for n, cells in numbered if any(cells)]
    if not filled:
        return PastedTable([], [], [])

    columns = _headings_of(filled[0][1])
    headings: list[str] = []
    left_headings: list[str] = []
    if columns is None:
        columns = dict(enumerate(PLAIN_ORDER))
    else:
        _number, headings = filled.pop(0)
        left_headings = [
            heading for n, heading in enumerate(headings) if heading and n not in columns
        ]

    rows: list[PastedRow] = []
    left_cells: list[tuple[int, str]] = []
    for number, cells in filled:
        texts = {}
        for place, cell in enumerate(cells):
            if cell and place in columns:
                texts[columns[place]] = cell
            elif cell and not _heading_at(headings, place):
                left_cells.append((number, cell))
        rows.append(PastedRow(number, texts))
    return PastedTable(rows, left_headings, left_cells)


def _rows_of(pasted: str) -> list[list[str]]:
    """The cells of each row. Only a cell that is quoted as a whole may hold tabs and line ends, as
    spreadsheets copy them; any other quotation mark is a sign of the text.
    """
    rows: list[list[str]] = [[]]
    text = pasted.strip("\r\n").replace("\r\n", "\n").replace("\r", "\n")
    place = 0
    while place < len(text):
        found = CELL.match(text, place)
        if found is None:
            break
        quoted, plain, end = found.groups()
        cell = plain if quoted is None else quoted[1:-1].replace('""', '"')
        rows[-1].append(cell)
        if end == "\n":
            rows.append([])
        place = found.end()
    return rows


def _heading_at(headings: Sequence[str], place: int) -> str:
    return headings[place] if place < len(headings) else ""


def _headings_of(cells: Sequence[str]) -> dict[int, str] | None:
    """The fields by column; None for a row that is no line of headings. The first of two counts."""
    columns: dict[int, str] = {}
    for place, cell in enumerate(cells):
        key = bare_word_key(cell).lower()
        name = STAGE_NAMES.get(key) or DOUBTFUL_STAGE_NAMES.get(key, "")
        field = OTHER_HEADINGS.get(key) or FIELDS_OF_F2.get(name)
        if field and field not in columns.values():
            columns[place] = field
    return columns if len(columns) >= FEWEST_HEADINGS else None
