"""What a published version of a calendar keeps as plain data, and the draft that it was. Pure."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, replace
from datetime import date
from typing import NotRequired, TypedDict

from calendars.domain.drafts import CalendarDraft, DatedWeek, DraftDay, published_years
from calendars.enums import DayKind, DayStatus

# The year until which a calendar without closed hours is published.
EVER = 9999


class EarlierWeekData(TypedDict):
    """Weekly hours that held on the dates before `until`, an ISO date."""

    until: str
    week: dict[str, str]


class VersionData(TypedDict):
    """What limits are computed with: hours by weekday (`"0"` = Monday) and by ISO date.

    `week` counts from `week_from` on, an ISO date; without one it always did.
    """

    zone: str
    always: bool
    week: dict[str, str]
    days: dict[str, str]
    published_until: int
    published_years: NotRequired[list[int]]
    week_from: NotRequired[str]
    earlier_weeks: NotRequired[list[EarlierWeekData]]


def data_of_draft(draft: CalendarDraft) -> VersionData:
    """The draft as a version keeps it; see `calendars.models.calendar_from_data`."""
    years = published_years(draft.days.values())
    data: VersionData = {
        "zone": draft.zone,
        "always": draft.always,
        "week": _week_data(draft.week),
        "days": {when.isoformat(): draft.days[when].hours for when in sorted(draft.days)},
        "published_until": last_published_year(years),
        "published_years": years,
    }
    if draft.week_from is not None:
        data["week_from"] = draft.week_from.isoformat()
    if draft.earlier_weeks:
        data["earlier_weeks"] = [
            {"until": earlier.until.isoformat(), "week": _week_data(earlier.week)}
            for earlier in draft.earlier_weeks
        ]
    return data


def _week_data(week: Mapping[int, str]) -> dict[str, str]:
    return {str(weekday): hours for weekday, hours in sorted(week.items()) if hours}


def rows_of_draft(draft: CalendarDraft) -> list[dict[str, str]]:
    """The days with names and sources, for the history and for going back."""
    rows: list[dict[str, str]] = []
    for when in sorted(draft.days):
        rows.append({**asdict(draft.days[when]), "date": when.isoformat()})
    return rows


def draft_fingerprint(draft: CalendarDraft) -> str:
    """Changes whenever anything of the draft does."""
    content = json.dumps([data_of_draft(draft), rows_of_draft(draft)])
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def draft_from_version(
    data: VersionData,
    rows: list[dict[str, str]],
    known: Mapping[date, DraftDay] | None = None,
) -> CalendarDraft:
    """The draft that a version was.

    Versions older than `rows` kept hours only: their days take kind and name from `known` where
    hours agree.
    """
    week = {int(weekday): hours for weekday, hours in data["week"].items()}
    days = [_day_from_row(row) for row in rows]
    if not days:
        days = list(_rebuilt_days(data, week, known or {}))
    week_from = data.get("week_from")
    return CalendarDraft(
        data["zone"],
        data["always"],
        week,
        {day.date: day for day in days},
        date.fromisoformat(week_from) if week_from else None,
        tuple(_earlier_week(earlier) for earlier in data.get("earlier_weeks", [])),
    )


def _earlier_week(data: EarlierWeekData) -> DatedWeek:
    week = {int(weekday): hours for weekday, hours in data["week"].items()}
    return DatedWeek(date.fromisoformat(data["until"]), week)


def _day_from_row(row: Mapping[str, str]) -> DraftDay:
    texts = {name: value for name, value in row.items() if name != "date"}
    return DraftDay(date.fromisoformat(row["date"]), **texts)


def _rebuilt_days(
    data: VersionData, week: Mapping[int, str], known: Mapping[date, DraftDay]
) -> Iterator[DraftDay]:
    published = set(published_years_in(data))
    for written, hours in data["days"].items():
        when = date.fromisoformat(written)
        status = str(DayStatus.PUBLISHED if when.year in published else DayStatus.PROVISIONAL)
        usual = known.get(when)
        if usual is not None and usual.hours == hours:
            yield replace(usual, status=status)
        else:
            yield DraftDay(
                when, _likely_kind(hours, week.get(when.weekday(), "")), hours, status=status
            )


def _likely_kind(hours: str, usual: str) -> str:
    if not hours:
        return str(DayKind.HOLIDAY)
    return str(DayKind.SPECIAL if usual else DayKind.MAKEUP)


def published_years_in(data: VersionData) -> list[int]:
    """The published years of a version's data."""
    if "published_years" in data:
        return data["published_years"]
    # an older version only knows the last of them
    years = {int(day[:4]) for day in data["days"]}
    return sorted(year for year in years if year <= data["published_until"])


def last_published_year(years: Iterable[int], since: int = 0) -> int:
    """The last year of the unbroken run of published years that holds `since`.

    The year before `since` where that one is not published; 0 without any.
    """
    known = set(years)
    if not known:
        return 0
    # Years before the first published one are the past, not unpublished: the run starts there.
    year = max(since, min(known))
    while year in known:
        year += 1
    return year - 1
