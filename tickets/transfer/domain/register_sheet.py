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
from tickets.transfer.domain.register_columns import (
    ACCEPTED_BY,
    CHANNEL,
    CONTACT,
    CUSTOMER,
    NUMBER,
    PHONE,
    PROMISED,
    REPORTED,
    RESPONDED,
    STATUS,
    SUMMARY,
    TIER,
    cell_text,
)
from tickets.transfer.domain.written_moments import EARLIEST_YEAR, BadMoment, parse_moment

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

NUMBER_SHAPE = re.compile(r"^(20\d\d)(0[1-9]|1[0-2])-(?!0+$)(\d{5,6})$", re.ASCII)
LONGEST = {CUSTOMER: 120, CONTACT: 60, PHONE: 40, ACCEPTED_BY: 40}

# A ticket's title; the whole text is kept beside it.
SUMMARY_LENGTH = 120

# What people write into a cell that has nothing to say.
NOTHING = frozenset(
    {"无", "没有", "暂无", "未知", "不详", "/", "\\", "-", "--", "—", "——", "n/a", "na", "null"}
)

# A long number of which a spreadsheet has kept the first digits alone.
SHORTENED_NUMBER = re.compile(r"^\d(?:[.,]\d+)?E\+?\d+$", re.IGNORECASE)
DECIMAL_NUMBER = re.compile(r"^-?\d+[.,]\d+$")
FEWEST_PHONE_DIGITS = 5

# Stands for the unreadable day of a refused row, so that its bare times are not blamed as well.
ANY_DAY = date(EARLIEST_YEAR, 1, 1)

# The clock of a colleague's machine may run ahead of the server's by as much.
FUTURE_TOLERANCE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class CellProblem:
    """A cell that is refused or warned about; `reason` is a code that doors word."""

    row: int
    column: str
    value: str
    reason: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell that is taken, but not as it stands there; `reason` is a code that doors word."""

    column: str
    value: str
    becomes: str
    reason: str


@dataclass(slots=True)
class JudgedRow:
    """One row: what it says, and what is wrong with it. `row` is the row number of the sheet.

    `sheet` is named where a file has several registers. `fields` holds customer, contact, phone,
    summary, accepted_name (texts), channel (key), tier, status, reported_at, first_responded_at and
    promised_at (aware or None). `left_columns` holds what stands in columns that are not read,
    by heading, `left_cells` what says nothing plausible of those that are.
    """

    row: int
    cells: dict[str, str]
    number: str = ""
    sheet: str = ""
    fields: dict[str, Any] = field(default_factory=dict)
    refused: list[CellProblem] = field(default_factory=list)
    warned: list[CellProblem] = field(default_factory=list)
    changed: list[CellChange] = field(default_factory=list)
    left_columns: dict[str, str] = field(default_factory=dict)
    left_cells: dict[str, str] = field(default_factory=dict)

    @property
    def row_name(self) -> str:
        """The row as its reader finds it: `12`, or `5月!12`."""
        return f"{self.sheet}!{self.row}" if self.sheet else str(self.row)

    def refuse_cell(self, column: str, reason: str, about: str = "") -> None:
        value = self.cells.get(column, "")
        self.refused.append(CellProblem(self.row, column, value, reason, about))

    def leave_cell(self, column: str, reason: str) -> None:
        """The row is taken without this cell."""
        value = self.cells.get(column, "")
        self.warned.append(CellProblem(self.row, column, value, reason))
        self.left_cells[column] = value

    def change_cell(self, column: str, becomes: str, reason: str) -> None:
        self.changed.append(CellChange(column, self.cells.get(column, ""), becomes, reason))

    def has_refused(self, column: str) -> bool:
        return any(problem.column == column for problem in self.refused)


def is_note(row: Sequence[Any]) -> bool:
    """A remark under the table: text in one cell only, and no ticket number."""
    filled = filled_texts(row)
    return len(filled) == 1 and not NUMBER_SHAPE.match(text.comparable_text(filled[0]))


def filled_texts(row: Sequence[Any]) -> list[str]:
    """The cells of a row that say anything."""
    return [written for written in map(cell_text, row) if written]


def judge_row(
    row: int,
    raw: Mapping[str, Any],
    *,
    zone: ZoneInfo,
    now: datetime,
    channels: Mapping[str, int],
    seen: dict[str, str],
    sheet: str = "",
) -> JudgedRow:
    """Read one row.

    `seen` maps the numbers of earlier rows of the file to the name of their row; it is updated.
    """
    cells = {name: cell_text(value) for name, value in raw.items()}
    judged = JudgedRow(row, cells, sheet=sheet)
    _judge_number(judged, seen, now.astimezone(zone))
    _judge_texts(judged, raw)
    _judge_vocabulary(judged, channels)
    _judge_times(judged, raw, zone, now)
    if judged.refused:
        return judged

    if judged.fields["tier"] == Tier.URGENT and judged.fields["promised_at"] is None:
        judged.warned.append(CellProblem(row, PROMISED, "", "urgent_without_promise"))
    # A refused row does not hold its number: the correct one may follow below it.
    seen[judged.number] = judged.row_name
    return judged


def _judge_number(judged: JudgedRow, seen: Mapping[str, str], today: date) -> None:
    judged.number = text.comparable_text(judged.cells.get(NUMBER, ""))
    if not judged.number:
        judged.refuse_cell(NUMBER, "missing")
    elif not NUMBER_SHAPE.match(judged.number):
        judged.refuse_cell(NUMBER, "number")
    elif is_of_month_to_come(judged.number, today):
        judged.refuse_cell(NUMBER, "month_to_come")
    elif judged.number in seen:
        judged.refuse_cell(NUMBER, "repeated", seen[judged.number])


def is_of_month_to_come(number: str, today: date) -> bool:
    """Would the desk issue this number only in a later month?"""
    return serial_of(number)[0] > f"{today:%Y%m}" if NUMBER_SHAPE.match(number) else False


def serial_of(number: str) -> tuple[str, int]:
    """Month and serial of a number of the desk's shape: `202405-00123` -> `("202405", 123)`."""
    month, _dash, serial = number.partition("-")
    return month, int(serial)


