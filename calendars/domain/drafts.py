"""The draft of a working calendar: weekly hours, and the days that replace them.

What differs between two drafts, a year in figures. Pure.
"""

from calendar import Calendar, isleap
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from calendars.enums import DayKind, DayStatus


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

    Texts of hours as in `written_hours.parse_hours`.
    """

    zone: str
    always: bool = False
    week: Mapping[int, str] = field(default_factory=dict)
    days: Mapping[date, DraftDay] = field(default_factory=dict)

    def hours_on(self, day: date) -> str:
        """The hours of a date; empty when it is closed."""
        if self.always:
            return "00:00-24:00"
        if day in self.days:
            return self.days[day].hours
        return self.week.get(day.weekday(), "")

    def with_days(self, *days: DraftDay, without: Iterable[date] = ()) -> "CalendarDraft":
        """The draft with some days set and some dates back to the weekly hours."""
        changed = dict(self.days)
        for when in without:
            changed.pop(when, None)
        for day in days:
            changed[day.date] = day
        return replace(self, days=changed)


@dataclass(frozen=True, slots=True)
class DraftDifference:
    """What a second draft has otherwise; pairs are (before, after).

    Empty lists and Nones: nothing.
    """

    added: tuple[DraftDay, ...] = ()
    removed: tuple[DraftDay, ...] = ()
    changed: tuple[tuple[DraftDay, DraftDay], ...] = ()
    week: tuple[tuple[int, str, str], ...] = ()
    zone: tuple[str, str] | None = None
    always: tuple[bool, bool] | None = None

    def __bool__(self) -> bool:
        days_differ = self.added or self.removed or self.changed
        return bool(days_differ or self.week or self.zone or self.always)


@dataclass(frozen=True, slots=True)
class YearFigures:
    """A year of a draft, in days."""

    working: int
    holidays: int
    makeups: int
    specials: int
    published: bool
    provisional: int


def difference_between(before: CalendarDraft, after: CalendarDraft) -> DraftDifference:
    """From one draft to another, in the order of dates."""
    added: list[DraftDay] = []
    removed: list[DraftDay] = []
    changed: list[tuple[DraftDay, DraftDay]] = []
    for when in sorted(before.days.keys() | after.days.keys()):
        old = before.days.get(when)
        new = after.days.get(when)
        if old is not None and new is not None:
            if old != new:
                changed.append((old, new))
        elif old is not None:
            removed.append(old)
        elif new is not None:
            added.append(new)

    week: list[tuple[int, str, str]] = []
    for weekday in range(7):
        old_hours = before.week.get(weekday, "")
        new_hours = after.week.get(weekday, "")
        if old_hours != new_hours:
            week.append((weekday, old_hours, new_hours))

    zone = (before.zone, after.zone) if before.zone != after.zone else None
    always = (before.always, after.always) if before.always != after.always else None
    return DraftDifference(tuple(added), tuple(removed), tuple(changed), tuple(week), zone, always)


# --- a year ---------------------------------------------------------------------------------------


def published_years(days: Iterable[DraftDay]) -> list[int]:
    """The years of which any day is published, in order.

    A year without one is not, whatever lies after it.
    """
    return sorted({day.date.year for day in days if day.status == DayStatus.PUBLISHED})


def weeks_of(year: int, month: int) -> list[list[date | None]]:
    """The weeks of a month from Monday to Sunday; None for dates of other months."""
    weeks: list[list[date | None]] = []
    for week in Calendar(0).monthdatescalendar(year, month):
        weeks.append([day if day.month == month else None for day in week])
    return weeks


def dates_of(year: int) -> list[date]:
    """All dates of a year."""
    first = date(year, 1, 1)
    count = 366 if isleap(year) else 365
    return [first + timedelta(days=n) for n in range(count)]


def year_figures(draft: CalendarDraft, year: int) -> YearFigures:
    """What the year has of each kind of day."""
    days = [day for when, day in draft.days.items() if when.year == year]
    kinds = Counter(day.kind for day in days)
    return YearFigures(
        working=sum(bool(draft.hours_on(when)) for when in dates_of(year)),
        holidays=kinds[DayKind.HOLIDAY],
        makeups=kinds[DayKind.MAKEUP],
        specials=kinds[DayKind.SPECIAL],
        published=draft.always or bool(published_years(days)),
        provisional=sum(day.status == DayStatus.PROVISIONAL for day in days),
    )


def usual_hours(draft: CalendarDraft) -> str:
    """What most weekdays have: the hours of a make-up day that names none."""
    open_hours = Counter(hours for hours in draft.week.values() if hours)
    if not open_hours:
        return ""
    # of two that are as common the one that comes first in the week
    return open_hours.most_common(1)[0][0]


def year_status(draft: CalendarDraft, year: int) -> str:
    """The status of a day that is set by hand."""
    # a single day does not make a year's schedule published
    is_published = year_figures(draft, year).published
    return str(DayStatus.PUBLISHED if is_published else DayStatus.PROVISIONAL)
