"""The service-ticket register (form F1) as teams keep it: which cell means what, what is wrong.

Pure. A sheet comes as rows of cells; what becomes of one row is a `JudgedRow`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from core.domain import text
from tickets.record.enums import Status, Tier
from tickets.transfer.domain.written_moments import EARLIEST_YEAR, BadMoment, parse_moment

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
ALIASES = {
    "问题描述": SUMMARY,
    "问题摘要": SUMMARY,
    "客户联系方式": PHONE,
    "联系电话": PHONE,
    "渠道": CHANNEL,
    "状态": STATUS,
    "分级": TIER,
}

TIERS = {"一般": Tier.GENERAL, "重要": Tier.IMPORTANT, "紧急": Tier.URGENT}
STATUSES = {
    "": Status.NEW,
    "待受理": Status.NEW,
    "已受理": Status.ACCEPTED,
    "诊断中": Status.DIAGNOSING,
    "方案待审批": Status.PENDING_APPROVAL,
    "处理中": Status.PROCESSING,
    "待客户配合": Status.WAITING_CUSTOMER,
    "待备件/待协作": Status.WAITING_INTERNAL,
    "待确认": Status.PENDING_CONFIRMATION,
    "已解决": Status.RESOLVED,
    "已关闭": Status.CLOSED,
    "已归档": Status.ARCHIVED,
    "已取消": Status.CANCELLED,
}

# The words that the Chinese forms print, whatever the reader's language.
PRINTED = {status: label for label, status in STATUSES.items() if label} | {Status.MERGED: "已合并"}

NUMBER_SHAPE = re.compile(r"^(20\d\d)(0[1-9]|1[0-2])-(\d{5,6})$")
LONGEST = {CUSTOMER: 120, CONTACT: 60, PHONE: 40}
ACCEPTED_NAME_LENGTH = 40

# Stands for the unreadable day of a refused row, so that its bare times are not blamed as well.
ANY_DAY = date(EARLIEST_YEAR, 1, 1)

# The clock of a colleague's machine may run ahead of the server's by as much.
FUTURE_TOLERANCE = timedelta(minutes=5)
HEADER_WITHIN = 20
FEWEST_KNOWN_COLUMNS = 3


@dataclass(frozen=True, slots=True)
class CellProblem:
    """A cell that is refused or warned about; `reason` is a code that doors word."""

    row: int
    column: str
    value: str
    reason: str
    about: str = ""


@dataclass(slots=True)
class JudgedRow:
    """One row: what it says, and what is wrong with it. `row` is the row number of the sheet.

    `fields` holds customer, contact, phone, summary, accepted_name (texts), channel (key), tier,
    status, reported_at, first_responded_at and promised_at (aware or None).
    """

    row: int
    cells: dict[str, str]
    number: str = ""
    fields: dict[str, Any] = field(default_factory=dict)
    refused: list[CellProblem] = field(default_factory=list)
    warned: list[CellProblem] = field(default_factory=list)

    def refuse_cell(self, column: str, reason: str, about: str = "") -> None:
        value = self.cells.get(column, "")
        self.refused.append(CellProblem(self.row, column, value, reason, about))

    def has_refused(self, column: str) -> bool:
        return any(problem.column == column for problem in self.refused)


def find_header(rows: Sequence[Sequence[Any]]) -> tuple[int, dict[str, int]] | None:
    """Index of the header row among the first 20, and the position of each known column."""
    for index, row in enumerate(rows[:HEADER_WITHIN]):
        places = _column_places(row)
        if NUMBER in places and len(places) >= FEWEST_KNOWN_COLUMNS:
            return index, places
    return None


def _column_places(row: Sequence[Any]) -> dict[str, int]:
    places: dict[str, int] = {}
    for position, value in enumerate(row):
        if not isinstance(value, str):
            continue
        heading = text.comparable_text(value).replace(" ", "")
        column = ALIASES.get(heading, heading)
        if column in COLUMNS:
            places.setdefault(column, position)
    return places


def missing_columns(places: Mapping[str, int]) -> list[str]:
    """Required columns that the sheet does not have."""
    return [name for name in REQUIRED if name not in places]


def cells_of(row: Sequence[Any], places: Mapping[str, int]) -> dict[str, Any]:
    """The row's cells by column name; a row that ends early has empty ones."""
    width = len(row)
    return {name: row[position] if position < width else "" for name, position in places.items()}


