"""Writes the drafts of calendars, and publishes them.

The rows are the draft; limits are computed with versions only.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import holidays
from django.db import transaction
from django.utils.translation import gettext as _

from calendars.domain import drafts
from calendars.domain.drafts import CalendarDraft, DraftDay
from calendars.enums import Audited, DayKind, DayStatus
from calendars.models import CalendarDay, CalendarVersion, WeekdayHours, WorkCalendar
from calendars.queries.calendars import (
    draft_of,
    draft_of_version,
    draft_problems,
    newest_version,
    unpublished_changes,
)
from core.actions import audit
from core.errors import LawBroken

LAST_PUBLISHED_YEAR = 2026
"""The last year whose State Council notice was out when this release was made."""

STATUTORY = "State Council notice"
"""How the source of every statutory day begins: an import replaces such days of its year and no
others.
"""

COMPANY = "Company days"
"""The same for a list of the company's own days."""

NOTICE = f"{STATUTORY}, as kept by python-holidays"


@transaction.atomic
def publish_calendar(
    calendar: WorkCalendar,
    *,
    at: datetime,
    by: Any = None,
    reason: str = "",
    seen: str | None = None,
) -> CalendarVersion:
    """Freeze what the draft says now; the same version again when nothing changed.

    Raises `LawBroken` while anything is wrong, and when the draft is no longer the one whose
    fingerprint was `seen`.
    """
    calendar = lock_calendar(calendar)
    draft, latest = draft_of(calendar), newest_version(calendar)
    require_seen(draft, seen)
    if latest is not None and not unpublished_changes(latest, draft):
        return latest
    require_sound(calendar, draft, at)
    number = latest.number + 1 if latest else 1
    version = calendar.versions.create(
        number=number,
        data=drafts.version_data(draft),
        rows=drafts.version_rows(draft),
        reason=reason,
        created_at=at,
        created_by=by,
    )
    audit.write_audit_entry(
        Audited.CALENDAR_PUBLISHED,
        by=by,
        at=at,
        target=f"calendar {calendar.code}",
        reason=reason,
        version=number,
    )
    return version


def snapshot_draft(calendar: WorkCalendar) -> dict:
    """The draft as plain data, the form in which versions keep it."""
    return drafts.version_data(draft_of(calendar))


def lock_calendar(calendar: WorkCalendar) -> WorkCalendar:
    """The calendar as it is now; whoever else edits or publishes it waits."""
    return WorkCalendar.objects.select_for_update().get(pk=calendar.pk)


def require_seen(draft: CalendarDraft, seen: str | None) -> None:
    """Raise `LawBroken` when somebody changed the draft after it was looked at; None: nobody
    looked.
    """
    if seen is not None and drafts.draft_fingerprint(draft) != seen:
        raise LawBroken(
            _("Somebody changed the draft while you looked at it. Look at the difference again.")
        )


def require_sound(calendar: WorkCalendar, plan: CalendarDraft, at: datetime) -> None:
    """Raise `LawBroken` with everything that is wrong with a plan, for instance that no limit could
    ever end on it.
    """
    refuse_problems(draft_problems(calendar, plan, at=at))


def refuse_problems(found: list[str]) -> None:
    """Raise `LawBroken` with what was found, if anything was."""
    if found:
        raise LawBroken(" ".join(found), field="weekdays")


# --- the draft ------------------------------------------------------------------------------------


@transaction.atomic
def set_day(
    calendar: WorkCalendar, *, day: date, kind: str, hours: str = "", name: str = "", at: datetime
) -> None:
    """Make a date of the draft a holiday, a make-up day or special; without a kind it goes back to
    the weekly hours.

    Hours are dropped from a holiday and default to the usual ones on a make-up day. Raises
    `LawBroken`, and nothing is written.
    """
    calendar = lock_calendar(calendar)
    plan = draft_of(calendar)
    if not kind:
        store_draft(calendar, plan, plan.with_days(without=[day]), at=at)
        return
    old = plan.days.get(day)
    hours = (
        ""
        if kind == DayKind.HOLIDAY
        else hours or (drafts.usual_hours(plan) if kind == DayKind.MAKEUP else "")
    )
    status = old.status if old else drafts.year_status(plan, day.year)
    store_draft(
        calendar,
        plan,
        plan.with_days(DraftDay(day, kind, hours, name, old.source if old else "", status)),
        at=at,
    )


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
) -> drafts.DraftDifference:
    """Put a list of days into the draft, see `imported`.

    Raises `LawBroken` when the draft is no longer the one that was `seen`.
    """
    calendar = lock_calendar(calendar)
    plan = draft_of(calendar)
    require_seen(plan, seen)
    wanted = draft_with_import(plan, year, days, status, origin)
    store_draft(calendar, plan, wanted, at=at)
    return drafts.difference_between(plan, wanted)


