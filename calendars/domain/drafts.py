"""A working calendar as a plan: weekly hours and the days that replace them.

What differs, what is wrong, a year in figures. Pure.
"""

import hashlib
import json
import re
from calendar import Calendar, isleap
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime, timedelta
from unicodedata import normalize
from zoneinfo import ZoneInfo

from calendars.enums import DayKind, DayStatus
from core.domain import worktime

EVER = 9999
"""The year until which a calendar without closed hours is published."""


@dataclass(frozen=True, slots=True)
class DraftDay:
    """A date that replaces the weekly hours."""

    date: date
    kind: str
    hours: str = ""
    name: str = ""
    source: str = ""
    status: str = str(DayStatus.PUBLISHED)


@dataclass(frozen=True, slots=True)
class CalendarDraft:
    """A calendar: IANA zone, 24x7 or not, hours by weekday (0 = Monday), days by date.

    Texts of hours as in `worktime.parse_hours`.
    """

    zone: str
    always: bool = False
    week: Mapping[int, str] = field(default_factory=dict)
    days: Mapping[date, DraftDay] = field(default_factory=dict)

    def hours_on(self, day: date) -> str:
        """The hours of a date; empty when it is closed."""
        if self.always:
            return "00:00-24:00"
        return self.days[day].hours if day in self.days else self.week.get(day.weekday(), "")

    def with_days(self, *days: DraftDay, without: Iterable[date] = ()) -> "CalendarDraft":
        """The plan with some days set and some dates back to the weekly hours."""
        dropped = set(without)
        kept = {when: day for when, day in self.days.items() if when not in dropped}
        return replace(self, days={**kept, **{day.date: day for day in days}})


@dataclass(frozen=True, slots=True)
class DraftDifference:
    """What a second plan has otherwise; pairs are (before, after).

    Empty lists and Nones: nothing.
    """

    added: tuple[DraftDay, ...] = ()
    removed: tuple[DraftDay, ...] = ()
    changed: tuple[tuple[DraftDay, DraftDay], ...] = ()
    week: tuple[tuple[int, str, str], ...] = ()
    zone: tuple[str, str] | None = None
    always: tuple[bool, bool] | None = None

    def __bool__(self) -> bool:
        return bool(
            self.added or self.removed or self.changed or self.week or self.zone or self.always
        )


@dataclass(frozen=True, slots=True)
class CalendarFault:
    """What is wrong: `what` in zone, unreadable, reversed, overlap, holiday_hours, no_hours, never;
    where, and the text in question.
    """

    what: str
    where: date | int | None = None
    value: str = ""


@dataclass(frozen=True, slots=True)
class YearFigures:
    """A year of a plan, in days."""

    working: int
    holidays: int
    makeups: int
    specials: int
    published: bool
    provisional: int


def difference_between(before: CalendarDraft, after: CalendarDraft) -> DraftDifference:
    """From one plan to another, in the order of dates."""
    old, new = before.days, after.days
    weekdays = [(n, before.week.get(n, ""), after.week.get(n, "")) for n in range(7)]
    return DraftDifference(
        added=tuple(new[when] for when in sorted(new.keys() - old.keys())),
        removed=tuple(old[when] for when in sorted(old.keys() - new.keys())),
        changed=tuple(
            (old[when], new[when])
            for when in sorted(old.keys() & new.keys())
            if old[when] != new[when]
        ),
        week=tuple(row for row in weekdays if row[1] != row[2]),
        zone=(before.zone, after.zone) if before.zone != after.zone else None,
        always=(before.always, after.always) if before.always != after.always else None,
    )


# --- what a version keeps -------------------------------------------------------------------------


def published_years(days: Iterable[DraftDay]) -> list[int]:
    """The years of which any day is published, in order.

    A year without one is not, whatever lies after it.
    """
    return sorted({day.date.year for day in days if day.status == DayStatus.PUBLISHED})


def last_published_year(years: Iterable[int], since: int = 0) -> int:
    """The last year of the unbroken run of published years that holds `since`; the year before
    `since` where it is not published.

    Years before the first published one are the past, not unpublished: the run then starts at the
    first. 0 without any.
    """
    known = set(years)
    if not known:
        return 0
    year = max(since, min(known))
    while year in known:
        year += 1
    return year - 1


def version_data(plan: CalendarDraft) -> dict:
    """The plan as the law reads it; see `calendars.models.law_from`."""
    years = published_years(plan.days.values())
    return {
        "zone": plan.zone,
        "always": plan.always,
        "week": {str(weekday): hours for weekday, hours in sorted(plan.week.items()) if hours},
        "days": {when.isoformat(): plan.days[when].hours for when in sorted(plan.days)},
        "published_until": last_published_year(years),
        "published_years": years,
    }


def version_rows(plan: CalendarDraft) -> list[dict[str, str]]:
    """The days with names and sources, for the history and for going back."""
    return [{**asdict(plan.days[when]), "date": when.isoformat()} for when in sorted(plan.days)]


def draft_from_version(
    data: dict, rows: list[dict[str, str]], known: Mapping[date, DraftDay] | None = None
) -> CalendarDraft:
    """The plan of a version.

    Versions older than `rows` kept hours only: their days take kind and name from `known` where
    hours agree.
    """
    week = {int(weekday): hours for weekday, hours in data["week"].items()}
    days = [DraftDay(**{**row, "date": date.fromisoformat(row["date"])}) for row in rows] or list(
        _rebuilt(data, week, known or {})
    )
    return CalendarDraft(data["zone"], data["always"], week, {day.date: day for day in days})


