"""Publishing calendars and seeding their statutory days."""

from datetime import date, datetime, timedelta
from typing import Any

import holidays
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.domain import worktime
from core.enums import DayKind, DayStatus
from core.errors import LawBroken
from core.models import CalendarDay, CalendarVersion, WeekdayHours, WorkCalendar
from core.models.calendars import law_from

LAST_PUBLISHED_YEAR = 2026
"""The last year whose State Council notice was out when this release was made."""

NOTICE = "State Council notice, as kept by python-holidays"


@transaction.atomic
def publish(calendar: WorkCalendar, *, at: datetime, by: Any = None) -> CalendarVersion:
    """Freeze what the calendar says now; the same version again when nothing changed. Raises `LawBroken` if it never opens."""
    calendar = WorkCalendar.objects.select_for_update().get(pk=calendar.pk)
    data = snapshot(calendar)
    latest = calendar.versions.order_by("-number").first()
    if latest is not None and latest.data == data:
        return latest
    require_open(data, at)
    number = latest.number + 1 if latest else 1
    return calendar.versions.create(number=number, data=data, created_at=at, created_by=by)


def snapshot(calendar: WorkCalendar) -> dict:
    """The calendar as plain data, the form in which versions keep it."""
    week = {str(row.weekday): row.hours for row in calendar.weekdays.order_by("weekday") if row.hours}
    return {**exceptions_of(calendar), "week": week}


def exceptions_of(calendar: WorkCalendar) -> dict:
    """The calendar as plain data but for its week; also of one that is not saved yet."""
    days = list(calendar.days.order_by("date")) if calendar.pk else []
    published = {day.date.year for day in days if day.status == DayStatus.PUBLISHED}
    return {
        "zone": calendar.zone,
        "always": calendar.is_always,
        "days": {day.date.isoformat(): day.hours for day in days},
        "published_until": max(published, default=0),
    }


def require_open(data: dict, at: datetime) -> None:
    """Raise `LawBroken` for a calendar on which no limit could ever end."""
    if not worktime.has_open_time(law_from(data), at):
        raise LawBroken(_("The calendar has no open time in the next 400 days."), field="weekdays")


def current_version(calendar: WorkCalendar) -> CalendarVersion:
    """The version that limits started now are computed with."""
    return calendar.versions.order_by("-number").first() or publish(calendar, at=timezone.now())


def statutory_days(year: int) -> list[CalendarDay]:
    """Holidays and make-up workdays of mainland China, unsaved; provisional where no notice is out yet."""
    calendar = holidays.country_holidays("CN", years=year, language="zh_CN")
    status = DayStatus.PUBLISHED if year <= LAST_PUBLISHED_YEAR else DayStatus.PROVISIONAL
    off = [
        CalendarDay(date=day, kind=DayKind.HOLIDAY, name=name[:60], source=NOTICE, status=status) for day, name in sorted(calendar.items())
    ]
    makeup = [
        CalendarDay(date=day, kind=DayKind.MAKEUP, name="调休上班", source=NOTICE, status=status)
        for day in _weekends(year)
        if calendar.is_working_day(day)
    ]
    return off + makeup


def _weekends(year: int) -> list[date]:
    days = (date(year, 1, 1) + timedelta(days=n) for n in range(366))
    return [day for day in days if day.year == year and day.weekday() >= 5]


@transaction.atomic
def seed(calendar: WorkCalendar, *, years: range, hours: str) -> int:
    """Add the statutory days of the years that the calendar does not name yet; the number added."""
    known = set(calendar.days.values_list("date", flat=True))
    fresh = [day for year in years for day in statutory_days(year) if day.date not in known]
    for day in fresh:
        day.calendar = calendar
        day.hours = hours if day.kind == DayKind.MAKEUP else ""
    return len(CalendarDay.objects.bulk_create(fresh))


def set_week(calendar: WorkCalendar, hours: dict[int, str]) -> None:
    """Replace the weekly hours."""
    for weekday in range(7):
        WeekdayHours.objects.update_or_create(calendar=calendar, weekday=weekday, defaults={"hours": hours.get(weekday, "")})
