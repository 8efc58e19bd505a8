"""Calendars as pages show them.

The draft against its versions, a year as months, differences and faults in words.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, TypeVar

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext, pgettext

from calendars.domain import daylist, drafts, faults, version_data
from calendars.domain.drafts import (
    CalendarDraft,
    DraftDay,
    DraftDifference,
    YearFigures,
)
from calendars.domain.faults import CalendarFault
from calendars.enums import DayKind, DayStatus
from calendars.models import (
    CalendarDay,
    CalendarVersion,
    WeekdayHours,
    WorkCalendar,
    calendar_of_version,
)
from core.domain import worktime

Described = TypeVar("Described")

FIRST_YEAR = 2000

# The years that have a page.
LAST_YEAR = 2100


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


# --- drafts out of rows ---------------------------------------------------------------------------


def draft_of(calendar: WorkCalendar) -> CalendarDraft:
    """The draft: what the rows say now. Uses prefetched rows where there are any."""
    if not calendar.pk:
        return CalendarDraft(calendar.zone, calendar.is_always)
    week = {row.weekday: row.hours for row in calendar.weekdays.all() if row.hours}
    days = {row.date: day_of_row(row) for row in calendar.days.all()}
    return CalendarDraft(calendar.zone, calendar.is_always, week, days, calendar.week_from)


def day_of_row(row: CalendarDay) -> DraftDay:
    """A row as a day of the draft."""
    return DraftDay(row.date, str(row.kind), row.hours, row.name, row.source, str(row.status))


def newest_version(calendar: WorkCalendar) -> CalendarVersion | None:
    """The version that limits started now use."""
    return calendar.versions.order_by("-number").first()


def desk_calendar() -> worktime.WorkCalendar | None:
    """The hours of the desk, as they were published last. None while there are none."""
    newest = CalendarVersion.objects.filter(calendar__is_default=True).order_by("-number").first()
    return calendar_of_version(newest.pk) if newest else None


def draft_of_version(version: CalendarVersion, draft: CalendarDraft) -> CalendarDraft:
    """What a version froze; days of versions older than their rows take names from the draft."""
    return version_data.draft_from_version(version.data, version.rows, draft.days)


def dated_draft(draft: CalendarDraft, newest: CalendarVersion | None, today: date) -> CalendarDraft:
    """The draft as it would count, published `today`: with the weekly hours of the time before."""
    before = draft_of_version(newest, draft) if newest else None
    return drafts.with_history(draft, before, today)


def unpublished_changes(version: CalendarVersion | None, draft: CalendarDraft) -> DraftDifference:
    """How the draft differs from a version; from nothing, without one."""
    before = CalendarDraft(draft.zone, draft.always)
    if version is not None:
        before = draft_of_version(version, draft)
    # A draft without a date for its hours leaves open from when on they count.
    if draft.week_from is None:
        draft = replace(draft, week_from=before.week_from)
    return drafts.difference_between(before, draft)


def with_drafts(rows: "QuerySet[WorkCalendar]") -> "QuerySet[WorkCalendar]":
    """Calendars with all that tells whether their draft is published.

    `newest_versions` holds at most one.
    """
    of_calendar = CalendarVersion.objects.filter(calendar=OuterRef("calendar"))
    last = of_calendar.order_by("-number").values("pk")[:1]
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
    steps: list[VersionStep] = []
    before: CalendarDraft | None = None
    for version in versions:
        after = draft_of_version(version, draft)
        if before is None:
            lines = [first_version_line(after)]
        else:
            lines = difference_lines(drafts.difference_between(before, after))
        steps.append(VersionStep(version, lines, version is versions[-1]))
        before = after
    return steps[::-1]


def first_version_line(draft: CalendarDraft) -> str:
    """What a first version holds."""
    count = len(draft.days)
    line = ngettext("First version, with %(n)d day.", "First version, with %(n)d days.", count)
    return line % {"n": count}


# --- a year ---------------------------------------------------------------------------------------


def year_page(calendar: WorkCalendar, year: int, *, today: date) -> YearPage:
    """The twelve months of a year."""
    draft = dated_draft(draft_of(calendar), newest_version(calendar), today)
    return YearPage(
        year,
        [month_grid(draft, year, month, today) for month in range(1, 13)],
        drafts.year_figures(draft, year),
        year - 1 if year > FIRST_YEAR else None,
        year + 1 if year < LAST_YEAR else None,
    )


def month_grid(draft: CalendarDraft, year: int, month: int, today: date) -> MonthGrid:
    """One month as rows of weeks."""
    weeks: list[list[DayCell | None]] = []
    for week in drafts.weeks_of(year, month):
        weeks.append([when and day_cell(draft, when, today) for when in week])
    return MonthGrid(date_format(date(year, month, 1), "F"), weeks)


def day_cell(draft: CalendarDraft, when: date, today: date) -> DayCell:
    """One date as the grid shows it."""
    day = draft.days.get(when)
    tones: list[str] = []
    if day is not None:
        tones.append(day.kind)
        if day.status == DayStatus.PROVISIONAL:
            tones.append("provisional")
    elif not draft.hours_on(when):
        tones.append("closed")
    if when == today:
        tones.append("today")

    mark = day_mark(day.kind) if day else ""
    classes = " ".join(f"is-{tone}" for tone in tones)
    return DayCell(when, mark, classes, day_label(draft, when))


def day_mark(kind: str) -> str:
    """The sign of a kind of day: 休, 班, 特."""
    return {
        DayKind.HOLIDAY: pgettext("day mark", "off"),
        DayKind.MAKEUP: pgettext("day mark", "work"),
        DayKind.SPECIAL: pgettext("day mark", "hrs"),
    }[DayKind(kind)]


def day_label(draft: CalendarDraft, when: date) -> str:
    """`2026-05-01 Friday: Holiday 劳动节 (provisional)`."""
    day = draft.days.get(when)
    what = day_description(day) if day else hours_label(draft.hours_on(when))
    return f"{when} {date_format(when, 'l')}: {what}"


def hours_label(hours: str) -> str:
    """The hours of a day as people read them."""
    return hours or pgettext("day", "closed")


def day_description(day: DraftDay) -> str:
    """`Make-up workday 09:00-18:00 调休上班 (provisional)`."""
    parts = [str(DayKind(day.kind).label), day.hours, day.name]
    if day.status == DayStatus.PROVISIONAL:
        parts.append(f"({DayStatus(day.status).label})")
    return " ".join(part for part in parts if part)


# --- in words -------------------------------------------------------------------------------------


def difference_lines(difference: DraftDifference) -> list[str]:
    """A difference, one line each.

    Days of the same kind and name that follow each other are joined.
    """
    change = _("%(day)s: %(old)s → %(new)s")
    lines: list[str] = []
    if difference.zone:
        old_zone, new_zone = difference.zone
        lines.append(_("Time zone: %(old)s → %(new)s") % {"old": old_zone, "new": new_zone})
    if difference.always:
        _was_always, is_always = difference.always
        if is_always:
            lines.append(_("Now 24x7: every hour counts."))
        else:
            lines.append(_("No longer 24x7: the weekly hours count."))

    for weekday, old, new in difference.week:
        hours = {"old": hours_label(old), "new": hours_label(new)}
        lines.append(change % {"day": weekday_name(weekday), **hours})
    if difference.week_from:
        day = {"day": difference.week_from}
        lines.append(_("The weekly hours count from %(day)s; before it those of then.") % day)
    for days in day_lines(difference.added):
        lines.append(_("New: %(days)s") % {"days": days})
    for days in day_lines(difference.removed):
        lines.append(_("Removed: %(days)s") % {"days": days})

    changes = [(new.date, change_descriptions(old, new)) for old, new in difference.changed]
    for span, (old, new) in equal_day_runs(changes):
        lines.append(change % {"day": span, "old": old, "new": new})
    return lines


def change_descriptions(old: DraftDay, new: DraftDay) -> tuple[str, str]:
    """`Holiday 国庆节 (provisional)` and `Holiday 国庆节`."""
    before = day_description(old)
    after = day_description(new)
    if before != after:
        return before, after
    # nothing else changed than where the day comes from
    return f"{before} [{old.source or '—'}]", f"{after} [{new.source or '—'}]"


def day_lines(days: tuple[DraftDay, ...]) -> list[str]:
    """`2027-02-05 – 2027-02-11 Holiday 春节`, a line for each run of equal days."""
    described = [(day.date, day_description(day)) for day in days]
    return [f"{span} {description}" for span, description in equal_day_runs(described)]


def equal_day_runs(described: list[tuple[date, Described]]) -> list[tuple[str, Described]]:
    """Dates that follow each other and have the same description, as one span each."""
    runs: list[tuple[date, date, Described]] = []
    for when, description in described:
        if runs:
            first, last, same = runs[-1]
            if (when - last).days == 1 and description == same:
                runs[-1] = (first, when, same)
                continue
        runs.append((when, when, description))

    spans: list[tuple[str, Described]] = []
    for first, last, description in runs:
        span = f"{first} – {last}" if last > first else str(first)
        spans.append((span, description))
    return spans


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


def draft_problems(calendar: WorkCalendar, draft: CalendarDraft, *, at: datetime) -> list[str]:
    """Why a draft cannot be used, in words; empty when it can."""
    return [fault_sentence(calendar, fault) for fault in faults.draft_faults(draft, at)]


BAD_LINES = {
    ("date", "unreadable"): gettext_noop(
        "“%(value)s” is not a date such as 2027-01-01 nor a range such as 2027-02-05~2027-02-11."
    ),
    ("date", "no_such_date"): gettext_noop("There is no such date: %(value)s."),
    ("date", "reversed"): gettext_noop("The range %(value)s ends before it starts."),
    ("date", "too_long"): gettext_noop("The range %(value)s is longer than two months."),
    ("date", "other_year"): gettext_noop("%(value)s is in another year."),
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
    model = WeekdayHours if bad.column == "hours" else CalendarDay
    title = model._meta.get_field(bad.column)
    return {
        "line": bad.line,
        "column": title.verbose_name,
        "reason": _(BAD_LINES[bad.column, bad.reason]) % {"value": bad.value},
    }
