"""The hours of the desk."""

from core.domain import worktime
from core.models import CalendarVersion
from core.models.calendars import law_of


def desk_hours() -> worktime.WorkCalendar:
    """The calendar marked as desk hours; around the clock if none is."""
    version = (
        CalendarVersion.objects.filter(calendar__is_default=True)
        .order_by("-number")
        .values_list("pk", flat=True)
        .first()
    )
    return law_of(version) if version else worktime.ALWAYS
