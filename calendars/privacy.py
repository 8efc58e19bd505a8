"""What each field of calendars says about a person: the classes of docs/privacy.md."""

from privacy.cases import not_of_case
from privacy.field_classes import classify

classify(
    "calendars.WorkCalendar",
    none="code name zone is_always is_default week_from",
)
classify(
    "calendars.WeekdayHours",
    none="weekday hours",
)
classify(
    "calendars.CalendarDay",
    none="date kind hours name source status",
)
classify(
    "calendars.CalendarVersion",
    text="reason",
    none="number data rows created_at",
)

not_of_case("words of the desk about its own rules", "calendars.CalendarVersion")
