"""Stages as they are copied out of a spreadsheet: rows of cells between tabs. Pure."""

import csv
import io
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
    lines = list(csv.reader(io.StringIO(pasted.strip("\r\n")), delimiter="\t"))
    numbered = [(n, [cell.strip() for cell in cells]) for n, cells in enumerate(lines, 1)]
    filled = [(n, cells) for n, cells in numbered if any(cells)]
    if not filled:
        return PastedTable([], [], [])

    columns = _headings_of(filled[0][1])
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
            elif cell and not left_headings:
                left_cells.append((number, cell))
        rows.append(PastedRow(number, texts))
    return PastedTable(rows, left_headings, left_cells)


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
