"""What is wrong with the draft of a calendar, and what it is to compute with. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from unicodedata import normalize
from zoneinfo import ZoneInfo

from calendars.domain.drafts import CalendarDraft, DraftDay
from calendars.domain.written_hours import parse_hours
from calendars.enums import DayKind
from core.domain import worktime

WRITTEN_INTERVAL = re.compile(r"([01]\d|2[0-3]):[0-5]\d[-–]([01]\d|2[0-4]):[0-5]\d")


@dataclass(frozen=True, slots=True)
class CalendarFault:
    """What is wrong, where (a date, a weekday), and the text in question.

    `what` is one of zone, unreadable, reversed, overlap, holiday_hours, no_hours, days_of_always,
    never.
    """

    what: str
    where: date | int | None = None
    value: str = ""


def draft_faults(draft: CalendarDraft, at: datetime) -> list[CalendarFault]:
    """Everything that forbids to publish the draft at `at`."""
    faults: list[CalendarFault] = []
    if not is_zone(draft.zone):
        faults.append(CalendarFault("zone", value=draft.zone))
    if draft.always:
        if draft.days:
            faults.append(CalendarFault("days_of_always", min(draft.days)))
        return faults

    for weekday, hours in sorted(draft.week.items()):
        fault = fault_in_hours(hours, weekday)
        if fault is not None:
            faults.append(fault)
    for when in sorted(draft.days):
        fault = _fault_of_day(draft.days[when])
        if fault is not None:
            faults.append(fault)

    # only hours that can be read tell whether it ever opens
    if not faults and not worktime.has_open_time(calendar_of_draft(draft), at):
        faults.append(CalendarFault("never"))
    return faults


def _fault_of_day(day: DraftDay) -> CalendarFault | None:
    fault = fault_in_hours(day.hours, day.date)
    if fault is not None:
        return fault
    if day.kind == DayKind.HOLIDAY and day.hours:
        return CalendarFault("holiday_hours", day.date, day.hours)
    if day.kind != DayKind.HOLIDAY and not day.hours.strip():
        return CalendarFault("no_hours", day.date)
    return None


def fault_in_hours(hours: str, where: date | int | None = None) -> CalendarFault | None:
    """The first interval that cannot be read or ends before it starts.

    Where each of them is sound: the text whose intervals overlap.
    """
    for part in re.split(r"[,\s]+", normalize("NFKC", hours).strip()):
        try:
            parse_hours(part)
        except worktime.BadHours:
            is_written = WRITTEN_INTERVAL.fullmatch(part)
            return CalendarFault("reversed" if is_written else "unreadable", where, part)
    try:
        parse_hours(hours)
    except worktime.BadHours:
        return CalendarFault("overlap", where, hours)
    return None


def is_zone(name: str) -> bool:
    """Does the machine know this IANA zone?"""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


def calendar_of_draft(draft: CalendarDraft) -> worktime.WorkCalendar:
    """The draft to compute with. Raises what `draft_faults` would have said."""
    zone = ZoneInfo(draft.zone)
    if draft.always and not draft.earlier_weeks:
        return worktime.natural_calendar(zone)
    return worktime.WorkCalendar(
        zone,
        _parsed_week(draft.usual_week),
        {when: parse_hours(day.hours) for when, day in draft.days.items()},
        tuple(
            worktime.EarlierWeek(earlier.until, _parsed_week(earlier.week))
            for earlier in draft.earlier_weeks
        ),
    )


def _parsed_week(week: Mapping[int, str]) -> dict[int, worktime.Hours]:
    return {weekday: parse_hours(hours) for weekday, hours in week.items()}
