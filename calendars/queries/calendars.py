"""Calendars as pages show them: the draft against its versions, a year as months, differences and
faults in words.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext, pgettext

from calendars.domain import daylist, drafts
from calendars.domain.drafts import (
    CalendarDraft,
    CalendarFault,
    DraftDay,
    DraftDifference,
    YearFigures,
)
from calendars.enums import DayKind, DayStatus
from calendars.models import CalendarDay, CalendarVersion, WeekdayHours, WorkCalendar

FIRST_YEAR, LAST_YEAR = 2000, 2100
"""The years that have a page."""


@dataclass(frozen=True, slots=True)
class DayCell:
    """One date of the grid.

    `tones` are its style classes, `mark` the sign it carries, `label` what a screen reader says.
    """

    date: date
    mark: str
    tones: str
    label: str


@dataclass(frozen=True, slots=True)
class MonthGrid:
    """A month: its name, and weeks of cells from Monday; None for dates of other months."""

    name: str
    weeks: list[list[DayCell | None]]


@dataclass(frozen=True, slots=True)
class YearPage:
    """The year grid of a calendar's draft."""

    year: int
    months: list[MonthGrid]
    figures: YearFigures
    previous: int | None
    next: int | None


@dataclass(frozen=True, slots=True)
class VersionStep:
    """A version in the history, with what it changed."""

    version: CalendarVersion
    lines: list[str]
    is_newest: bool


# --- plans out of rows ----------------------------------------------------------------------------


def draft_of(calendar: WorkCalendar) -> CalendarDraft:
    """The draft: what the rows say now. Uses prefetched rows where there are any."""
    days = calendar.days.all() if calendar.pk else []
    week = (
        {row.weekday: row.hours for row in calendar.weekdays.all() if row.hours}
        if calendar.pk
        else {}
    )
    return CalendarDraft(
        calendar.zone, calendar.is_always, week, {row.date: day_of_row(row) for row in days}
    )


def day_of_row(row: CalendarDay) -> DraftDay:
    """A row as the law reads it."""
    return DraftDay(row.date, str(row.kind), row.hours, row.name, row.source, str(row.status))


def newest_version(calendar: WorkCalendar) -> CalendarVersion | None:
    """The version that limits started now use."""
    return calendar.versions.order_by("-number").first()


def draft_of_version(version: CalendarVersion, draft: CalendarDraft) -> CalendarDraft:
    """What a version froze; days of versions older than their rows take names from the draft."""
    return drafts.draft_from_version(version.data, version.rows, draft.days)


def unpublished_changes(version: CalendarVersion | None, draft: CalendarDraft) -> DraftDifference:
    """How the draft differs from a version; from nothing, without one."""
    before = (
        draft_of_version(version, draft) if version else CalendarDraft(draft.zone, draft.always)
    )
    return drafts.difference_between(before, draft)


def with_drafts(rows: QuerySet) -> QuerySet:
    """Calendars with all that tells whether their draft is published; `newest_versions` holds at
    most one.
    """
    last = (
        CalendarVersion.objects.filter(calendar=OuterRef("calendar"))
        .order_by("-number")
        .values("pk")[:1]
    )
    versions = CalendarVersion.objects.filter(pk=Subquery(last))
    return rows.prefetch_related(
        "days",
        Prefetch("weekdays", WeekdayHours.objects.all()),
        Prefetch("versions", versions, to_attr="newest_versions"),
    )


def version_history(calendar: WorkCalendar) -> list[VersionStep]:
    """All versions, newest first, each with its difference to the one before."""
    draft = draft_of(calendar)
    versions = list(calendar.versions.select_related("created_by").order_by("number"))
    steps, before = [], None
    for version in versions:
        plan = draft_of_version(version, draft)
        lines = (
            difference_lines(drafts.difference_between(before, plan))
            if before
            else [first_version_line(plan)]
        )
        steps.append(VersionStep(version, lines, version is versions[-1]))
        before = plan
    return steps[::-1]


def first_version_line(plan: CalendarDraft) -> str:
    """What a first version holds."""
    count = len(plan.days)
    return ngettext("First version, with %(n)d day.", "First version, with %(n)d days.", count) % {
        "n": count
    }


# --- a year ---------------------------------------------------------------------------------------


