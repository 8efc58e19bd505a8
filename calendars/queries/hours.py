"""The hours of the desk."""

from calendars.models import CalendarVersion, calendar_of_version
from core.domain import worktime


def desk_hours() -> worktime.WorkCalendar:
    """The calendar marked as desk hours; around the clock if none is."""
    version = (
        CalendarVersion.objects.filter(calendar__is_default=True)
        .order_by("-number")
        .values_list("pk", flat=True)
        .first()
    )
    return calendar_of_version(version) if version else worktime.ALWAYS
