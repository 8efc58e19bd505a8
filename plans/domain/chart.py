"""How figures are drawn before and after a change: scales, ticks, points, gaps. Pure; x in per cent of the width, y in pixels."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from itertools import pairwise
from math import sqrt

from plans.domain.timeline import Extent, Timeline

HEIGHT = 220
TOP, BOTTOM = 22, 212
"""Pixels in which values lie; above is room for the word at the effective date."""

SMALLEST, LARGEST = 2.5, 6.0
"""Radius of a point with one case, and of the point with the most."""

LABEL, CLEAR = 26.0, 9.0
"""Width of a word in per cent, and the pixels that it keeps from what it could cover."""

AT_TARGET = Extent(38, 16)
"""Where the word at the target stands."""

DAYS_UP_TO, WEEKS_UP_TO = 44, 400
"""Spans up to so many days are counted by day, by week; longer ones by month."""


def figure_text(value: Decimal | None) -> str:
    """A figure as the page writes it: half up to two decimals, one from a hundred on, without idle zeros; a dash for none."""
    if value is None:
        return "—"
    places = Decimal("0.1") if abs(value) >= 100 else Decimal("0.01")
    written = f"{Decimal(value).quantize(places, ROUND_HALF_UP):f}"
    return (written.rstrip("0").rstrip(".") or "0") if "." in written else written


def bucket_of(days: int) -> str:
    """`day`, `week` or `month`: how finely a span of so many days is counted."""
    return "day" if days <= DAYS_UP_TO else "week" if days <= WEEKS_UP_TO else "month"


def nice_step(span: Decimal, count: int) -> Decimal:
    """The least of 1, 2, 2.5, 5 times a power of ten that takes at most `count` steps over a span above 0."""
    power = Decimal(10) ** (span / count).adjusted()
    return next(
        step * power
        for step in (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
        if step * power * count >= span
    )


@dataclass(frozen=True, slots=True)
class ValueScale:
    """Values from `low` to `high` on pixels from `bottom` up to `top`, with the ticks between."""

    low: Decimal
    high: Decimal
    step: Decimal
    top: float = TOP
    bottom: float = BOTTOM

    def y(self, value: Decimal) -> float:
        """The pixel of a value, growing downwards; values off the scale lie on its ends."""
        share = float((min(max(value, self.low), self.high) - self.low) / (self.high - self.low))
        return self.bottom - share * (self.bottom - self.top)

    @property
    def ticks(self) -> list[Decimal]:
        return [
            self.low + n * self.step for n in range(int((self.high - self.low) / self.step) + 1)
        ]


def scale_of(values: Iterable[Decimal], *, from_zero: bool = False, count: int = 5) -> ValueScale:
    """A scale with round ends that holds all values; it begins at zero when that costs less than half of it."""
    values = list(values) or [Decimal(0), Decimal(1)]
    low, high = min(values), max(values)
    if from_zero or 0 <= low * 2 <= high:
        low, high = min(low, Decimal(0)), max(high, Decimal(0))
    if low == high:
        low, high = low - abs(low) / 10, high + abs(high) / 10 or Decimal(1)
    step = nice_step(high - low, count)
    bottom, top = (
        (low / step).to_integral_value(ROUND_FLOOR) * step,
        (high / step).to_integral_value(ROUND_CEILING) * step,
    )
    return ValueScale(bottom, top, step)


@dataclass(frozen=True, slots=True)
class BucketFigure:
    """What a day, week or month told: None, and no cases, for an empty one."""

    first: date
    last: date
    value: Decimal | None
    count: int
    is_provisional: bool = False


@dataclass(frozen=True, slots=True)
class WindowMean:
    """The value of a window, `before` or `after` the change; provisional while it is not frozen or still running."""

    kind: str
    first: date
    last: date
    value: Decimal | None
    count: int | None
    is_provisional: bool = False


@dataclass(frozen=True, slots=True)
class ChartPoint:
    told: BucketFigure
    x: float
    y: float
    radius: float


@dataclass(frozen=True, slots=True)
class MeanLevel:
    """A window with its mean; `y` is None while it has none. `label_y` keeps clear of points and of other labels."""

    mean: WindowMean
    extent: Extent
    y: float | None
    label_y: float

    @property
    def is_label_at_end(self) -> bool:
        """Its word ends with the window, because it would not fit behind its start."""
        return self.extent.x + LABEL > 100


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything that is drawn. `runs` are the points that a line joins: an empty bucket ends a run."""

    scale: ValueScale
    points: tuple[ChartPoint, ...]
    runs: tuple[tuple[ChartPoint, ...], ...]
    levels: tuple[MeanLevel, ...]
    target_y: float | None
    target_label_y: float

    @property
    def segments(self) -> list[tuple[ChartPoint, ChartPoint]]:
        """The lines between neighbours."""
        return [pair for run in self.runs for pair in pairwise(run)]