def year_page(calendar: WorkCalendar, year: int, *, today: date) -> YearPage:
    """The twelve months of a year."""
    plan = draft_of(calendar)
    months = [
        MonthGrid(
            date_format(date(year, month, 1), "F"),
            [
                [when and day_cell(plan, when, today) for when in week]
                for week in drafts.weeks_of(year, month)
            ],
        )
        for month in range(1, 13)
    ]
    return YearPage(
        year,
        months,
        drafts.year_figures(plan, year),
        year - 1 if year > FIRST_YEAR else None,
        year + 1 if year < LAST_YEAR else None,
    )


def day_cell(plan: CalendarDraft, when: date, today: date) -> DayCell:
    """One date as the grid shows it."""
    day = plan.days.get(when)
    tones = [day.kind] if day else [] if plan.hours_on(when) else ["closed"]
    tones += ["provisional"] if day and day.status == DayStatus.PROVISIONAL else []
    tones += ["today"] if when == today else []
    return DayCell(
        when,
        day_mark(day.kind) if day else "",
        " ".join(f"is-{tone}" for tone in tones),
        day_label(plan, when),
    )


def day_mark(kind: str) -> str:
    """The sign of a kind of day: 休, 班, 特."""
    return {
        DayKind.HOLIDAY: pgettext("day mark", "off"),
        DayKind.MAKEUP: pgettext("day mark", "work"),
        DayKind.SPECIAL: pgettext("day mark", "hrs"),
    }[DayKind(kind)]


def day_label(plan: CalendarDraft, when: date) -> str:
    """`2026-05-01 Friday: Holiday 劳动节 (provisional)`."""
    day = plan.days.get(when)
    return f"{when} {date_format(when, 'l')}: {day_description(day) if day else hours_label(plan.hours_on(when))}"


def hours_label(hours: str) -> str:
    """The hours of a day as people read them."""
    return hours or pgettext("day", "closed")


def day_description(day: DraftDay) -> str:
    """`Make-up workday 09:00-18:00 调休上班 (provisional)`."""
    status = f"({DayStatus(day.status).label})" if day.status == DayStatus.PROVISIONAL else ""
    return " ".join(
        part for part in (str(DayKind(day.kind).label), day.hours, day.name, status) if part
    )


# --- in words -------------------------------------------------------------------------------------


def difference_lines(found: DraftDifference) -> list[str]:
    """A difference, one line each; days of the same kind and name that follow each other are
    joined.
    """
    lines = (
        [_("Time zone: %(old)s → %(new)s") % {"old": found.zone[0], "new": found.zone[1]}]
        if found.zone
        else []
    )
    if found.always:
        lines.append(
            _("Now 24x7: every hour counts.")
            if found.always[1]
            else _("No longer 24x7: the weekly hours count.")
        )
    lines += [
        _("%(day)s: %(old)s → %(new)s")
        % {"day": weekday_name(n), "old": hours_label(old), "new": hours_label(new)}
        for n, old, new in found.week
    ]
    lines += [_("New: %(days)s") % {"days": line} for line in day_lines(found.added)]
    lines += [_("Removed: %(days)s") % {"days": line} for line in day_lines(found.removed)]
    changes = equal_day_runs(
        [(new.date, change_descriptions(old, new)) for old, new in found.changed]
    )
    return [
        *lines,
        *(
            _("%(day)s: %(old)s → %(new)s") % {"day": span, "old": old, "new": new}
            for span, (old, new) in changes
        ),
    ]


def change_descriptions(old: DraftDay, new: DraftDay) -> tuple[str, str]:
    """`Holiday 国庆节 (provisional)` and `Holiday 国庆节`; names the source where nothing else changed."""
    before, after = day_description(old), day_description(new)
    return (
        (f"{before} [{old.source or '—'}]", f"{after} [{new.source or '—'}]")
        if before == after
        else (before, after)
    )


def day_lines(days: tuple[DraftDay, ...]) -> list[str]:
    """`2027-02-05 – 2027-02-11 Holiday 春节`, a line for each run of equal days."""
    return [
        f"{span} {words}"
        for span, words in equal_day_runs([(day.date, day_description(day)) for day in days])
    ]


