"""The service-ticket register (form F1) as teams keep it: which cell means what, and what is wrong
with it. Pure.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from core.domain import text
from tickets.record.enums import Status, Tier

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
PRINTED = {status: label for label, status in STATUSES.items() if label} | {Status.MERGED: "已合并"}
"""The words that the Chinese forms print, whatever the reader's language."""

NUMBER_SHAPE = re.compile(r"^(20\d\d)(0[1-9]|1[0-2])-(\d{5,6})$")
DAY = re.compile(r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?[T\s]*(.*)$")
GLUED = re.compile(r"^(\d{4}-\d{2}-\d{2})(\d{1,2}:\d{2}(?::\d{2})?)$")
CLOCK = re.compile(r"^(\d{1,2}):(\d{2})(?::(\d{2}))?$")
SERIAL = re.compile(r"^\d{5}(\.\d+)?$")
EXCEL_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 — a spreadsheet's day zero has no zone
LONGEST = {CUSTOMER: 120, CONTACT: 60, PHONE: 40}
EARLIEST_YEAR = 2000
ANY_DAY = date(EARLIEST_YEAR, 1, 1)
"""Stands for the unreadable day of a refused row, so that its bare times are not blamed as well."""


class BadMoment(ValueError):
    """A cell that is no time."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A cell that is refused or warned about; `reason` is a code that doors word."""

    row: int
    column: str
    value: str
    reason: str
    about: str = ""


@dataclass(slots=True)
class Judged:
    """One row: what it says, and what is wrong with it. `row` is the row number of the sheet."""

    row: int
    cells: dict[str, str]
    number: str = ""
    fields: dict[str, Any] = field(default_factory=dict)
    refused: list[Problem] = field(default_factory=list)
    warned: list[Problem] = field(default_factory=list)

    def refuse(self, column: str, reason: str, about: str = "") -> None:
        self.refused.append(Problem(self.row, column, self.cells.get(column, ""), reason, about))


def find_header(rows: Sequence[Sequence[Any]]) -> tuple[int, dict[str, int]] | None:
    """Index of the header row among the first 20, and the position of each known column."""
    for index, row in enumerate(rows[:20]):
        places = {}
        for position, value in enumerate(row):
            name = text.comparable_text(value).replace(" ", "") if isinstance(value, str) else ""
            name = ALIASES.get(name, name)
            if name in COLUMNS:
                places.setdefault(name, position)
        if NUMBER in places and len(places) >= 3:
            return index, places
    return None


def missing_columns(places: Mapping[str, int]) -> list[str]:
    """Required columns that the sheet does not have."""
    return [name for name in REQUIRED if name not in places]


def cells_of(row: Sequence[Any], places: Mapping[str, int]) -> dict[str, Any]:
    """The row's cells by column name."""
    return {name: row[position] if position < len(row) else "" for name, position in places.items()}


def is_note(row: Sequence[Any]) -> bool:
    """An empty row, or a remark under the table: text in one cell only, and no ticket number."""
    filled = [shown(value) for value in row if shown(value)]
    return not filled or (
        len(filled) == 1 and not NUMBER_SHAPE.match(text.comparable_text(filled[0]))
    )


def shown(value: Any) -> str:
    """A cell as the user reads it."""
    if isinstance(value, dict):
        stored = value.get("moment") or value.get("time") or ""
        return stored.replace("T", " ").removesuffix(":00")
    return text.clean_text(str(value))


def judge(
    row: int,
    raw: Mapping[str, Any],
    *,
    zone: ZoneInfo,
    now: datetime,
    channels: Mapping[str, int],
    seen: dict[str, int],
) -> Judged:
    """Read one row.

    `seen` maps the numbers of earlier rows of the file to their row; it is updated.
    """
    judged = Judged(row, {name: shown(value) for name, value in raw.items()})
    _judge_number(judged, seen)
    for column in (CUSTOMER, SUMMARY):
        if not judged.cells.get(column):
            judged.refuse(column, "missing")
    _judge_words(judged, channels)
    _judge_times(judged, raw, zone, now)
    if (
        judged.fields.get("tier") == Tier.URGENT
        and judged.fields.get("promised_at") is None
        and not judged.refused
    ):
        judged.warned.append(Problem(row, PROMISED, "", "urgent_without_promise"))
    if not judged.refused:
        seen[judged.number] = row
    return judged


def _judge_number(judged: Judged, seen: Mapping[str, int]) -> None:
    judged.number = text.comparable_text(judged.cells.get(NUMBER, ""))
    if not NUMBER_SHAPE.match(judged.number):
        judged.refuse(NUMBER, "number" if judged.number else "missing")
    elif judged.number in seen:
        judged.refuse(NUMBER, "repeated", str(seen[judged.number]))


def _judge_words(judged: Judged, channels: Mapping[str, int]) -> None:
    cells, fields = judged.cells, judged.fields
    fields.update(
        customer=cells.get(CUSTOMER, ""),
        contact=cells.get(CONTACT, ""),
        phone=text.comparable_text(cells.get(PHONE, "")),
        summary=cells.get(SUMMARY, ""),
        accepted_name=cells.get(ACCEPTED_BY, "")[:40],
        channel=channels.get(text.comparable_text(cells.get(CHANNEL, ""))),
        tier=TIERS.get(text.comparable_text(cells.get(TIER, ""))),
        status=STATUSES.get(text.comparable_text(cells.get(STATUS, ""))),
    )
    for column, longest in LONGEST.items():
        if len(cells.get(column, "")) > longest:
            judged.refuse(column, "too_long", str(longest))
    for column, name in ((CHANNEL, "channel"), (TIER, "tier"), (STATUS, "status")):
        if fields[name] is None:
            judged.refuse(column, f"unknown_{name}" if cells.get(column) else "missing")


def _judge_times(judged: Judged, raw: Mapping[str, Any], zone: ZoneInfo, now: datetime) -> None:
    reported = _moment(judged, raw, REPORTED, zone, None)
    if reported is None and not any(problem.column == REPORTED for problem in judged.refused):
        judged.refuse(REPORTED, "missing")
    judged.fields["reported_at"] = reported
    day = reported.astimezone(zone).date() if reported else ANY_DAY
    for column, name in ((RESPONDED, "first_responded_at"), (PROMISED, "promised_at")):
        moment = _moment(judged, raw, column, zone, day)
        if moment and reported and moment < reported:
            judged.refuse(column, "before_report")
        judged.fields[name] = moment
    for column, name in ((REPORTED, "reported_at"), (RESPONDED, "first_responded_at")):
        moment = judged.fields[name]
        if moment and moment > now + timedelta(minutes=5):
            judged.refuse(column, "future")


def _moment(
    judged: Judged, raw: Mapping[str, Any], column: str, zone: ZoneInfo, day: date | None
) -> datetime | None:
    try:
        return parse_moment(raw.get(column, ""), zone, day)
    except BadMoment:
        judged.refuse(column, "moment")
        return None


def parse_moment(value: Any, zone: ZoneInfo, day: date | None = None) -> datetime | None:
    """A moment as people type it, aware; None for an empty cell. A bare `HH:MM` belongs to `day`.

    Raises `BadMoment`.

    Reads `2024-05-01 09:30`, the same without its blank, slashes, dots, 年月日, spreadsheet serials,
    real dates, full-width digits.
    """
    if isinstance(value, dict):
        return _typed(value, zone, day)
    written = (
        text.comparable_text(str(value))
        .replace("：", ":")
        .replace("时", ":")
        .replace("分", "")
        .rstrip(":")
    )
    if not written:
        return None
    glued = GLUED.match(written)
    if glued:
        written = f"{glued[1]} {glued[2]}"
    if SERIAL.match(written):
        return _aware(EXCEL_EPOCH + timedelta(seconds=round(float(written) * 86400)), zone)
    if CLOCK.match(written):
        return _at_day(written, zone, day)
    return _written(written, zone)


def _typed(value: Mapping[str, str], zone: ZoneInfo, day: date | None) -> datetime:
    if "time" in value:
        return _at_day(value["time"], zone, day)
    return _aware(datetime.fromisoformat(value["moment"]), zone)


def _at_day(written: str, zone: ZoneInfo, day: date | None) -> datetime:
    if day is None:
        raise BadMoment(written)
    return _aware(datetime.combine(day, _time(written)), zone)


def _written(written: str, zone: ZoneInfo) -> datetime:
    found = DAY.match(written)
    if not found:
        raise BadMoment(written)
    year, month, day, rest = found.groups()
    try:
        on = date(int(year), int(month), int(day))
    except ValueError as error:
        raise BadMoment(written) from error
    return _aware(datetime.combine(on, _time(rest) if rest else time.min), zone)


def _time(written: str) -> time:
    found = CLOCK.match(written.strip())
    if not found:
        raise BadMoment(written)
    try:
        return time(int(found[1]), int(found[2]), int(found[3] or 0))
    except ValueError as error:
        raise BadMoment(written) from error


def _aware(naive: datetime, zone: ZoneInfo) -> datetime:
    if not EARLIEST_YEAR <= naive.year < 2100:
        raise BadMoment(str(naive))
    return naive.replace(tzinfo=zone, microsecond=0)
