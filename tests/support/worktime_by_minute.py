"""Working time counted minute by minute, which knows nothing of `core.domain.worktime`, and calendars by dice.

The model walks through UTC minute by minute, looks at the wall of the zone, and writes down when each wall minute was first shown.
An interval is open from the first showing of its begin to that of its end; a bound that was never shown moves forward by as much as
the wall jumped over it (spec: sla.md, Arithmetic).
"""

from __future__ import annotations

import random
from bisect import bisect_left
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

from core.domain import worktime

MINUTE, SECOND, DAY = timedelta(minutes=1), timedelta(seconds=1), timedelta(days=1)

YEARS = {
    "Asia/Shanghai": (1986, 1991),
    "Asia/Kathmandu": (1985, 1986),
    "America/St_Johns": (1987, 2013),
}
"""Where the clocks were changed in Shanghai, where Kathmandu moved by 15 minutes at midnight, where St. John's changed at 00:01."""

Minutes = list[tuple[int, int]]
"""Opening intervals of a day in minutes since midnight, half-open; 1440 is 24:00."""


@dataclass
class FirstShown:
    """The minute in which each time of the wall was first shown, and what the wall jumped over: from, to."""

    minutes: dict[datetime, int]
    jumps: list[tuple[datetime, datetime]]
    last: datetime | None = None

    def look(self, wall: datetime, n: int) -> None:
        self.minutes.setdefault(wall, n)
        if self.last is not None and wall > self.last + MINUTE:
            self.jumps.append((self.last + MINUTE, wall))
        self.last = wall

    def at(self, wall: datetime) -> int:
        for begin, end in self.jumps:
            if begin <= wall < end:
                return self.minutes[wall + (end - begin)]
        return self.minutes[wall]


