"""What a figure is: a period, a scope, and the numbers read from how often each single value
occurs. Pure and unrounded.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from zoneinfo import ZoneInfo

from metrics.enums import Bucket, MetricUnit, Note

DAY = timedelta(days=1)
HUNDRED = Decimal(100)
WITHOUT = 0
P90 = Decimal("0.9")
HALF = Decimal("0.5")

# On fewer cases a mean says nothing about a department, and of a person it is not told.
SMALL_SAMPLE = 30

# Single values are whole numbers, so that sums are exact: times in microseconds, shares 0 or 100,
# scores as given.
RAW_PER_UNIT: dict[MetricUnit, int] = {
    MetricUnit.MINUTES: 60_000_000,
    MetricUnit.HOURS: 3_600_000_000,
    MetricUnit.PERCENT: 1,
    MetricUnit.SCORE: 1,
    MetricUnit.COUNT: 1,
}

# Decimals that a page prints.
PLACES: dict[MetricUnit, int] = {
    MetricUnit.MINUTES: 1,
    MetricUnit.HOURS: 2,
    MetricUnit.PERCENT: 1,
    MetricUnit.SCORE: 2,
    MetricUnit.COUNT: 0,
}


@dataclass(frozen=True, slots=True)
class Figure:
    """One number with what it stands on, all in the metric's unit; None: nothing to tell.

    `count` cases have a value, `missing` belong to the period and have none yet (unanswered, not
    solved), of `unknown` ones it was never recorded, `open` ones would still count in the period
    when they end; `marked` of the counted ones carry the metric's mark (answered during the call).
    Median, p90 (linear between neighbours, as PERCENTILE.INC), minimum and maximum exist where
    single cases have values of their own. The list behind it has `listed` rows: as many as `count`,
    but of a rate of devices, where `count` are all devices in use and the rows the tickets of those
    that failed.
    """

    value: Decimal | None
    count: int
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    median: Decimal | None = None
    p90: Decimal | None = None
    is_provisional: bool = False
    notes: tuple[Note, ...] = ()
    missing: int = 0
    marked: int = 0
    unknown: int = 0
    open: int = 0
    listed: int = 0


@dataclass(frozen=True, slots=True)
class FigureSpan:
    """A period of whole days of the desk's zone, both ends inclusive; raises `ValueError` for an
    end before the start.
    """

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"a period cannot end ({self.end}) before it starts ({self.start})")

    @classmethod
    def month(cls, day: date) -> "FigureSpan":
        """The calendar month of a day."""
        first = day.replace(day=1)
        return cls(first, _next_month(first) - DAY)

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1

    def moments(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Half-open and aware, in UTC: from the first second of the first day to the first one
        after the last day, also where clocks are changed that night.
        """
        return _midnight_of(self.start, zone), _midnight_of(self.end + DAY, zone)


def _midnight_of(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, tzinfo=zone).astimezone(UTC)


def _next_month(first: date) -> date:
    return (first + 31 * DAY).replace(day=1)


@dataclass(frozen=True, slots=True)
class FigureScope:
    """Which tickets a figure is about; an empty part means all.

    An issue type stands for those below it too. `WITHOUT` among issue types, departments or models
    stands for tickets that have none. Models and their categories are those of the ticket's device,
    the level is what its customer has now.
    """

    channels: tuple[int, ...] = ()
    issue_types: tuple[int, ...] = ()
    departments: tuple[int, ...] = ()
    natures: tuple[str, ...] = ()
    tiers: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    models: tuple[int, ...] = ()
    levels: tuple[str, ...] = ()

    # When it was reported, by the desk's clock: 1 is Monday; 0 is the hour after midnight.
    weekdays: tuple[int, ...] = ()
    hours: tuple[int, ...] = ()

    @property
    def is_all(self) -> bool:
        return self == FigureScope()

    @property
    def is_of_measures(self) -> bool:
        """Could a measure be about these? About no hours of the day and nothing that is missing."""
        is_without = any(
            WITHOUT in part for part in (self.issue_types, self.departments, self.models)
        )
        return not (self.weekdays or self.hours or is_without)

    @property
    def is_of_plans(self) -> bool:
        """Could a plan? It knows no categories either, but the models of one."""
        return self.is_of_measures and not self.categories

    def to_json(self) -> dict[str, list[Any]]:
        """Only the parts that narrow something."""
        return {name: list(getattr(self, name)) for name in SCOPE_PARTS if getattr(self, name)}

    @classmethod
    def from_json(cls, data: Mapping[str, Iterable[Any]] | None) -> "FigureScope":
        """The reverse of `to_json`; parts that are not there are empty, unknown ones raise
        `ValueError`.
        """
        data = data or {}
        if unknown := set(data) - set(SCOPE_PARTS):
            raise ValueError(f"a scope has no {', '.join(sorted(unknown))}")
        return cls(**{name: tuple(values) for name, values in data.items()})


