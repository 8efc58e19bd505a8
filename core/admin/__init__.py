"""Administration of the ground floor: calendars, and a look at the audit ledger."""

from core.admin.audit import AuditEntryAdmin
from core.admin.calendars import CalendarDayAdmin, WorkCalendarAdmin

__all__ = ["AuditEntryAdmin", "CalendarDayAdmin", "WorkCalendarAdmin"]
