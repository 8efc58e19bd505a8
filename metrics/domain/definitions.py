"""Which definition of a response time holds on a day, and how much time it counts. Pure."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from core.domain import worktime
from core.domain.worktime import Span, WorkCalendar
from metrics.domain.figures import DAY, FigureSpan
from metrics.enums import EndEvent, MetricUnit

MICROSECOND = timedelta(microseconds=1)

# An answer is a matter of minutes, a finished piece of work one of hours and days.
UNITS: dict[EndEvent, MetricUnit] = {
    EndEvent.FIRST_RESPONSE: MetricUnit.MINUTES,
    EndEvent.ENGINEER_REPLY: MetricUnit.MINUTES,
    EndEvent.FIXED: MetricUnit.HOURS,
    EndEvent.RESOLVED: MetricUnit.HOURS,
    EndEvent.FINISH_NOTICE: MetricUnit.HOURS,
}


def is_in_use(effective_from: date, today: date) -> bool:
    """Has its day come? From then on tickets may have been judged by it."""
    return effective_from <= today


def holder_of_day(day: date, starts: Iterable[date], today: date) -> date | None:
    """The start of the definition that judges a day which has begun already; None where another
    one may still begin on this day.

    `starts` are those of the same business type. A day before the first of them was judged by none.
    """
    if day > today:
        return None
    return max((start for start in starts if start <= day), default=None)


def part_of_span(start: date, following: date | None, span: FigureSpan) -> FigureSpan | None:
    """The days of a period on which a definition holds: from its start until the following one
    begins. None where it holds on none of them.
    """
    first = max(start, span.start)
    last = span.end if following is None else min(span.end, following - DAY)
    return FigureSpan(first, last) if first <= last else None


def waits_between(lines: Iterable[tuple[datetime, bool]], until: datetime) -> list[Span]:
    """The spans in which a ticket waited, from its moves in order: each ends the wait before it,
    and says whether it begins another. One that was not ended goes on `until` then.
    """
    waits: list[Span] = []
    since: datetime | None = None
    for at, begins in lines:
        if since is not None:
            waits.append((since, at))
        since = at if begins else None
    if since is not None and since < until:
        waits.append((since, until))
    return waits


def counted_time(
    start: datetime,
    end: datetime,
    waits: Sequence[Span] = (),
    calendar: WorkCalendar | None = None,
) -> int:
    """Microseconds from start to end without the waits: natural time, or the open time of a
    calendar, in whole seconds.
    """
    inside = [
        (max(start, begin), min(end, close))
        for begin, close in worktime.joined_intervals(list(waits))
        if begin < end and close > start
    ]
    waited = sum((_length_of(*span, calendar) for span in inside), timedelta())
    return (_length_of(start, end, calendar) - waited) // MICROSECOND


def _length_of(start: datetime, end: datetime, calendar: WorkCalendar | None) -> timedelta:
    return end - start if calendar is None else worktime.elapsed(calendar, start, end)
