"""How figures are drawn before and after a change: scales, ticks, points, gaps.

x in per cent of the width, y in pixels growing downwards.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import chain, pairwise
from math import sqrt

from plans.domain.chart_labels import LABEL, MIDDLE, Place, free_height, label_extent, places_across
from plans.domain.chart_scale import BOTTOM, TOP, ValueScale, scale_of
from plans.domain.timeline import Extent, Timeline

# Of every chart, in pixels.
HEIGHT = 220

# Radius of a point with one case, and of the point with the most.
SMALLEST, LARGEST = 2.5, 6.0

# Pixels from a line up to the word that names it.
ABOVE_LINE = 6

# Where the word at the target stands.
AT_TARGET = Extent(38, 16)

WHOLE_WIDTH = Extent(0, 100)

# Spans up to so many days are counted by day, by week; longer ones by month.
DAYS_UP_TO, WEEKS_UP_TO = 44, 400


def figure_text(value: Decimal | None) -> str:
    """A figure as the page writes it; a dash for none.

    Half up to two decimals, to one from a hundred on, without idle zeros.
    """
    if value is None:
        return "—"
    places = Decimal("0.1") if abs(value) >= 100 else Decimal("0.01")
    written = f"{Decimal(value).quantize(places, ROUND_HALF_UP):f}"
    if "." not in written:
        return written
    return written.rstrip("0").rstrip(".") or "0"


def bucket_of(days: int) -> str:
    """`day`, `week` or `month`: how finely a span of so many days is counted."""
    if days <= DAYS_UP_TO:
        return "day"
    if days <= WEEKS_UP_TO:
        return "week"
    return "month"


# --- a figure over time -----------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class BucketFigure:
    """The figure of a day, week or month: None, and no cases, for an empty one."""

    first: date
    last: date
    value: Decimal | None
    count: int
    is_provisional: bool = False


@dataclass(frozen=True, slots=True)
class WindowMean:
    """The value of a window, `before` or `after` the change.

    Provisional while it is not frozen or the window still runs.
    """

    kind: str
    first: date
    last: date
    value: Decimal | None
    count: int | None
    is_provisional: bool = False


@dataclass(frozen=True, slots=True)
class ChartPoint:
    """A bucket with a value; the radius grows with its number of cases."""

    figure: BucketFigure
    x: float
    y: float
    radius: float


@dataclass(frozen=True, slots=True)
class MeanLevel:
    """A window with its mean; `y` is None while it has none.

    `label_y` keeps clear of points and of other labels.
    """

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
    """Everything that is drawn. `runs` are the points that a line joins; a gap ends one."""

    scale: ValueScale
    points: tuple[ChartPoint, ...]
    runs: tuple[tuple[ChartPoint, ...], ...]
    levels: tuple[MeanLevel, ...]
    target_y: float | None
    target_label_y: float

    @property
    def segments(self) -> list[tuple[ChartPoint, ChartPoint]]:
        """The lines between neighbours."""
        segments: list[tuple[ChartPoint, ChartPoint]] = []
        for run in self.runs:
            segments += pairwise(run)
        return segments


def effect_picture(
    line: Timeline,
    figures: Sequence[BucketFigure],
    means: Sequence[WindowMean],
    target: Decimal | None,
) -> Picture:
    """Points, lines and levels of a figure over time."""
    values = [*(figure.value for figure in figures), *(mean.value for mean in means), target]
    scale = scale_of(value for value in values if value is not None)
    runs = _point_runs(line, scale, figures)

    # Labels are set one after another, and each becomes an obstacle of those that follow.
    obstacles = _line_places(runs)
    target_y, target_label_y = None, 0.0
    if target is not None:
        target_y = scale.y(target)
        target_label_y = free_height(target_y - ABOVE_LINE, AT_TARGET, obstacles, TOP, BOTTOM)
        obstacles += places_across(AT_TARGET, target_label_y - MIDDLE)
        obstacles += places_across(WHOLE_WIDTH, target_y)

    levels = []
    for mean in means:
        level = _window_level(line, scale, mean, obstacles)
        obstacles += places_across(label_extent(level), level.label_y - MIDDLE)
        levels.append(level)

    points = tuple(chain.from_iterable(runs))
    return Picture(scale, points, runs, tuple(levels), target_y, target_label_y)


def _point_runs(
    line: Timeline, scale: ValueScale, figures: Sequence[BucketFigure]
) -> tuple[tuple[ChartPoint, ...], ...]:
    """The points of neighbouring buckets with a value, one tuple for each line without a gap."""
    most = max((figure.count for figure in figures), default=0)
    runs: list[list[ChartPoint]] = [[]]
    for figure in figures:
        if figure.value is None:
            runs.append([])
            continue

        # The area of a point, not its radius, stands for the number of cases.
        share = sqrt(figure.count / most) if most else 0.0
        point = ChartPoint(
            figure=figure,
            x=(line.left_of(figure.first) + line.right_of(figure.last)) / 2,
            y=scale.y(figure.value),
            radius=SMALLEST + (LARGEST - SMALLEST) * share,
        )
        runs[-1].append(point)
    return tuple(tuple(run) for run in runs if run)


def _line_places(runs: Iterable[Sequence[ChartPoint]]) -> list[Place]:
    """Places that a label should not cover: points, and two places of the line between them."""
    places: list[Place] = []
    for run in runs:
        places += [(point.x, point.y) for point in run]
        for start, end in pairwise(run):
            places.append(((2 * start.x + end.x) / 3, (2 * start.y + end.y) / 3))
            places.append(((start.x + 2 * end.x) / 3, (start.y + 2 * end.y) / 3))
    return places


def _window_level(
    line: Timeline, scale: ValueScale, mean: WindowMean, obstacles: Sequence[Place]
) -> MeanLevel:
    extent = line.extent_of(mean.first, mean.last)
    if mean.value is None:
        return MeanLevel(mean, extent, None, 0.0)
    y = scale.y(mean.value)

    # Its own line is an obstacle too: the word stands above or below, never on it.
    in_the_way = [*obstacles, *places_across(extent, y)]
    room = label_extent(MeanLevel(mean, extent, y, y))
    label_y = free_height(y - ABOVE_LINE, room, in_the_way, TOP, BOTTOM)
    return MeanLevel(mean, extent, y, label_y)


# --- a figure that is typed -------------------------------------------------------------------
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
    values = [value for value in (before, after, target) if value is not None]
    scale = scale_of(values, from_zero=True)
    zero = scale.y(Decimal(0))

    columns = []
    for kind, value, extent in (
        ("before", before, Extent(14, 26)),
        ("after", after, Extent(58, 26)),
    ):
        if value is None:
            continue
        end = scale.y(value)
        # A value below zero hangs from the line of zero.
        columns.append(EffectColumn(kind, value, extent, min(end, zero), abs(end - zero)))
    return scale, columns, None if target is None else scale.y(target)


def places_on_line(
    before: Decimal | None, after: Decimal | None, target: Decimal | None
) -> dict[str, float]:
    """Where the three lie on one short line, 5 to 95 per cent; the least stands left.

    Those that are missing are left out.
    """
    values = {"before": before, "after": after, "target": target}
    known = {name: value for name, value in values.items() if value is not None}
    if not known:
        return {}
    low = min(known.values())
    span = max(known.values()) - low
    if not span:
        return dict.fromkeys(known, 50.0)
    return {name: 5 + 90 * float((value - low) / span) for name, value in known.items()}