# --- texts ------------------------------------------------------------------------------------


def _judge_texts(judged: JudgedRow, raw: Mapping[str, Any]) -> None:
    for column, name in ((CUSTOMER, "customer"), (SUMMARY, "summary")):
        judged.fields[name] = judged.cells.get(column, "")
        reason = _reason_against_needed(column, raw.get(column, ""))
        if reason:
            judged.refuse_cell(column, reason)

    customer = judged.fields["customer"]
    if customer and not is_plausible_name(customer):
        judged.warned.append(CellProblem(judged.row, CUSTOMER, customer, "only_figures"))

    for column, name in ((CONTACT, "contact"), (PHONE, "phone"), (ACCEPTED_BY, "accepted_name")):
        judged.fields[name] = _optional_text(judged, column, raw.get(column, ""))

    for column, longest in LONGEST.items():
        if len(judged.cells.get(column, "")) > longest:
            judged.refuse_cell(column, "too_long", str(longest))
    _note_changed_summary(judged, raw.get(SUMMARY, ""))


def _reason_against_needed(column: str, value: Any) -> str:
    """Why a text that a ticket needs cannot be taken; empty where it can."""
    kind = _kind_of(value)
    if kind == "broken":
        return "broken"
    if not cell_text(value):
        return "missing"
    # A summary may be called like a formula; nobody is.
    if column == SUMMARY and kind == "formula":
        return ""
    if kind == "formula":
        return "no_result"
    return "no_text" if kind else ""


def _optional_text(judged: JudgedRow, column: str, value: Any) -> str:
    """The text, or nothing where the cell holds nothing plausible."""
    written = judged.cells.get(column, "")
    kind = _kind_of(value)
    if kind in ("broken", "formula"):
        judged.leave_cell(column, "broken" if kind == "broken" else "no_result")
        return ""
    if text.comparable_text(written).lower() in NOTHING:
        judged.change_cell(column, "", "nothing")
        return ""
    if not written:
        return ""

    is_plausible = is_plausible_phone if column == PHONE else is_plausible_name
    if kind or not is_plausible(written):
        judged.leave_cell(column, "not_plausible")
        return ""
    if column != PHONE:
        return written
    phone = text.comparable_text(written)
    if phone != written:
        judged.change_cell(column, phone, "narrow")
    return phone


def is_plausible_phone(written: str) -> bool:
    """A number to call, or another address (mail, WeChat); no figure and no shortened number."""
    narrow = text.comparable_text(written)
    if SHORTENED_NUMBER.match(narrow) or DECIMAL_NUMBER.match(narrow):
        return False
    has_letters = any(sign.isalpha() for sign in narrow)
    return has_letters or len(text.digits_of(narrow)) >= FEWEST_PHONE_DIGITS


def is_plausible_name(written: str) -> bool:
    """Nobody is called by figures alone."""
    return any(sign.isalpha() for sign in written)


def _kind_of(value: Any) -> str:
    """`broken`, `formula`, `flag`, `moment` or `time`; empty for a text."""
    return next(iter(value)) if isinstance(value, dict) else ""


def _note_changed_summary(judged: JudgedRow, value: Any) -> None:
    summary = judged.fields["summary"]
    if _kind_of(value) == "formula":
        judged.change_cell(SUMMARY, summary, "formula_text")
    if len(summary) > SUMMARY_LENGTH:
        judged.change_cell(SUMMARY, summary[:SUMMARY_LENGTH], "summary_cut")


def _judge_vocabulary(judged: JudgedRow, channels: Mapping[str, int]) -> None:
    cells = judged.cells
    fields = judged.fields
    fields.update(
        channel=channels.get(text.comparable_text(cells.get(CHANNEL, ""))),
        tier=TIERS.get(text.comparable_text(cells.get(TIER, ""))),
        status=STATUSES.get(text.comparable_text(cells.get(STATUS, ""))),
    )
    for column, name in ((CHANNEL, "channel"), (TIER, "tier"), (STATUS, "status")):
        if fields[name] is None:
            reason = f"unknown_{name}" if cells.get(column) else "missing"
            judged.refuse_cell(column, reason)


# --- times ------------------------------------------------------------------------------------


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
    value = raw.get(column, "")
    if text.comparable_text(cell_text(value)).lower() in NOTHING:
        judged.change_cell(column, "", "nothing")
        return None
    try:
        moment = parse_moment(value, zone, day)
    except BadMoment:
        judged.refuse_cell(column, "moment")
        return None
    if moment and not _says_the_same(value, moment):
        judged.change_cell(column, printed_moment(moment), "moment")
    return moment


def _says_the_same(value: Any, moment: datetime) -> bool:
    """Does the cell show the moment already, or is it a date of the spreadsheet's own?"""
    if isinstance(value, dict):
        return "moment" in value
    return cell_text(value) in (f"{moment:%Y-%m-%d %H:%M}", f"{moment:%Y-%m-%d %H:%M:%S}")


def printed_moment(moment: datetime) -> str:
    """`2024-05-01 09:30`, with seconds where it has any."""
    return f"{moment:%Y-%m-%d %H:%M:%S}".removesuffix(":00")
