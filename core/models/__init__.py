"""Tables of the ground floor."""

from core.models.calendars import CalendarDay, CalendarVersion, WeekdayHours, WorkCalendar
from core.models.files import StoredFile
from core.models.jobs import JobRun
from core.models.records import AuditEntry, FormSubmission, NumberSequence

__all__ = [
    "AuditEntry",
    "CalendarDay",
    "CalendarVersion",
    "FormSubmission",
    "JobRun",
    "NumberSequence",
    "StoredFile",
    "WeekdayHours",
    "WorkCalendar",
]
