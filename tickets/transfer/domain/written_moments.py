"""Moments as people type them into a sheet, or as a spreadsheet stores them. Pure."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from core.domain import text

DAY_SHAPE = re.compile(r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?[T\s]*(.*)$", re.ASCII)
GLUED_SHAPE = re.compile(r"^(\d{4}-\d{2}-\d{2})(\d{1,2}:\d{2}(?::\d{2})?)$", re.ASCII)
BARE_DIGITS = re.compile(r"^(\d{4})(\d{2})(\d{2})(?:\s*(\d{2}):?(\d{2}):?(\d{2})?)?$", re.ASCII)
SERIAL_SHAPE = re.compile(r"^\d{5}(\.\d+)?$", re.ASCII)
HALF = "上午|早上|早晨|凌晨|中午|下午|傍晚|晚上|晚|AM|PM"
TIME_SHAPE = re.compile(
    rf"""^(?P<before>{HALF})?\s*
    (?P<hour>\d{{1,2}})(?::(?P<minute>\d{{2}})(?::(?P<second>\d{{2}})(?:\.\d+)?)?)?
    \s*(?P<after>AM|PM)?$""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
ZONE_SHAPE = re.compile(r"(?<=\d)\s*(?:(Z|UTC|GMT)|([+-])(\d{2}):?(\d{2}))$", re.ASCII)
CHINESE_TIME = re.compile(
    r"(\d{1,2})[时点](?:整|(半)|\s*(\d{1,2})分?(?:\s*(\d{1,2})秒?)?)?$", re.ASCII
)
BEFORE_NOON = ("上午", "早上", "早晨", "凌晨", "AM")
MIDDAY = "中午"
EVENING = ("晚上", "晚")
NOON = 12

# 中午11:50 is before noon, 中午1点 after it.
FIRST_HOUR_OF_MIDDAY = 11
EXCEL_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 — a spreadsheet's day zero has no zone
SECONDS_A_DAY = 86400
EARLIEST_YEAR = 2000
LATEST_YEAR = 2099


class BadMoment(ValueError):
    """A cell that is no time."""


def parse_moment(value: Any, zone: ZoneInfo, day: date | None = None) -> datetime | None:
    """A moment as people type it, aware; None for an empty cell. A bare `HH:MM` belongs to `day`.

    Raises `BadMoment`.

    Reads `2024-05-01 09:30`, the same without its blank, slashes, dots, 年月日 with 时分 or 点,
    上午/下午 and AM/PM, `20240501` and `202405010930`, 24:00, a zone behind the time (the moment is
    told in `zone` then), serials of spreadsheets, real dates, full-width digits. The date of a
    spreadsheet comes as a dict of `moment` or `time`. What could be two days (06/05/2024, 24-5-6, a
    date without its year) is refused.
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
    if TIME_SHAPE.match(written) and not written.isdecimal():
        return _moment_on_day(written, zone, day)
    return _written_moment(written, zone)


def _plain_digits(written: str) -> str:
    """Narrow digits, and 9时5分 or 9点半 as 9:05 and 9:30."""
    key = text.comparable_text(written).removeprefix("'").replace("：", ":")
    match = CHINESE_TIME.search(key)
    if not match:
        return key
    hour, half, minute, second = match.groups()
    minute = "30" if half else minute or "0"
    time_of_day = f"{hour}:{int(minute):02d}"
    if second:
        time_of_day += f":{int(second):02d}"
    return key[: match.start()] + time_of_day


def _typed_moment(value: Mapping[str, str], zone: ZoneInfo, day: date | None) -> datetime:
    if "time" in value:
        return _moment_on_day(value["time"], zone, day)
    if "moment" not in value:
        raise BadMoment(str(value))
    return _aware_moment(datetime.fromisoformat(value["moment"]), zone)


def _moment_on_day(written: str, zone: ZoneInfo, day: date | None) -> datetime:
    if day is None:
        raise BadMoment(written)
    return _aware_moment(_at_time(day, written), zone)


def _written_moment(written: str, zone: ZoneInfo) -> datetime:
    digits = BARE_DIGITS.match(written)
    if digits:
        year, month, day, *time_parts = digits.groups()
        rest = ":".join(filter(None, time_parts))
        return _aware_moment(_at_time(_day_of(year, month, day), rest), zone)

    match = DAY_SHAPE.match(written)
    if not match:
        raise BadMoment(written)
    year, month, day, rest = match.groups()
    on_day = _day_of(year, month, day)
    offset = ZONE_SHAPE.search(rest)
    if not offset:
        return _aware_moment(_at_time(on_day, rest), zone)

    moment = _at_time(on_day, rest[: offset.start()])
    return _aware_moment((moment - _offset_of(offset)).replace(tzinfo=UTC), zone)


def _day_of(year: str, month: str, day: str) -> date:
    try:
        return date(int(year), int(month), int(day))
    except ValueError as error:
        raise BadMoment(f"{year}-{month}-{day}") from error


def _offset_of(match: re.Match[str]) -> timedelta:
    if match[1]:
        return timedelta()
    ahead = timedelta(hours=int(match[3]), minutes=int(match[4]))
    return -ahead if match[2] == "-" else ahead


def _at_time(day: date, written: str) -> datetime:
    """The day at a time of it; 24:00 is the start of the next one, no time is midnight."""
    if not written.strip():
        return datetime.combine(day, time.min)
    match = TIME_SHAPE.match(written.strip())
    if not match:
        raise BadMoment(written)
    minute = int(match["minute"] or 0)
    second = int(match["second"] or 0)
    hour = _hour_of_day(match, written)
    if (hour, minute, second) == (24, 0, 0):
        return datetime.combine(day + timedelta(days=1), time.min)
    try:
        return datetime.combine(day, time(hour, minute, second))
    except ValueError as error:
        raise BadMoment(written) from error


def _hour_of_day(match: re.Match[str], written: str) -> int:
    """From 0 to 24; 下午3 is 15, also 下午15, and 12 AM is midnight."""
    hour = int(match["hour"])
    half = (match["before"] or match["after"] or "").upper()
    if match["before"] and match["after"]:
        raise BadMoment(written)
    if not half:
        # A number alone is no time: `2024-05-01 9` may be a slip of the hand.
        if match["minute"] is None:
            raise BadMoment(written)
        return hour
    # 晚上12点 may be the midnight before or after.
    if (half in BEFORE_NOON and hour > NOON) or (half in EVENING and hour % NOON == 0):
        raise BadMoment(written)
    if half in BEFORE_NOON:
        # As spreadsheets show it: 上午12:10 is ten past midnight.
        return hour % NOON
    if half == MIDDAY and hour >= FIRST_HOUR_OF_MIDDAY:
        return hour
    return hour + NOON if hour < NOON else hour


def _aware_moment(moment: datetime, zone: ZoneInfo) -> datetime:
    """In `zone`, without fractions of a second; a naive one is meant there."""
    local = moment.astimezone(zone) if moment.tzinfo else moment.replace(tzinfo=zone)
    # A year outside of the range is a serial or a typing error, never a ticket.
    if not EARLIEST_YEAR <= local.year <= LATEST_YEAR:
        raise BadMoment(str(moment))
    return local.replace(microsecond=0)
