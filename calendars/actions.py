"""Writes the drafts of calendars, and publishes them.

The rows are the draft; limits are computed with versions only.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from calendars.domain import drafts, faults, version_data, year_import
from calendars.domain.drafts import CalendarDraft, DraftDay, DraftDifference
from calendars.domain.version_data import VersionData
from calendars.enums import Audited, DayKind
from calendars.models import CalendarDay, CalendarVersion, WeekdayHours, WorkCalendar
from calendars.queries.calendars import (
    dated_draft,
    draft_of,
    draft_of_version,
    draft_problems,
    newest_version,
    unpublished_changes,
)
from core.actions import audit
from core.errors import LawBroken


@transaction.atomic
def publish_calendar(
    calendar: WorkCalendar,
    *,
    at: datetime,
    by: User | None = None,
    reason: str = "",
    seen: str | None = None,
) -> CalendarVersion:
    """Freeze what the draft says now; the same version again when nothing changed.

    Raises `LawBroken` while anything is wrong, and when the draft is no longer the one whose
    fingerprint was `seen`.
    """
    calendar = lock_calendar(calendar)
    draft = draft_of(calendar)
    latest = newest_version(calendar)
    require_seen(draft, seen)
    if latest is not None and not unpublished_changes(latest, draft):
        return latest

    require_sound(calendar, draft, at)
    number = latest.number + 1 if latest else 1
    dated = dated_draft(draft, latest, _date_of(at, draft))
    version = calendar.versions.create(
        number=number,
        data=version_data.data_of_draft(dated),
        rows=version_data.rows_of_draft(dated),
        reason=reason,
        created_at=at,
        created_by=by,
    )
    # The version holds the date; the next change of hours gets one of its own.
    WorkCalendar.objects.filter(pk=calendar.pk).update(week_from=None)
    audit.write_audit_entry(
        Audited.CALENDAR_PUBLISHED,
        by=by,
        at=at,
        target=f"calendar {calendar.code}",
        reason=reason,
        version=number,
    )
    return version


def snapshot_draft(calendar: WorkCalendar, *, at: datetime) -> VersionData:
    """The draft as plain data, the form in which a version published at `at` would keep it."""
    draft = draft_of(calendar)
    dated = dated_draft(draft, newest_version(calendar), _date_of(at, draft))
    return version_data.data_of_draft(dated)


def _date_of(at: datetime, draft: CalendarDraft) -> date:
    """The date on the wall of the calendar; in UTC where its zone is still to be mended."""
    zone = ZoneInfo(draft.zone) if faults.is_zone(draft.zone) else UTC
    return at.astimezone(zone).date()


def lock_calendar(calendar: WorkCalendar) -> WorkCalendar:
    """The calendar as it is now; whoever else edits or publishes it waits."""
    return WorkCalendar.objects.select_for_update().get(pk=calendar.pk)


def require_seen(draft: CalendarDraft, seen: str | None) -> None:
    """Raise `LawBroken` when somebody changed the draft after it was looked at.

    None: nobody looked.
    """
    if seen is not None and version_data.draft_fingerprint(draft) != seen:
        raise LawBroken(
            _("Someone changed the draft while you were viewing it. Review the differences again.")
        )


def require_sound(calendar: WorkCalendar, draft: CalendarDraft, at: datetime) -> None:
    """Raise `LawBroken` with everything that is wrong with a draft.

    For instance that no limit could ever end on it.
    """
    refuse_problems(draft_problems(calendar, draft, at=at))


def refuse_problems(problems: list[str]) -> None:
    """Raise `LawBroken` with the problems, if there are any."""
    if problems:
        raise LawBroken(" ".join(problems), field="weekdays")


# --- the draft ------------------------------------------------------------------------------------


@transaction.atomic
def set_day(
    calendar: WorkCalendar, *, day: date, kind: str, hours: str = "", name: str = "", at: datetime
) -> None:
    """Make a date of the draft a holiday, a make-up day or special.

    Without a kind it goes back to the weekly hours. Hours are dropped from a holiday and default to
    the usual ones on a make-up day. Raises `LawBroken`, and nothing is written.
    """
    calendar = lock_calendar(calendar)
    draft = draft_of(calendar)
    if not kind:
        store_draft(calendar, draft, draft.with_days(without=[day]), at=at)
        return

    if kind == DayKind.HOLIDAY:
        hours = ""
    elif kind == DayKind.MAKEUP:
        hours = hours or drafts.usual_hours(draft)

    old = draft.days.get(day)
    source = old.source if old else ""
    status = old.status if old else drafts.year_status(draft, day.year)
    new = DraftDay(day, kind, hours, name, source, status)
    store_draft(calendar, draft, draft.with_days(new), at=at)


@transaction.atomic
def import_year(
    calendar: WorkCalendar,
    *,
    year: int,
    days: Iterable[DraftDay],
    status: str,
    origin: str,
    seen: str,
    at: datetime,
) -> DraftDifference:
    """Put a list of days into the draft, see `year_import.draft_with_import`.

    Raises `LawBroken` when the draft is no longer the one that was `seen`.
    """
    calendar = lock_calendar(calendar)
    draft = draft_of(calendar)
    require_seen(draft, seen)
    wanted = year_import.draft_with_import(draft, year, days, status, origin)
    store_draft(calendar, draft, wanted, at=at)
    return drafts.difference_between(draft, wanted)


@transaction.atomic
def restore_version(calendar: WorkCalendar, *, number: int, at: datetime) -> None:
    """Make the draft what a version froze; limits go on as they are until it is published.

    Raises `LawBroken`, and nothing is written.
    """
    calendar = lock_calendar(calendar)
    draft = draft_of(calendar)
    version = calendar.versions.get(number=number)
    # The past is not undone: the hours of then count from the day on which they are published.
    wanted = replace(draft_of_version(version, draft), week_from=None, earlier_weeks=())
    store_draft(calendar, draft, wanted, at=at)


def store_draft(
    calendar: WorkCalendar, before: CalendarDraft, after: CalendarDraft, *, at: datetime
) -> None:
    """Turn the rows of a locked calendar from one draft into another.

    Raises `LawBroken` for what would newly be wrong.
    """
    # a draft that is wrong already can be mended step by step
    known = draft_problems(calendar, before, at=at)
    problems = draft_problems(calendar, after, at=at)
    refuse_problems([problem for problem in problems if problem not in known])

    if (before.zone, before.always) != (after.zone, after.always):
        WorkCalendar.objects.filter(pk=calendar.pk).update(zone=after.zone, is_always=after.always)
    if before.week_from != after.week_from:
        WorkCalendar.objects.filter(pk=calendar.pk).update(week_from=after.week_from)
    if before.week != after.week:
        set_week(calendar, dict(after.week))

    difference = drafts.difference_between(before, after)
    changed = [new for _old, new in difference.changed]
    replaced = [day.date for day in (*difference.removed, *changed)]
    calendar.days.filter(date__in=replaced).delete()
    CalendarDay.objects.bulk_create(
        calendar_day_row(calendar, day) for day in (*difference.added, *changed)
    )


def calendar_day_row(calendar: WorkCalendar, day: DraftDay) -> CalendarDay:
    """A day as an unsaved row."""
    return CalendarDay(
        calendar=calendar,
        date=day.date,
        kind=day.kind,
        hours=day.hours,
        name=day.name,
        source=day.source,
        status=day.status,
    )


def set_week(calendar: WorkCalendar, hours: dict[int, str]) -> None:
    """Replace the weekly hours."""
    for weekday in range(7):
        WeekdayHours.objects.update_or_create(
            calendar=calendar, weekday=weekday, defaults={"hours": hours.get(weekday, "")}
        )


@transaction.atomic
def seed_statutory_days(calendar: WorkCalendar, *, years: range, hours: str) -> int:
    """Add the statutory days of the years that the calendar does not name yet; the number added."""
    known = set(calendar.days.values_list("date", flat=True))
    fresh: list[CalendarDay] = []
    for year in years:
        for day in year_import.statutory_days(year, hours):
            if day.date not in known:
                fresh.append(calendar_day_row(calendar, day))
    return len(CalendarDay.objects.bulk_create(fresh))
