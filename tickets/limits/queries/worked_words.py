"""Working time, and the hours that count, in words. In the reader's language."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from calendars.domain import written_hours
from core.domain.worktime import DAY, NOTHING, Hours, WorkCalendar, hours_length
from pages.formats import working_span

# So many days that are not as their weekday are listed.
SPECIAL_DAYS = 12

# Changes of clocks are looked for in so many days.
MOST_DAYS = timedelta(days=400)


def working_time(length: timedelta, calendar: WorkCalendar) -> str:
    """`40 h (4 working days of 9 h and 4 h)`: exact; days only where all of them are as long."""
    written = working_span(length)
    day = _length_of_days(calendar)
    if day is None or length < day:
        return written

    days, rest = divmod(abs(length), day)
    values = {"hours": written, "n": days, "day": working_span(day), "rest": working_span(rest)}
    if not rest:
        pattern = ngettext(
            "%(hours)s (%(n)d working day of %(day)s)",
            "%(hours)s (%(n)d working days of %(day)s)",
            days,
        )
    else:
        pattern = ngettext(
            "%(hours)s (%(n)d working day of %(day)s and %(rest)s)",
            "%(hours)s (%(n)d working days of %(day)s and %(rest)s)",
            days,
        )
    return pattern % values


def _length_of_days(calendar: WorkCalendar) -> timedelta | None:
    """How long the working days are; None where they differ, or are whole days."""
    if calendar.earlier_weeks:
        return None

    lengths = {hours_length(hours) for hours in calendar.week.values() if hours}
    length = lengths.pop() if len(lengths) == 1 else DAY
    return length if length < DAY else None


def zone_name(calendar: WorkCalendar) -> str:
    """The zone of a calendar that is not the desk's; else empty."""
    name = calendar.zone.key or ""
    return "" if name == timezone.get_current_timezone_name() else name


def hours_in_words(calendar: WorkCalendar, first: date, last: date) -> str:
    """`周一–周五 09:00-18:00`: the weekly hours that count from one date to another."""
    weeks = []
    for earlier in calendar.earlier_weeks:
        if first < earlier.until:
            weeks.append(
                _("until %(day)s %(hours)s")
                % {"day": _last_day_before(earlier.until), "hours": week_in_words(earlier.week)}
            )
            first = earlier.until
        if last < earlier.until:
            return _("; ").join(weeks)

    if not weeks:
        return week_in_words(calendar.week)

    later = _("from %(day)s %(hours)s") % {
        "day": f"{first:%Y-%m-%d}",
        "hours": week_in_words(calendar.week),
    }
    return _("; ").join([*weeks, later])


def _last_day_before(until: date) -> str:
    return f"{until - DAY:%Y-%m-%d}"


def week_in_words(week: Mapping[int, Hours]) -> str:
    """`周一–周五 09:00-18:00`: days with the same hours joined."""
    names = [_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun")]

    groups: list[tuple[int, int, str]] = []
    for weekday in range(7):
        hours = written_hours.format_hours(tuple(week.get(weekday, ())))
        if groups and groups[-1][2] == hours:
            groups[-1] = (groups[-1][0], weekday, hours)
        else:
            groups.append((weekday, weekday, hours))

    parts = []
    for first, last, hours in groups:
        if hours:
            days = names[first] if first == last else f"{names[first]}–{names[last]}"
            parts.append(f"{days} {hours}")

    return _(", ").join(parts)


def clock_changes_in_words(zone: tzinfo, start: datetime, end: datetime) -> list[str]:
    """A sentence for each change of the clocks of a zone between two moments, nearest ones only."""
    sentences = []
    day = start.astimezone(zone).date()
    last = min(end.astimezone(zone).date(), day + MOST_DAYS)
    while day <= last:
        before = max(start, _midnight(day, zone)).astimezone(zone).utcoffset() or NOTHING
        after = min(end, _midnight(day + DAY, zone)).astimezone(zone).utcoffset() or NOTHING
        values = {"day": f"{day:%Y-%m-%d}", "zone": zone, "span": working_span(after - before)}
        if after > before:
            sentences.append(
                _("On %(day)s the clocks of %(zone)s were put forward by %(span)s.") % values
            )
        elif after < before:
            sentences.append(
                _("On %(day)s the clocks of %(zone)s were put back by %(span)s.") % values
            )
        day += DAY
    return sentences


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time.min, tzinfo=zone).astimezone(UTC)


def special_days_in_words(calendar: WorkCalendar, first: date, last: date) -> str:
    """` In between: 10-01 closed, 10-10 09:00-18:00.`: days that are not as their weekday."""
    between = [day for day in sorted(calendar.exceptions) if first <= day <= last]
    if not between:
        return ""

    days = _(", ").join(_day_in_words(calendar, day) for day in between[:SPECIAL_DAYS])
    if len(between) > SPECIAL_DAYS:
        days += " …"
    return _(" In between: %(days)s.") % {"days": days}


def _day_in_words(calendar: WorkCalendar, day: date) -> str:
    """`10-01 closed`, `10-10 09:00-18:00`."""
    hours = written_hours.format_hours(tuple(calendar.exceptions[day]))
    return f"{day:%m-%d} {hours or _('closed')}"