def draft_with_import(
    plan: CalendarDraft, year: int, days: Iterable[DraftDay], status: str, origin: str
) -> CalendarDraft:
    """The plan with a year's days of one origin (how their source begins) replaced by a list; all
    other days stay.

    A statutory list gives its status to the whole year. Company days, and days that lie in a
    neighbouring year, take the status their year has, so they never make it a published one.
    """
    is_statutory = origin == STATUTORY
    listed = {
        day.date: replace(
            day,
            status=imported_status(
                plan, day.date.year, status if is_statutory and day.date.year == year else ""
            ),
        )
        for day in days
    }
    rest = [day for when, day in plan.days.items() if when.year == year and when not in listed]
    gone = [day.date for day in rest if day.source.startswith(origin)]
    kept = [replace(day, status=status) for day in rest if is_statutory and day.date not in gone]
    return plan.with_days(
        *kept, *(_keep(plan.days.get(when), day) for when, day in listed.items()), without=gone
    )


def imported_status(plan: CalendarDraft, year: int, status: str) -> str:
    """The status, or without one what the year has."""
    return status or drafts.year_status(plan, year)


def _keep(old: DraftDay | None, new: DraftDay) -> DraftDay:
    """The old day where the list says nothing else of it, so that a source alone is no change."""
    return (
        old
        if old
        and (old.kind, old.hours, old.name, old.status)
        == (new.kind, new.hours, new.name, new.status)
        else new
    )


@transaction.atomic
def restore_version(calendar: WorkCalendar, *, number: int, at: datetime) -> None:
    """Make the draft what a version froze; limits go on as they are until it is published.

    Raises `LawBroken`, and nothing is written.
    """
    calendar = lock_calendar(calendar)
    draft = draft_of(calendar)
    store_draft(
        calendar, draft, draft_of_version(calendar.versions.get(number=number), draft), at=at
    )


def store_draft(
    calendar: WorkCalendar, before: CalendarDraft, after: CalendarDraft, *, at: datetime
) -> None:
    """Turn the rows of a locked calendar from one plan into another.

    Raises `LawBroken` for what would newly be wrong.
    """
    known = draft_problems(calendar, before, at=at)
    refuse_problems(
        [problem for problem in draft_problems(calendar, after, at=at) if problem not in known]
    )
    if (before.zone, before.always) != (after.zone, after.always):
        WorkCalendar.objects.filter(pk=calendar.pk).update(zone=after.zone, is_always=after.always)
    if before.week != after.week:
        set_week(calendar, dict(after.week))
    found = drafts.difference_between(before, after)
    replaced = [day.date for day in (*found.removed, *(new for _old, new in found.changed))]
    calendar.days.filter(date__in=replaced).delete()
    CalendarDay.objects.bulk_create(
        calendar_day_row(calendar, day)
        for day in (*found.added, *(new for _old, new in found.changed))
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


# --- the statutory days ---------------------------------------------------------------------------


def statutory_days(year: int, hours: str) -> list[DraftDay]:
    """Holidays and make-up workdays of mainland China; provisional where no notice is out yet,
    empty where nothing is known.
    """
    calendar = holidays.country_holidays("CN", years=year, language="zh_CN")
    status = str(DayStatus.PUBLISHED if year <= LAST_PUBLISHED_YEAR else DayStatus.PROVISIONAL)
    off = [
        DraftDay(day, str(DayKind.HOLIDAY), "", name[:60], NOTICE, status)
        for day, name in sorted(calendar.items())
    ]
    weekends = [day for day in drafts.dates_of(year) if day.weekday() >= 5]
    makeup = [
        DraftDay(day, str(DayKind.MAKEUP), hours, "调休上班", NOTICE, status)
        for day in weekends
        if calendar.is_working_day(day)
    ]
    return off + makeup


@transaction.atomic
def seed_statutory_days(calendar: WorkCalendar, *, years: range, hours: str) -> int:
    """Add the statutory days of the years that the calendar does not name yet; the number added."""
    known = set(calendar.days.values_list("date", flat=True))
    fresh = [
        calendar_day_row(calendar, day)
        for year in years
        for day in statutory_days(year, hours)
        if day.date not in known
    ]
    return len(CalendarDay.objects.bulk_create(fresh))