@dataclass
class Counted:
    """A stretch of time, minute by minute: is it open, which day does it belong to, how many open minutes lie before it."""

    zone: ZoneInfo
    first: datetime
    walls: list[datetime]
    is_open: list[int]
    before: list[int]

    @classmethod
    def walk(
        cls,
        zone: ZoneInfo,
        week: dict[int, Minutes],
        exceptions: dict[date, Minutes],
        first: datetime,
        days: int,
    ) -> Counted:
        """`first` in UTC at a whole minute. The day before it is walked as well, for the latest wall shown so far."""
        walls, latest = [], (first - DAY).astimezone(zone).replace(tzinfo=None)
        shown = FirstShown({}, [])
        for n in range(-2 * 1440, days * 1440 + 1440):
            wall = (first + n * MINUTE).astimezone(zone).replace(tzinfo=None)
            shown.look(wall, n)
            latest = max(latest, wall)
            if 0 <= n < days * 1440:
                walls.append(latest)

        is_open = [0] * len(walls)
        begin, last = walls[0].date() - DAY, walls[-1].date()
        for day in (begin + n * DAY for n in range((last - begin).days + 1)):
            hours = exceptions[day] if day in exceptions else week.get(day.weekday(), [])
            for opens, closes in hours:
                bounds = [
                    shown.at(datetime.combine(day, time.min) + n * MINUTE) for n in (opens, closes)
                ]
                for n in range(max(bounds[0], 0), min(bounds[1], len(walls))):
                    is_open[n] = 1
        return cls(zone, first, walls, is_open, [0, *accumulate(is_open)])

    def open_before(self, at: datetime) -> int:
        """W(t) in seconds since the beginning of the walk."""
        minutes, rest = divmod(int((at - self.first).total_seconds()), 60)
        return self.before[minutes] * 60 + (self.is_open[minutes] * rest if rest else 0)

    def elapsed(self, start: datetime, end: datetime) -> int:
        return self.open_before(end) - self.open_before(start)

    def after(self, start: datetime, seconds: int) -> datetime | None:
        """The earliest instant by which so much open time has passed; None when that lies beyond the walk."""
        if seconds <= 0:
            return start
        wanted = self.open_before(start) + seconds
        minutes = bisect_left(self.before, -(-wanted // 60)) - 1
        if minutes >= len(self.is_open):
            return None
        return self.first + minutes * MINUTE + (wanted - self.before[minutes] * 60) * SECOND

    def close_of_workday(self, start: datetime, days: int) -> datetime | None:
        """When the n-th day with any open minute, after the day of `start`, has its last one."""
        today, ends = start.astimezone(self.zone).date(), {}
        for n in range(
            bisect_left(self.walls, datetime.combine(today + DAY, time.min)), len(self.walls)
        ):
            if self.is_open[n]:
                ends[self.walls[n].date()] = self.first + (n + 1) * MINUTE
                if len(ends) > days:
                    return list(ends.values())[days - 1]
        return None

    def midnight_after(self, start: datetime, days: int) -> datetime | None:
        """When the wall first shows a later date than the one of `start` plus so many days."""
        wanted = datetime.combine(start.astimezone(self.zone).date() + (days + 1) * DAY, time.min)
        n = bisect_left(self.walls, wanted)
        return self.first + n * MINUTE if n < len(self.walls) else None


STYLES = {
    "office": [(540, 1080)],
    "lunch": [(540, 720), (810, 1080)],
    "overnight": [(0, 120), (1200, 1440)],
    "night bounds": [(30, 90), (100, 150), (165, 1410)],
    "until midnight": [(480, 1440)],
    "whole day": [(0, 1440)],
    "one minute": [(119, 120)],
    "in the skipped hour": [(120, 180)],
    "round midnight": [(0, 1), (1430, 1440)],
}


def any_intervals(dice: random.Random) -> Minutes:
    if dice.random() < 0.7:
        return STYLES[dice.choice(list(STYLES))]
    bounds = sorted(dice.sample(range(0, 1441, dice.choice([1, 5, 15])), 2 * dice.randint(1, 4)))
    return list(zip(bounds[::2], bounds[1::2], strict=True))


def any_week(dice: random.Random) -> dict[int, Minutes]:
    if dice.random() < 0.1:
        return {}
    usual = any_intervals(dice)
    open_days = dice.choice([range(5), range(6), range(7), [dice.randrange(7)]])
    return {day: usual if dice.random() < 0.85 else any_intervals(dice) for day in open_days}


def any_exceptions(
    dice: random.Random, first: date, days: int, change: date | None
) -> dict[date, Minutes]:
    """Holidays alone and in rows, make-up days, special hours; often where the clocks are changed."""
    found: dict[date, Minutes] = {}
    if change and dice.random() < 0.5:
        bounds = sorted(
            dice.sample(
                [0, 1, 15, 30, 60, 90, 91, 119, 120, 150, 165, 180, 1380, 1381, 1410, 1439, 1440], 4
            )
        )
        found[change + dice.choice([-1, 0, 0, 1]) * DAY] = [
            (bounds[0], bounds[1]),
            (bounds[2], bounds[3]),
        ]
    for _n in range(dice.choice([0, 1, 4, 10])):
        begin = first + dice.randrange(days) * DAY
        hours = [] if dice.random() < 0.5 else any_intervals(dice)
        found |= {begin + n * DAY: hours for n in range(dice.choice([1, 1, 1, 3, 9]))}
    return found


def as_hours(intervals: Minutes, dice: random.Random) -> worktime.Hours:
    """The same intervals as the product writes them, in any order, 24:00 in either of its spellings."""
    pairs = [
        (
            time(*divmod(a, 60)),
            dice.choice([time.max, time.min]) if b == 1440 else time(*divmod(b, 60)),
        )
        for a, b in intervals
    ]
    dice.shuffle(pairs)
    return tuple(pairs)


def changes_of(zone: ZoneInfo, years: tuple[int, int]) -> list[datetime]:
    """Days on which the clocks of a zone were changed."""
    noon, last, found = (
        datetime(years[0], 1, 1, 12, tzinfo=UTC),
        datetime(years[1], 12, 31, tzinfo=UTC),
        [],
    )
    while noon < last:
        if noon.astimezone(zone).utcoffset() != (noon + DAY).astimezone(zone).utcoffset():
            found.append(noon)
        noon += DAY
    return found


@dataclass
class Case:
    """A calendar in both tellings, and the dice for questions about it."""

    told: str
    model: Counted
    law: worktime.WorkCalendar
    days: int
    dice: random.Random
    change: datetime | None
    """The middle of the day in which the clocks are changed, if they are."""

    def instant(self, first_day: float = 0.0, last_day: float | None = None) -> datetime:
        """Any second of the walk, often next to a bound."""
        last = self.days - 3 if last_day is None else last_day
        at = (
            self.model.first + self.dice.randint(int(first_day * 86400), int(last * 86400)) * SECOND
        )
        if self.change and self.dice.random() < 0.2:
            return self.change + self.dice.randint(-43_200, 43_200) * SECOND
        if self.dice.random() < 0.3:
            n = int((at - self.model.first) / MINUTE)
            while (
                n + 1 < len(self.model.is_open)
                and self.model.is_open[n] == self.model.is_open[n + 1]
            ):
                n += 1
            at = (
                min(self.model.first + (n + 1) * MINUTE, self.model.first + last * DAY)
                + self.dice.choice([-1, 0, 0, 1]) * SECOND
            )
        return max(at, self.model.first)

    def written(self, at: datetime) -> datetime:
        """The same second as any caller might write it: in another zone, with a fraction."""
        fraction = self.dice.choice([0, 0, 1, 999_999])
        return (at + timedelta(microseconds=fraction)).astimezone(
            self.dice.choice([UTC, self.law.zone, ZoneInfo("Asia/Tokyo")])
        )


def any_case(seed: int, zone_name: str, days: int) -> Case:
    dice = random.Random(f"{seed} {zone_name}")
    zone, years = ZoneInfo(zone_name), YEARS.get(zone_name, (1990, 2030))
    changes = changes_of(zone, years)
    change = dice.choice(changes) if changes and dice.random() < 0.7 else None
    begin = (
        change - dice.randint(3, days - 6) * DAY
        if change
        else datetime(dice.randint(*years), dice.randint(1, 12), 1, tzinfo=UTC)
    )
    begin = begin.replace(hour=0)
    changed_on = (change + DAY).astimezone(zone).date() if change else None
    week, exceptions = any_week(dice), any_exceptions(dice, begin.date(), days, changed_on)
    model = Counted.walk(zone, week, exceptions, begin, days)
    law = worktime.WorkCalendar(
        zone,
        {day: as_hours(hours, dice) for day, hours in week.items()},
        {day: as_hours(hours, dice) for day, hours in exceptions.items()},
    )
    return Case(
        f"seed {seed} {zone_name} {begin:%Y-%m-%d} week {week} exceptions {exceptions}",
        model,
        law,
        days,
        dice,
        change and change + 12 * 3600 * SECOND,
    )