def equal_day_runs(told: list[tuple[date, Any]]) -> list[tuple[str, Any]]:
    """Dates that follow each other and have the same words, as one span each."""
    found: list[tuple[date, date, Any]] = []
    for when, words in told:
        if found and (when - found[-1][1]).days == 1 and words == found[-1][2]:
            found[-1] = (found[-1][0], when, words)
        else:
            found.append((when, when, words))
    return [
        (f"{first} – {last}" if last > first else str(first), words) for first, last, words in found
    ]


def weekday_name(weekday: int) -> str:
    """`Monday` for 0."""
    return str(dict(WeekdayHours._meta.get_field("weekday").choices)[weekday])


FAULTS = {
    "zone": gettext_noop("“%(zone)s” is not an IANA time zone such as Asia/Shanghai."),
    "unreadable": gettext_noop("“%(value)s” is not a span of time."),
    "reversed": gettext_noop("%(value)s ends before it starts."),
    "overlap": gettext_noop("The spans of %(value)s overlap."),
    "holiday_hours": gettext_noop("A holiday has no hours (%(value)s)."),
    "no_hours": gettext_noop("A make-up workday or special day needs hours."),
    "days_of_always": gettext_noop(
        "A 24x7 calendar has no holidays or special days: take them out, or give it weekly hours"
        " instead."
    ),
    "never": gettext_noop("The calendar has no open time in the next 400 days."),
}


def fault_sentence(calendar: WorkCalendar, fault: CalendarFault) -> str:
    """`标准工作时间 2026-05-01: 18:00-09:00 ends before it starts.`"""
    where = weekday_name(fault.where) if isinstance(fault.where, int) else str(fault.where or "")
    message = _(FAULTS[fault.what]) % {"value": fault.value, "zone": fault.value}
    return _("%(place)s: %(message)s") % {
        "place": f"{calendar.name} {where}".strip(),
        "message": message,
    }


def draft_problems(calendar: WorkCalendar, plan: CalendarDraft, *, at: datetime) -> list[str]:
    """Why a plan cannot be used, in words; empty when it can."""
    return [fault_sentence(calendar, fault) for fault in drafts.draft_faults(plan, at)]


BAD_LINES = {
    ("date", "unreadable"): gettext_noop(
        "“%(value)s” is not a date such as 2027-01-01 nor a range such as 2027-02-05~2027-02-11."
    ),
    ("date", "no_such_date"): gettext_noop("There is no such date: %(value)s."),
    ("date", "reversed"): gettext_noop("The range %(value)s ends before it starts."),
    ("date", "too_long"): gettext_noop("The range %(value)s is longer than two months."),
    ("date", "other_year"): gettext_noop("%(value)s lies in another year."),
    ("date", "twice"): gettext_noop(
        "This date stands twice (the line it stands in first is in brackets): %(value)s."
    ),
    ("date", "too_many"): gettext_noop("Only %(value)s lines can be read at once."),
    ("kind", "missing"): gettext_noop("The kind of day is missing: write 休, 班 or 特."),
    ("kind", "unknown"): gettext_noop("“%(value)s” is no kind of day: write 休, 班 or 特."),
    ("kind", "ambiguous"): gettext_noop(
        "%(value)s falls on a day that is worked anyway: write 休 if it is off."
    ),
    ("hours", "holiday_hours"): gettext_noop("A holiday has no hours (%(value)s)."),
    ("hours", "no_hours"): gettext_noop("A make-up workday or special day needs hours."),
    ("hours", "unreadable"): gettext_noop("“%(value)s” is not a span of time."),
    ("hours", "reversed"): gettext_noop("%(value)s ends before it starts."),
    ("hours", "overlap"): gettext_noop("The spans of %(value)s overlap."),
    ("name", "too_long_name"): gettext_noop("The name is longer than 60 characters: %(value)s."),
}


def bad_line_report(bad: daylist.BadDayLine) -> dict[str, Any]:
    """A bad line for the page: line, column by its title, reason."""
    title = (
        WeekdayHours._meta.get_field("hours")
        if bad.column == "hours"
        else CalendarDay._meta.get_field(bad.column)
    )
    return {
        "line": bad.line,
        "column": title.verbose_name,
        "reason": _(BAD_LINES[bad.column, bad.reason]) % {"value": bad.value},
    }