SCOPE_PARTS = (
    "channels",
    "issue_types",
    "departments",
    "natures",
    "tiers",
    "categories",
    "models",
    "levels",
    "weekdays",
    "hours",
)


@dataclass(slots=True)
class ValueTally:
    """How often each single value occurs (raw whole numbers), and what else of the cases is worth
    telling.

    `latest` is the last moment of a case that may still turn out worse: one whose value is not 0.

    `base` is there where the values are those of a few out of many: so many things might have had
    one, and all others have 0. `cases` is the number of rows behind them.
    """

    times: dict[int, int] = field(default_factory=dict)
    missing: int = 0
    marked: int = 0
    latest: datetime | None = None
    unknown: int = 0
    open: int = 0
    base: int | None = None
    cases: int = 0

    def add(
        self, raw: int | None, times: int, marked: int = 0, latest: datetime | None = None
    ) -> None:
        """So many cases with this value; None: they have none yet."""
        if raw is None:
            self.missing += times
            return
        self.times[raw] = self.times.get(raw, 0) + times
        self.marked += marked
        if latest is not None and (self.latest is None or latest > self.latest):
            self.latest = latest

    @property
    def count(self) -> int:
        """What the mean is divided by."""
        return sum(self.times.values()) if self.base is None else self.base

    @property
    def listed(self) -> int:
        """The rows of the list behind it."""
        return sum(self.times.values()) if self.base is None else self.cases


def figure_of(
    tally: ValueTally, unit: MetricUnit, *, has_singles: bool, notes: tuple[Note, ...] = ()
) -> Figure:
    """The numbers of a tally in the metric's unit.

    A number of tickets is 0 where there are none, everything else is unknown then.
    """
    count = tally.count
    unknown = Figure(
        None,
        count,
        is_provisional=bool(notes),
        notes=notes,
        missing=tally.missing,
        marked=tally.marked,
        unknown=tally.unknown,
        open=tally.open,
        listed=tally.listed,
    )
    if unit == MetricUnit.COUNT:
        return replace(unknown, value=Decimal(count))
    if not count:
        return unknown

    scale = RAW_PER_UNIT[unit]
    total = sum(raw * times for raw, times in tally.times.items())
    with_mean = replace(unknown, value=Decimal(total) / (count * scale))
    if not has_singles:
        return with_mean

    ordered = sorted(tally.times.items())
    return replace(
        with_mean,
        minimum=Decimal(ordered[0][0]) / scale,
        maximum=Decimal(ordered[-1][0]) / scale,
        median=_quantile_of(ordered, count, HALF) / scale,
        p90=_quantile_of(ordered, count, P90) / scale,
    )


def _quantile_of(ordered: list[tuple[int, int]], count: int, share: Decimal) -> Decimal:
    """Between the two neighbours of the place `share * (count - 1)`, linearly."""
    place = share * (count - 1)
    below = int(place)
    low, high = _value_at(ordered, below), _value_at(ordered, min(below + 1, count - 1))
    return low + (high - low) * (place - below)


def _value_at(ordered: list[tuple[int, int]], place: int) -> Decimal:
    """The value at a place of all values in order, counted from 0."""
    for raw, times in ordered:
        if place < times:
            return Decimal(raw)
        place -= times
    raise IndexError(place)


def share_within(
    tally: ValueTally, unit: MetricUnit, target: Decimal, *, lower_is_better: bool
) -> Decimal | None:
    """Per cent of the single cases that keep a target, the bound included; None where there are no
    cases.
    """
    if not tally.count:
        return None
    bound = target * RAW_PER_UNIT[unit]
    kept = sum(
        times
        for raw, times in tally.times.items()
        if (raw <= bound if lower_is_better else raw >= bound)
    )
    return HUNDRED * kept / tally.count


def bucket_start(day: date, bucket: Bucket) -> date:
    """The first day of the day, week (Monday) or month that a day lies in."""
    if bucket == Bucket.WEEK:
        return day - day.weekday() * DAY
    return day.replace(day=1) if bucket == Bucket.MONTH else day


def bucket_starts(span: FigureSpan, bucket: Bucket) -> list[date]:
    """Every day, week or month that a period touches; the first may begin before the period."""
    found, start = [], bucket_start(span.start, bucket)
    while start <= span.end:
        found.append(start)
        start = (
            _next_month(start)
            if bucket == Bucket.MONTH
            else start + (7 * DAY if bucket == Bucket.WEEK else DAY)
        )
    return found


def rounded_value(value: Decimal, unit: MetricUnit) -> Decimal:
    """As a page prints it: half up."""
    return value.quantize(Decimal(1).scaleb(-PLACES[unit]), ROUND_HALF_UP)
