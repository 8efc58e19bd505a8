"""The draft of a working calendar: weekly hours, and the days that replace them.

What differs between two drafts, a year in figures. Pure.
"""

from calendar import Calendar, isleap
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from calendars.enums import DayKind, DayStatus

ALL_DAY = "00:00-24:00"


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
class DatedWeek:
    """Weekly hours that held on the dates before `until`, as a draft writes them."""

    until: date
    week: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class CalendarDraft:
    """A calendar: IANA zone, 24x7 or not, hours by weekday (0 = Monday), days by date.

    Texts of hours as in `written_hours.parse_hours`. `week_from` is the date from which the weekly
    hours count; on dates before it the `earlier_weeks` do, see `with_history`.
    """

    zone: str
    always: bool = False
    week: Mapping[int, str] = field(default_factory=dict)
    days: Mapping[date, DraftDay] = field(default_factory=dict)
    week_from: date | None = None
    earlier_weeks: tuple[DatedWeek, ...] = ()

    @property
    def usual_week(self) -> Mapping[int, str]:
        """The weekly hours, also of a calendar that is always open."""
        return dict.fromkeys(range(7), ALL_DAY) if self.always else self.week

    def hours_on(self, day: date) -> str:
        """The hours of a date; empty when it is closed."""
        if self.always and not self.earlier_weeks:
            return ALL_DAY
        if day in self.days:
            return self.days[day].hours
        for earlier in self.earlier_weeks:
            if day < earlier.until:
                return earlier.week.get(day.weekday(), "")
        return self.usual_week.get(day.weekday(), "")

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
    week_from: date | None = None

    @property
    def has_other_week(self) -> bool:
        """Do other weekly hours count?"""
        return bool(self.week or self.always)

    def __bool__(self) -> bool:
        days_differ = self.added or self.removed or self.changed
        week_differs = self.has_other_week or self.week_from
        return bool(days_differ or week_differs or self.zone)


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
    # A calendar that is always open keeps the days of the time before, which nobody edits.
    dates = set() if after.always else before.days.keys() | after.days.keys()
    for when in sorted(dates):
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
    week_from = after.week_from if after.week_from != before.week_from else None
    return DraftDifference(
        tuple(added), tuple(removed), tuple(changed), tuple(week), zone, always, week_from
    )


# --- from when on weekly hours count --------------------------------------------------------------


def with_history(draft: CalendarDraft, before: CalendarDraft | None, today: date) -> CalendarDraft:
    """The draft with the weekly hours that held until its own begin to count.

    `before` is what the newest version froze, with the weeks before it. Changed hours without a
    date count from `today` on; the same hours with another date begin on that one.
    """
    if before is None:
        return replace(draft, week_from=None, earlier_weeks=())

    is_same_week = draft.usual_week == before.usual_week
    begins = draft.week_from or (before.week_from if is_same_week else today)
    weeks = list(before.earlier_weeks)
    if begins is None or (is_same_week and not weeks):
        return replace(draft, week_from=None, earlier_weeks=())

    if is_same_week:
        weeks[-1] = replace(weeks[-1], until=begins)
    else:
        weeks.append(DatedWeek(begins, before.usual_week))

    days = draft.days
    if draft.always:
        days = {when: day for when, day in before.days.items() if when < begins}
    return replace(draft, days=days, week_from=begins, earlier_weeks=_weeks_until(weeks, begins))


def _weeks_until(weeks: Iterable[DatedWeek], end: date) -> tuple[DatedWeek, ...]:
    """Those of the weeks that hold on any date before `end`."""
    kept: list[DatedWeek] = []
    for week in weeks:
        until = min(week.until, end)
        if not kept or kept[-1].until < until:
            kept.append(replace(week, until=until))
    return tuple(kept)


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