def published_years_in(data: dict) -> list[int]:
    """The published years of a version's data, also of one that only knows the last of them."""
    if "published_years" in data:
        return data["published_years"]
    return sorted(
        {year for year in (int(day[:4]) for day in data["days"]) if year <= data["published_until"]}
    )


def _rebuilt(
    data: dict, week: Mapping[int, str], known: Mapping[date, DraftDay]
) -> Iterator[DraftDay]:
    published = set(published_years_in(data))
    for written, hours in data["days"].items():
        when = date.fromisoformat(written)
        status = str(DayStatus.PUBLISHED if when.year in published else DayStatus.PROVISIONAL)
        usual = known.get(when)
        if usual is not None and usual.hours == hours:
            yield replace(usual, status=status)
        else:
            yield DraftDay(
                when, _kind_by(hours, week.get(when.weekday(), "")), hours, status=status
            )


def _kind_by(hours: str, usual: str) -> str:
    if not hours:
        return str(DayKind.HOLIDAY)
    return str(DayKind.SPECIAL if usual else DayKind.MAKEUP)


def draft_fingerprint(plan: CalendarDraft) -> str:
    """Changes whenever anything of the plan does."""
    return hashlib.sha256(
        json.dumps([version_data(plan), version_rows(plan)]).encode()
    ).hexdigest()[:16]


# --- what is wrong --------------------------------------------------------------------------------


def draft_faults(plan: CalendarDraft, at: datetime) -> list[CalendarFault]:
    """Everything that forbids to publish the plan at `at`: readable hours first, then whether it
    ever opens.
    """
    found = [] if is_zone(plan.zone) else [CalendarFault("zone", value=plan.zone)]
    if plan.always:
        return found + ([CalendarFault("days_of_always", min(plan.days))] if plan.days else [])
    found += [
        fault
        for weekday, hours in sorted(plan.week.items())
        if (fault := fault_in_hours(hours, weekday))
    ]
    for when in sorted(plan.days):
        found += _faults_of(plan.days[when])
    if not found and not worktime.has_open_time(calendar_of_draft(plan), at):
        found = [CalendarFault("never")]
    return found


def _faults_of(day: DraftDay) -> list[CalendarFault]:
    fault = fault_in_hours(day.hours, day.date)
    if fault:
        return [fault]
    if day.kind == DayKind.HOLIDAY and day.hours:
        return [CalendarFault("holiday_hours", day.date, day.hours)]
    if day.kind != DayKind.HOLIDAY and not day.hours.strip():
        return [CalendarFault("no_hours", day.date)]
    return []


def fault_in_hours(hours: str, where: date | int | None = None) -> CalendarFault | None:
    """The first interval that cannot be read or ends before it starts, or the text whose intervals
    overlap.
    """
    for part in re.split(r"[,\s]+", normalize("NFKC", hours).strip()):
        try:
            worktime.parse_hours(part)
        except worktime.BadHours:
            is_written = re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d[-–]([01]\d|2[0-4]):[0-5]\d", part)
            return CalendarFault("reversed" if is_written else "unreadable", where, part)
    try:
        worktime.parse_hours(hours)
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


def calendar_of_draft(plan: CalendarDraft) -> worktime.WorkCalendar:
    """The plan to compute with. Raises what `faults` would have told."""
    if plan.always:
        return worktime.natural_calendar(ZoneInfo(plan.zone))
    days = {when: worktime.parse_hours(day.hours) for when, day in plan.days.items()}
    return worktime.WorkCalendar(
        ZoneInfo(plan.zone),
        {n: worktime.parse_hours(hours) for n, hours in plan.week.items()},
        days,
    )


# --- a year ---------------------------------------------------------------------------------------


def weeks_of(year: int, month: int) -> list[list[date | None]]:
    """The weeks of a month from Monday to Sunday; None for dates of other months."""
    return [
        [day if day.month == month else None for day in week]
        for week in Calendar(0).monthdatescalendar(year, month)
    ]


def dates_of(year: int) -> list[date]:
    """All dates of a year."""
    return [date(year, 1, 1) + timedelta(days=n) for n in range(366 if isleap(year) else 365)]


def year_figures(plan: CalendarDraft, year: int) -> YearFigures:
    """What the year has of each kind of day."""
    days = [day for when, day in plan.days.items() if when.year == year]
    kinds = Counter(day.kind for day in days)
    return YearFigures(
        working=sum(bool(plan.hours_on(when)) for when in dates_of(year)),
        holidays=kinds[DayKind.HOLIDAY],
        makeups=kinds[DayKind.MAKEUP],
        specials=kinds[DayKind.SPECIAL],
        published=plan.always or bool(published_years(days)),
        provisional=sum(day.status == DayStatus.PROVISIONAL for day in days),
    )


def usual_hours(plan: CalendarDraft) -> str:
    """What most weekdays have: the hours of a make-up day that names none."""
    common = Counter(hours for hours in plan.week.values() if hours).most_common(1)
    return common[0][0] if common else ""


def year_status(plan: CalendarDraft, year: int) -> str:
    """The status of a day that is set by hand: a single day does not make a year's schedule
    published.
    """
    return str(DayStatus.PUBLISHED if year_figures(plan, year).published else DayStatus.PROVISIONAL)
