"""The hours of the desk."""

from calendars.models import CalendarVersion, calendar_of_version
from core.domain import worktime


def desk_hours() -> worktime.WorkCalendar:
    """The calendar marked as desk hours; around the clock if none is."""
    versions = CalendarVersion.objects.filter(calendar__is_default=True)
    newest = versions.order_by("-number").values_list("pk", flat=True).first()
    if newest is None:
        return worktime.ALWAYS
    # remembered by its key, so a message that waits for the hours asks one small row
    return calendar_of_version(newest)
