"""Administration of calendars: the year as a grid, versions, the import of a year."""

from calendars.admin.calendars import CalendarDayAdmin, WorkCalendarAdmin

__all__ = ["CalendarDayAdmin", "WorkCalendarAdmin"]
