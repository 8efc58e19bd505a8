"""A year of a draft replaced by a list of days, and the statutory days of mainland China. Pure."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from calendars.domain import drafts
from calendars.domain.drafts import CalendarDraft, DraftDay
from calendars.enums import DayKind, DayStatus

# The last year whose State Council notice was out when this release was made.
LAST_PUBLISHED_YEAR = 2026

# How the source of every statutory day begins: an import replaces such days of its year and no
# others.
STATUTORY = "State Council notice"

# The same for a list of the company's own days.
COMPANY = "Company days"

NOTICE = f"{STATUTORY}, as kept by python-holidays"


def draft_with_import(
    draft: CalendarDraft, year: int, days: Iterable[DraftDay], status: str, origin: str
) -> CalendarDraft:
    """The draft with a year's days of one origin (how their source begins) replaced by a list.

    All other days stay. A statutory list gives its status to the whole year.
    """
    is_statutory = origin == STATUTORY
    listed: dict[date, DraftDay] = {}
    for day in days:
        # Company days, and days that lie in a neighbouring year, take the status their year has,
        # so they never make it a published one.
        gives_status = is_statutory and day.date.year == year
        day_status = status if gives_status else drafts.year_status(draft, day.date.year)
        listed[day.date] = replace(day, status=day_status)

    gone: list[date] = []
    kept: list[DraftDay] = []
    for when, day in draft.days.items():
        if when.year != year or when in listed:
            continue
        if day.source.startswith(origin):
            gone.append(when)
        elif is_statutory:
            kept.append(replace(day, status=status))

    new = [_unless_same(draft.days.get(when), day) for when, day in listed.items()]
    return draft.with_days(*kept, *new, without=gone)


def _unless_same(old: DraftDay | None, new: DraftDay) -> DraftDay:
    """The old day where the list says nothing else of it, so that a source alone is no change."""
    if old is not None and replace(old, source=new.source) == new:
        return old
    return new


def statutory_days(year: int, hours: str) -> list[DraftDay]:
    """Holidays and make-up workdays of mainland China.

    Provisional where no notice is out yet, empty where nothing is known.
    """
    # Only here: it takes a tenth of a second, of every process of the desk.
    import holidays  # noqa: PLC0415

    calendar = holidays.country_holidays("CN", years=year, language="zh_CN")
    status = str(DayStatus.PUBLISHED if year <= LAST_PUBLISHED_YEAR else DayStatus.PROVISIONAL)
    days = [
        DraftDay(day, str(DayKind.HOLIDAY), "", name[:60], NOTICE, status)
        for day, name in sorted(calendar.items())
    ]
    for day in drafts.dates_of(year):
        if day.weekday() >= 5 and calendar.is_working_day(day):
            days.append(DraftDay(day, str(DayKind.MAKEUP), hours, "调休上班", NOTICE, status))
    return days
