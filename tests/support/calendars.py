"""Calendars written by hand from the texts of sla.md and vectors.md E5, and instants read off a wall clock."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.domain.worktime import Hours, WorkCalendar

SHANGHAI = ZoneInfo("Asia/Shanghai")
NEW_YORK = ZoneInfo("America/New_York")
BERLIN = ZoneInfo("Europe/Berlin")

OFF = {
    2024: "01-01..01 02-10..17 04-04..06 05-01..05 06-08..10 09-15..17 10-01..07",
    2025: "01-01..01 01-28..31 02-01..04 04-04..06 05-01..05 05-31..31 06-01..02 10-01..08",
    2026: "01-01..03 02-15..23 04-04..06 05-01..05 06-19..21 09-25..27 10-01..07",
}
MAKE_UP = {
    2024: "02-04..04 02-18..18 04-07..07 04-28..28 05-11..11 09-14..14 09-29..29 10-12..12",
    2025: "01-26..26 02-08..08 04-27..27 09-28..28 10-11..11",
    2026: "01-04..04 02-14..14 02-28..28 05-09..09 09-20..20 10-10..10",
}


def open_at(*pairs: str) -> Hours:
    """("09:00-18:00",) as intervals, without the parser under test."""
    bounds = (pair.split("-") for pair in pairs)
    return tuple(
        (time.fromisoformat(a), time.max if b == "24:00" else time.fromisoformat(b))
        for a, b in bounds
    )


def dates(year: int, text: str) -> list[date]:
    """`05-01..05` as its dates."""
    found = []
    for part in text.split():
        month, first, last = int(part[:2]), int(part[3:5]), int(part[7:9])
        found += [date(year, month, day) for day in range(first, last + 1)]
    return found


def weekly(zone: ZoneInfo, days: range, *pairs: str) -> WorkCalendar:
    """The same hours on every weekday of `days`."""
    return WorkCalendar(zone, {day: open_at(*pairs) for day in days})


def chinese(years: tuple[int, ...], *pairs: str) -> WorkCalendar:
    """Monday to Friday with the statutory holidays and the make-up working days of `years`."""
    exceptions: dict[date, Hours] = {}
    for year in years:
        exceptions |= dict.fromkeys(dates(year, OFF[year]), ())
        exceptions |= {day: open_at(*pairs) for day in dates(year, MAKE_UP[year])}
    return WorkCalendar(SHANGHAI, {day: open_at(*pairs) for day in range(5)}, exceptions)


def without(calendar: WorkCalendar, day: date) -> WorkCalendar:
    """The calendar as it was before the exception of `day` was entered."""
    kept = {other: hours for other, hours in calendar.exceptions.items() if other != day}
    return WorkCalendar(calendar.zone, calendar.week, kept)


def closed_on(calendar: WorkCalendar, day: date) -> WorkCalendar:
    """The calendar after `day` was declared closed."""
    return WorkCalendar(calendar.zone, calendar.week, {**calendar.exceptions, day: ()})


CN = chinese((2026,), "09:00-18:00")
CNL = chinese((2026,), "09:00-12:00", "13:30-18:00")
W = chinese((2024, 2025, 2026), "09:00-18:00")
W_LUNCH = chinese((2024, 2025, 2026), "09:00-12:00", "13:00-18:00")
NY = weekly(NEW_YORK, range(5), "09:00-18:00")
NY_247 = weekly(NEW_YORK, range(7), "00:00-24:00")
NY_NIGHT = weekly(NEW_YORK, range(7), "00:00-06:00", "22:00-24:00")
BERLIN_OFFICE = weekly(BERLIN, range(6), "00:00-05:00", "08:30-17:15")
OVERNIGHT = weekly(SHANGHAI, range(7), "00:00-02:00", "20:00-24:00")
NEVER = WorkCalendar(SHANGHAI, {})


def at(text: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    """`2026-03-13 17:50` on the wall of `zone`, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


def h(hours: float) -> timedelta:
    return timedelta(hours=hours)


def m(minutes: float) -> timedelta:
    return timedelta(minutes=minutes)