def effect_picture(
    line: Timeline,
    told: Sequence[BucketFigure],
    means: Sequence[WindowMean],
    target: Decimal | None,
) -> Picture:
    """Points, lines and levels of a figure over time."""
    values = [one.value for one in (*told, *means) if one.value is not None]
    scale = scale_of([*values, *([target] if target is not None else [])])
    most = max((one.count for one in told), default=0)
    runs = tuple(
        tuple(_bucket_point(line, scale, one, most) for one in run) for run in _unbroken_runs(told)
    )
    target_y = None if target is None else scale.y(target)
    obstacles = _label_obstacles(runs)
    target_label_y = 0.0 if target_y is None else _free_height(target_y - 6, AT_TARGET, obstacles)
    obstacles += _places_across(AT_TARGET, target_label_y - 4) + (
        [] if target_y is None else _places_across(Extent(0, 100), target_y)
    )
    levels = []
    for mean in means:
        levels.append(_window_level(line, scale, mean, obstacles))
        obstacles += _places_across(label_extent(levels[-1]), levels[-1].label_y - 4)
    return Picture(
        scale,
        tuple(point for run in runs for point in run),
        runs,
        tuple(levels),
        target_y,
        target_label_y,
    )


def _window_level(
    line: Timeline, scale: ValueScale, mean: WindowMean, obstacles: list[tuple[float, float]]
) -> MeanLevel:
    extent = line.extent_of(mean.first, mean.last)
    if mean.value is None:
        return MeanLevel(mean, extent, None, 0.0)
    y = scale.y(mean.value)
    return MeanLevel(
        mean,
        extent,
        y,
        _free_height(
            y - 6,
            label_extent(MeanLevel(mean, extent, y, y)),
            [*obstacles, *_places_across(extent, y)],
        ),
    )


def label_extent(level: MeanLevel) -> Extent:
    """Where the word of a level stands: from the start of its window, or up to its end where it would leave the drawing."""
    return (
        Extent(level.extent.end - LABEL, LABEL)
        if level.is_label_at_end
        else Extent(level.extent.x, LABEL)
    )


def _label_obstacles(runs: Iterable[Sequence[ChartPoint]]) -> list[tuple[float, float]]:
    """Places that a label should not cover: points, and two places of the line between them."""
    found = []
    for run in runs:
        found += [(point.x, point.y) for point in run]
        found += [((2 * one.x + two.x) / 3, (2 * one.y + two.y) / 3) for one, two in pairwise(run)]
        found += [((one.x + 2 * two.x) / 3, (one.y + 2 * two.y) / 3) for one, two in pairwise(run)]
    return found


def _places_across(extent: Extent, y: float) -> list[tuple[float, float]]:
    """A horizontal line as places."""
    return [(extent.x + extent.width * n / 20, y) for n in range(21)]


def _free_height(wanted: float, extent: Extent, obstacles: Iterable[tuple[float, float]]) -> float:
    """The height nearest to the wanted one at which a label covers nothing; the clearest where there is none."""
    heights = [y for x, y in obstacles if extent.x - 1 <= x <= extent.end + 1]

    def clearance(y: float) -> float:
        return min((abs(y - 4 - other) for other in heights), default=HEIGHT)

    rows = sorted((float(y) for y in range(TOP + 8, BOTTOM - 3, 2)), key=lambda y: abs(y - wanted))
    return next((y for y in rows if clearance(y) >= CLEAR), max(rows, key=clearance))


def _unbroken_runs(told: Iterable[BucketFigure]) -> list[list[BucketFigure]]:
    runs: list[list[BucketFigure]] = [[]]
    for one in told:
        if one.value is None:
            runs.append([])
        else:
            runs[-1].append(one)
    return [run for run in runs if run]


def _bucket_point(line: Timeline, scale: ValueScale, told: BucketFigure, most: int) -> ChartPoint:
    radius = SMALLEST + (LARGEST - SMALLEST) * sqrt(told.count / most) if most else SMALLEST
    return ChartPoint(
        told, (line.left_of(told.first) + line.right_of(told.last)) / 2, scale.y(told.value), radius
    )


@dataclass(frozen=True, slots=True)
class EffectColumn:
    """One of the two bars of a figure that is typed by hand."""

    kind: str
    value: Decimal
    extent: Extent
    y: float
    height: float


def effect_columns(
    before: Decimal | None, after: Decimal | None, target: Decimal | None
) -> tuple[ValueScale, list[EffectColumn], float | None]:
    """The bars before and after on a scale from zero, and where the target lies."""
    given = [("before", before, Extent(14, 26)), ("after", after, Extent(58, 26))]
    scale = scale_of(
        [value for value in (before, after, target) if value is not None], from_zero=True
    )
    zero = scale.y(Decimal(0))
    found = [
        EffectColumn(kind, value, extent, min(scale.y(value), zero), abs(scale.y(value) - zero))
        for kind, value, extent in given
        if value is not None
    ]
    return scale, found, None if target is None else scale.y(target)


def places_on_line(
    before: Decimal | None, after: Decimal | None, target: Decimal | None
) -> dict[str, float]:
    """Where the three lie on one short line, 5 to 95 per cent; the least stands left. Those that are missing are left out."""
    given = {
        name: value
        for name, value in (("before", before), ("after", after), ("target", target))
        if value is not None
    }
    if not given:
        return {}
    low, high = min(given.values()), max(given.values())
    span = high - low
    return {
        name: 5 + 90 * float((value - low) / span) if span else 50.0
        for name, value in given.items()
    }
