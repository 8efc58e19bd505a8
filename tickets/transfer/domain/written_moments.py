"""Moments as people type them into a sheet, or as a spreadsheet stores them. Pure."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from core.domain import text

DAY_SHAPE = re.compile(r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?[T\s]*(.*)$")
GLUED_SHAPE = re.compile(r"^(\d{4}-\d{2}-\d{2})(\d{1,2}:\d{2}(?::\d{2})?)$")
TIME_SHAPE = re.compile(r"^(\d{1,2}):(\d{2})(?::(\d{2}))?$")
SERIAL_SHAPE = re.compile(r"^\d{5}(\.\d+)?$")
EXCEL_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 — a spreadsheet's day zero has no zone
SECONDS_A_DAY = 86400
EARLIEST_YEAR = 2000
LATEST_YEAR = 2099


class BadMoment(ValueError):
    """A cell that is no time."""


def parse_moment(value: Any, zone: ZoneInfo, day: date | None = None) -> datetime | None:
    """A moment as people type it, aware; None for an empty cell. A bare `HH:MM` belongs to `day`.

    Raises `BadMoment`.

    Reads `2024-05-01 09:30`, the same without its blank, slashes, dots, 年月日, serials of
    spreadsheets, real dates, full-width digits. A spreadsheet's own date comes as a dict of
    `moment` or `time`.
    """
    if isinstance(value, dict):
        return _typed_moment(value, zone, day)
    written = _plain_digits(str(value))
    if not written:
        return None

    # A blank that was lost on the way: `2024-05-0109:30` can only mean one moment.
    glued = GLUED_SHAPE.match(written)
    if glued:
        written = f"{glued[1]} {glued[2]}"
    if SERIAL_SHAPE.match(written):
        # Excel counts in days; rounding takes back what binary fractions lose of a second.
        since_epoch = timedelta(seconds=round(float(written) * SECONDS_A_DAY))
        return _aware_moment(EXCEL_EPOCH + since_epoch, zone)
    if TIME_SHAPE.match(written):
        return _moment_on_day(written, zone, day)
    return _written_moment(written, zone)


def _plain_digits(written: str) -> str:
    key = text.comparable_text(written)
    with_colons = key.replace("：", ":").replace("时", ":").replace("分", "")
    return with_colons.rstrip(":")


def _typed_moment(value: Mapping[str, str], zone: ZoneInfo, day: date | None) -> datetime:
    if "time" in value:
        return _moment_on_day(value["time"], zone, day)
    return _aware_moment(datetime.fromisoformat(value["moment"]), zone)


def _moment_on_day(written: str, zone: ZoneInfo, day: date | None) -> datetime:
    if day is None:
        raise BadMoment(written)
    return _aware_moment(datetime.combine(day, _time_of_day(written)), zone)


def _written_moment(written: str, zone: ZoneInfo) -> datetime:
    match = DAY_SHAPE.match(written)
    if not match:
        raise BadMoment(written)
    year, month, day, rest = match.groups()
    try:
        on_day = date(int(year), int(month), int(day))
    except ValueError as error:
        raise BadMoment(written) from error
    time_of_day = _time_of_day(rest) if rest else time.min
    return _aware_moment(datetime.combine(on_day, time_of_day), zone)


def _time_of_day(written: str) -> time:
    match = TIME_SHAPE.match(written.strip())
    if not match:
        raise BadMoment(written)
    try:
        return time(int(match[1]), int(match[2]), int(match[3] or 0))
    except ValueError as error:
        raise BadMoment(written) from error


def _aware_moment(naive: datetime, zone: ZoneInfo) -> datetime:
    # A year outside of the range is a serial or a typing error, never a ticket.
    if not EARLIEST_YEAR <= naive.year <= LATEST_YEAR:
        raise BadMoment(str(naive))
    return naive.replace(tzinfo=zone, microsecond=0)
