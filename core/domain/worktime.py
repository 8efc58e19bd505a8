"""Working time: what the hours of a calendar add up to.

Pure; every instant is aware, every answer is UTC. Let ``W(t)`` be the open time of a calendar
before instant ``t``. Then ``elapsed(a, b) = W(b) - W(a)`` and ``after(t, s)`` is the earliest
``u >= t`` with ``W(u) - W(t) = s`` (spec: sla.md, Arithmetic). So ten minutes from Friday 17:50 end
on Friday 18:00, not on Monday 09:00. Instants are floored to whole seconds.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

Hours = tuple[tuple[time, time], ...]
Span = tuple[datetime, datetime]
WHOLE_DAY: Hours = ((time.min, time.max),)

# A calendar that stays closed for longer than this is refused: no limit could ever end on it.
MAX_CLOSED_DAYS = 400

NOTHING = timedelta()
DAY = timedelta(days=1)
_MIDNIGHT = datetime.combine(date.min, time.min)


class NoOpenTime(ValueError):
    """The calendar is closed for more than `MAX_CLOSED_DAYS` on end."""


class BadHours(ValueError):
    """Intervals of one day that end before they start, overlap, or cannot be read."""


@dataclass(frozen=True, slots=True)
class EarlierWeek:
    """Weekly hours that held on the dates before `until`."""

    until: date
    week: Mapping[int, Hours]


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Opening hours by weekday (0 = Monday); `exceptions` replace a whole date.

    An empty tuple is a holiday, a filled one a make-up working day or special hours. An interval is
    half-open and local; `time.max` (or midnight as an end) means 24:00. A bound that the wall shows
    twice is its first showing, one that it skips moves forward by the length of the gap.
    `earlier_weeks`, in the order of their ends, are the weekly hours before `week` began to count.
    Raises `BadHours` for reversed or overlapping intervals.
    """

    zone: ZoneInfo
    week: Mapping[int, Hours]
    exceptions: Mapping[date, Hours] = field(default_factory=dict)
    earlier_weeks: tuple[EarlierWeek, ...] = ()
    _spans: dict[date, tuple[Span, ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _built: dict[date, tuple[Span, ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _always: bool = field(default=False, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        weeks = [self.week, *(earlier.week for earlier in self.earlier_weeks)]
        for hours in (*self.exceptions.values(), *(day for week in weeks for day in week.values())):
            check_hours(hours)
        is_plain = not self.exceptions and not self.earlier_weeks
        always = is_plain and all(self.week.get(day, ()) == WHOLE_DAY for day in range(7))
        # the class is frozen for everybody else
        object.__setattr__(self, "_always", always)

    @property
    def is_always(self) -> bool:
        """True when every second of every day counts."""
        return self._always

    def week_on(self, day: date) -> Mapping[int, Hours]:
        """The weekly hours that hold on a date."""
        for earlier in self.earlier_weeks:
            if day < earlier.until:
                return earlier.week
        return self.week

    def hours_on(self, day: date) -> Hours:
        """The local opening intervals of one date."""
        if day in self.exceptions:
            return tuple(self.exceptions[day])
        return tuple(self.week_on(day).get(day.weekday(), ()))

    def spans_on(self, day: date) -> tuple[Span, ...]:
        """The opening intervals of one date as UTC instants, half-open, in order; remembered.

        Those of all dates follow each other without overlap: where a skipped bound moves past
        midnight, the time behind midnight is the next date's.
        """
        remembered = self._spans.get(day)
        if remembered is not None:
            return remembered

        built = self._built_on(day)
        before = self._built_on(day - DAY)
        if before and before[-1][1] > (begins := first_instant(day, time.min, self.zone)):
            moved_on = ((max(begin, begins), end) for begin, end in before if end > begins)
            built = tuple(joined_intervals([*moved_on, *built]))
        if built and built[-1][1] > (ends := first_instant(day + DAY, time.min, self.zone)):
            built = tuple((begin, min(end, ends)) for begin, end in built if begin < ends)

        self._spans[day] = built
        return built

    def _built_on(self, day: date) -> tuple[Span, ...]:
        """The intervals of one date bound by bound; remembered."""
        if day not in self._built:
            spans = (self._span_between(day, *hours) for hours in self.hours_on(day))
            self._built[day] = tuple(joined_intervals([span for span in spans if span]))
        return self._built[day]

    def _span_between(self, day: date, opens: time, closes: time) -> Span | None:
        begin = first_instant(day, opens, self.zone)
        if is_midnight(closes):
            end = first_instant(day + DAY, time.min, self.zone)
        else:
            end = first_instant(day, closes, self.zone)
        # clocks that are put forward may swallow the whole interval
        return (begin, end) if begin < end else None

    def local_date(self, at: datetime) -> date:
        """The date on the wall of this calendar's zone."""
        return at.astimezone(self.zone).date()


def is_midnight(closes: time) -> bool:
    """Does this end of an interval mean 24:00?"""
    return closes in (time.max, time.min)


def hours_length(hours: Hours) -> timedelta:
    """What the intervals of a day add up to, on a day on which no clocks are changed."""
    length = NOTHING
    for opens, closes in hours:
        end = DAY if is_midnight(closes) else datetime.combine(date.min, closes) - _MIDNIGHT
        length += end - (datetime.combine(date.min, opens) - _MIDNIGHT)
    return length


def check_hours(hours: Hours) -> None:
    """Raise `BadHours` when an interval ends before it starts or two of them overlap."""
    previous_end: time | None = None
    for opens, closes in sorted(hours):
        end = time.max if is_midnight(closes) else closes
        if end <= opens:
            raise BadHours(f"{opens:%H:%M}-{closes:%H:%M} ends before it starts")
        if previous_end is not None and opens < previous_end:
            raise BadHours(f"{opens:%H:%M}-{closes:%H:%M} overlaps the interval before it")
        previous_end = end


def first_instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The first instant at which the wall of `zone` shows `at` on `day`.

    Where clocks skip it: later by the length of the gap, 03:30 for 02:30.
    """
    return datetime.combine(day, at, tzinfo=zone).astimezone(UTC)


def whole_second(at: datetime) -> datetime:
    """The instant in UTC without its fraction of a second. Naive instants are refused."""
    if at.tzinfo is None:
        raise ValueError("working time needs an aware instant")
    return at.astimezone(UTC).replace(microsecond=0)


def open_spans(calendar: WorkCalendar, start: datetime) -> Iterator[Span]:
    """Open spans from `start` on, the first one cut at `start`.

    Raises `NoOpenTime` after a too long closure.
    """
    # From the day before, whose last span may reach over midnight; it and today are no closure yet.
    day = calendar.local_date(start) - DAY
    closed = -2
    while True:
        is_open = False
        for begin, end in calendar.spans_on(day):
            if end > start:
                is_open = True
                yield max(begin, start), end

        closed = 0 if is_open else closed + 1
        if closed > MAX_CLOSED_DAYS:
            raise NoOpenTime(
                f"the calendar is closed for {MAX_CLOSED_DAYS} days after {start:%Y-%m-%d}"
            )
        day += DAY


def elapsed(calendar: WorkCalendar, start: datetime, end: datetime) -> timedelta:
    """Open time between two instants; negative when `end` lies before `start`."""
    start = whole_second(start)
    end = whole_second(end)
    if end < start:
        return -elapsed(calendar, end, start)
    if calendar.is_always:
        return end - start

    total = NOTHING
    day = calendar.local_date(start) - DAY
    last = calendar.local_date(end) + DAY
    while day <= last:
        for begin, close in calendar.spans_on(day):
            if begin < end and close > start:
                total += min(close, end) - max(begin, start)
        day += DAY
    return total


def after(calendar: WorkCalendar, start: datetime, amount: timedelta) -> datetime:
    """The earliest instant by which `amount` of open time has passed since `start`.

    `start` itself for nothing or less.
    """
    start = whole_second(start)
    if amount <= NOTHING:
        return start
    if calendar.is_always:
        return start + amount

    left = amount
    for begin, close in open_spans(calendar, start):
        if left <= close - begin:
            return begin + left
        left -= close - begin
    raise AssertionError("spans never ends without an error")


def workdays_after(calendar: WorkCalendar, start: datetime, days: int) -> datetime:
    """Close of business of the n-th working day after `start`.

    The first day is not counted (Civil Code art. 201).
    """
    if days < 1:
        raise ValueError("a limit in working days needs at least one")

    day = calendar.local_date(whole_second(start))
    closed = 0
    while days:
        day += DAY
        if calendar.spans_on(day):
            closed = 0
            days -= 1
        else:
            closed += 1
        if closed > MAX_CLOSED_DAYS:
            raise NoOpenTime(
                f"the calendar is closed for {MAX_CLOSED_DAYS} days after {start:%Y-%m-%d}"
            )
    return calendar.spans_on(day)[-1][1]


def end_of_day(calendar: WorkCalendar, start: datetime, days: int) -> datetime:
    """24:00, in the calendar's zone, of the date `days` after the one `start` falls on."""
    next_day = calendar.local_date(whole_second(start)) + DAY * (days + 1)
    return first_instant(next_day, time.min, calendar.zone)


def next_open(calendar: WorkCalendar, at: datetime) -> datetime:
    """`at` itself when open, otherwise the next opening."""
    at = whole_second(at)
    if calendar.is_always:
        return at
    return next(open_spans(calendar, at))[0]


def has_open_time(calendar: WorkCalendar, start: datetime) -> bool:
    """Is there any open time in the `MAX_CLOSED_DAYS` after `start`?"""
    try:
        next_open(calendar, start)
    except NoOpenTime:
        return False
    return True


def joined_intervals(pauses: list[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    """Overlapping intervals joined, in order, so that nothing is left out twice."""
    joined: list[tuple[datetime, datetime]] = []
    for begin, end in sorted(pauses):
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((begin, end))
    return joined


@lru_cache(maxsize=64)
def natural_calendar(zone: ZoneInfo) -> WorkCalendar:
    """24x7 in a zone, whose midnights begin its days."""
    return WorkCalendar(zone, dict.fromkeys(range(7), WHOLE_DAY))


# 24x7: natural time.
ALWAYS = natural_calendar(ZoneInfo("Asia/Shanghai"))
