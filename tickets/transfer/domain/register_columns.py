"""The columns of the service-ticket register (form F1), and where a sheet has them. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from core.domain import text

NUMBER, CUSTOMER, CONTACT, PHONE = "工单号", "客户名称", "联系人", "联系方式"
REPORTED, CHANNEL, SUMMARY, TIER = "反馈时间", "反馈渠道", "问题描述(摘要)", "问题分级"
ACCEPTED_BY, RESPONDED, PROMISED, STATUS = "受理人", "首次响应时间", "预计解决时间", "处理状态"
COLUMNS = (
    NUMBER,
    CUSTOMER,
    CONTACT,
    PHONE,
    REPORTED,
    CHANNEL,
    SUMMARY,
    TIER,
    ACCEPTED_BY,
    RESPONDED,
    PROMISED,
    STATUS,
)
REQUIRED = (NUMBER, CUSTOMER, REPORTED, CHANNEL, SUMMARY, TIER)

# What teams call the columns beside the form's own words.
ALIASES = {
    "工单编号": NUMBER,
    "客户": CUSTOMER,
    "客户名": CUSTOMER,
    "客户联系人": CONTACT,
    "联系人姓名": CONTACT,
    "客户联系方式": PHONE,
    "联系电话": PHONE,
    "电话": PHONE,
    "手机": PHONE,
    "手机号": PHONE,
    "手机号码": PHONE,
    "反馈日期": REPORTED,
    "渠道": CHANNEL,
    "问题描述": SUMMARY,
    "问题摘要": SUMMARY,
    "分级": TIER,
    "问题等级": TIER,
    "问题级别": TIER,
    "受理人员": ACCEPTED_BY,
    "首次响应": RESPONDED,
    "预计解决": PROMISED,
    "承诺解决时间": PROMISED,
    "状态": STATUS,
    "工单状态": STATUS,
    "当前状态": STATUS,
}

HEADER_WITHIN = 20
FEWEST_KNOWN_COLUMNS = 3

# A mark or a word that says: this column has to be filled. And how people break headings.
MARKS = re.compile(r"[\s*★●:]|\((?:必填|选填|可选|必填项)\)|\[(?:必填|选填)\]")


@dataclass(slots=True)
class RegisterHeader:
    """Where the columns are. Rows and columns count from 0.

    The header ends in row `last` (it may have two). `renamed` are headings that were understood,
    `repeated` columns whose name another one has already, `unknown` columns that the register does
    not know: nothing of the latter two is read.
    """

    last: int
    places: dict[str, int] = field(default_factory=dict)
    renamed: dict[int, str] = field(default_factory=dict)
    repeated: dict[int, str] = field(default_factory=dict)
    unknown: dict[int, str] = field(default_factory=dict)

    @property
    def left_columns(self) -> dict[int, str]:
        """The headings of all columns that are not read, by position."""
        return dict(sorted({**self.repeated, **self.unknown}.items()))

    @property
    def missing_columns(self) -> list[str]:
        """Required columns that the sheet does not have."""
        return [name for name in REQUIRED if name not in self.places]

    def cells_of(self, row: Sequence[Any]) -> dict[str, Any]:
        """The row's cells by column name; a row that ends early has empty ones."""
        return {name: _cell_in(row, position) for name, position in self.places.items()}

    def left_cells_of(self, row: Sequence[Any]) -> dict[str, str]:
        """What stands in the columns that are not read, by heading."""
        cells: dict[str, str] = {}
        for position, heading in self.left_columns.items():
            value = cell_text(_cell_in(row, position))
            if value:
                # Two columns of one name keep both their texts.
                name = heading if heading not in cells else f"{heading} {position + 1}"
                cells[name] = value
        return cells


def find_header(rows: Sequence[Sequence[Any]]) -> RegisterHeader | None:
    """Among the first 20 rows the one with most of the columns, or two of which the upper names
    what the lower leaves open.
    """
    headers = [header for header in _possible_headers(rows) if _is_enough(header.places)]
    return max(headers, key=lambda header: len(header.places), default=None)


def _possible_headers(rows: Sequence[Sequence[Any]]) -> Iterator[RegisterHeader]:
    """Headers of one row before those of two."""
    for index, row in enumerate(rows[:HEADER_WITHIN]):
        yield _read_header(index, [cell_text(value) for value in row])

    for index, (row, below) in enumerate(pairwise(rows[: HEADER_WITHIN + 1])):
        if _has_heading(below):
            yield _read_header(index + 1, _joined_headings(row, below))


def _is_enough(places: Mapping[str, int]) -> bool:
    return NUMBER in places and len(places) >= FEWEST_KNOWN_COLUMNS


def _has_heading(row: Sequence[Any]) -> bool:
    return any(_column_named(cell_text(value)) for value in row)


def _joined_headings(above: Sequence[Any], below: Sequence[Any]) -> list[str]:
    """The lower heading of each column where it has one, else the upper."""
    width = max(len(above), len(below))
    return [
        cell_text(_cell_in(below, column)) or cell_text(_cell_in(above, column))
        for column in range(width)
    ]


def _read_header(last: int, headings: Sequence[str]) -> RegisterHeader:
    header = RegisterHeader(last)
    # The form's own words come before what teams call a column.
    for is_alias in (False, True):
        for position, heading in enumerate(headings):
            column = _column_named(heading)
            if column is None or (heading_key(heading) != column) != is_alias:
                continue
            if column in header.places:
                header.repeated[position] = plain_heading(heading)
                continue
            header.places[column] = position
            if is_alias:
                header.renamed[position] = plain_heading(heading)

    taken = {*header.places.values(), *header.repeated}
    for position, heading in enumerate(headings):
        if position not in taken and heading:
            header.unknown[position] = plain_heading(heading)
    return header


def _column_named(heading: str) -> str | None:
    key = heading_key(heading)
    column = ALIASES.get(key, key)
    return column if column in COLUMNS else None


def heading_key(heading: str) -> str:
    """A heading without blanks, breaks, marks and full-width forms."""
    return MARKS.sub("", text.comparable_text(heading))


def plain_heading(heading: str) -> str:
    """A heading on one line, as a message repeats it."""
    return " ".join(heading.split())


def _cell_in(row: Sequence[Any], position: int) -> Any:
    return row[position] if position < len(row) else ""


def cell_text(value: Any) -> str:
    """A cell as the user reads it."""
    if isinstance(value, dict):
        stored: str = next(iter(value.values()))
        is_time = "moment" in value or "time" in value
        return stored.replace("T", " ").removesuffix(":00") if is_time else stored
    return text.clean_text(str(value))