def is_note(row: Sequence[Any]) -> bool:
    """An empty row, or a remark under the table: text in one cell only, and no ticket number."""
    texts = map(cell_text, row)
    filled = [written for written in texts if written]
    if not filled:
        return True
    return len(filled) == 1 and not NUMBER_SHAPE.match(text.comparable_text(filled[0]))


def cell_text(value: Any) -> str:
    """A cell as the user reads it."""
    if isinstance(value, dict):
        stored: str = value.get("moment") or value.get("time") or ""
        return stored.replace("T", " ").removesuffix(":00")
    return text.clean_text(str(value))


def judge_row(
    row: int,
    raw: Mapping[str, Any],
    *,
    zone: ZoneInfo,
    now: datetime,
    channels: Mapping[str, int],
    seen: dict[str, int],
) -> JudgedRow:
    """Read one row.

    `seen` maps the numbers of earlier rows of the file to their row; it is updated.
    """
    judged = JudgedRow(row, {name: cell_text(value) for name, value in raw.items()})
    _judge_number(judged, seen)
    for column in (CUSTOMER, SUMMARY):
        if not judged.cells.get(column):
            judged.refuse_cell(column, "missing")
    _judge_vocabulary(judged, channels)
    _judge_times(judged, raw, zone, now)
    if judged.refused:
        return judged

    if judged.fields["tier"] == Tier.URGENT and judged.fields["promised_at"] is None:
        judged.warned.append(CellProblem(row, PROMISED, "", "urgent_without_promise"))
    # A refused row does not hold its number: the correct one may follow below it.
    seen[judged.number] = row
    return judged


def _judge_number(judged: JudgedRow, seen: Mapping[str, int]) -> None:
    judged.number = text.comparable_text(judged.cells.get(NUMBER, ""))
    if not judged.number:
        judged.refuse_cell(NUMBER, "missing")
    elif not NUMBER_SHAPE.match(judged.number):
        judged.refuse_cell(NUMBER, "number")
    elif judged.number in seen:
        judged.refuse_cell(NUMBER, "repeated", str(seen[judged.number]))


def _judge_vocabulary(judged: JudgedRow, channels: Mapping[str, int]) -> None:
    cells = judged.cells
    fields = judged.fields
    fields.update(
        customer=cells.get(CUSTOMER, ""),
        contact=cells.get(CONTACT, ""),
        phone=text.comparable_text(cells.get(PHONE, "")),
        summary=cells.get(SUMMARY, ""),
        accepted_name=cells.get(ACCEPTED_BY, "")[:ACCEPTED_NAME_LENGTH],
        channel=channels.get(text.comparable_text(cells.get(CHANNEL, ""))),
        tier=TIERS.get(text.comparable_text(cells.get(TIER, ""))),
        status=STATUSES.get(text.comparable_text(cells.get(STATUS, ""))),
    )
    for column, longest in LONGEST.items():
        if len(cells.get(column, "")) > longest:
            judged.refuse_cell(column, "too_long", str(longest))
    for column, name in ((CHANNEL, "channel"), (TIER, "tier"), (STATUS, "status")):
        if fields[name] is None:
            reason = f"unknown_{name}" if cells.get(column) else "missing"
            judged.refuse_cell(column, reason)


def _judge_times(judged: JudgedRow, raw: Mapping[str, Any], zone: ZoneInfo, now: datetime) -> None:
    reported = _read_moment(judged, raw, REPORTED, zone, None)
    if reported is None and not judged.has_refused(REPORTED):
        judged.refuse_cell(REPORTED, "missing")
    judged.fields["reported_at"] = reported

    # Teams write bare times beside the report: they mean the day of the report.
    day = reported.astimezone(zone).date() if reported else ANY_DAY
    for column, name in ((RESPONDED, "first_responded_at"), (PROMISED, "promised_at")):
        moment = _read_moment(judged, raw, column, zone, day)
        if moment and reported and moment < reported:
            judged.refuse_cell(column, "before_report")
        judged.fields[name] = moment

    # A promise lies in the future by its nature; the other two cannot.
    for column, name in ((REPORTED, "reported_at"), (RESPONDED, "first_responded_at")):
        moment = judged.fields[name]
        if moment and moment > now + FUTURE_TOLERANCE:
            judged.refuse_cell(column, "future")


def _read_moment(
    judged: JudgedRow, raw: Mapping[str, Any], column: str, zone: ZoneInfo, day: date | None
) -> datetime | None:
    try:
        return parse_moment(raw.get(column, ""), zone, day)
    except BadMoment:
        judged.refuse_cell(column, "moment")
        return None
