"""The hours of the desk."""

from calendars.models import CalendarVersion, law_of
from core.domain import worktime


def desk_hours() -> worktime.WorkCalendar:
    """The calendar marked as desk hours; around the clock if none is."""
    version = (
        CalendarVersion.objects.filter(calendar__is_default=True)
        .order_by("-number")
        .values_list("pk", flat=True)
        .first()
    )
    return law_of(version) if version else worktime.ALWAYS
