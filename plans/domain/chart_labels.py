"""Where the words of a chart stand so that they cover neither points nor lines nor one another.

Obstacles are places `(x, y)`, x in per cent of the width, y in pixels growing downwards.
"""

from collections.abc import Iterable
from typing import Protocol

from plans.domain.timeline import Extent

Place = tuple[float, float]

# Width of a word in per cent, and the pixels that it keeps from what it could cover.
LABEL, CLEAR = 26.0, 9.0

# Pixels from the base line of a word up to its middle.
MIDDLE = 4


class LabelledLevel(Protocol):
    """What has to be known of a level to place its word."""

    @property
    def extent(self) -> Extent: ...

    @property
    def is_label_at_end(self) -> bool: ...


def label_extent(level: LabelledLevel) -> Extent:
    """Where the word of a level stands.

    From the start of its window, or up to its end where it would leave the drawing.
    """
    start = level.extent.end - LABEL if level.is_label_at_end else level.extent.x
    return Extent(start, LABEL)


def places_across(extent: Extent, y: float) -> list[Place]:
    """A horizontal line as places."""
    return [(extent.x + extent.width * n / 20, y) for n in range(21)]


def free_height(
    wanted: float, extent: Extent, obstacles: Iterable[Place], top: int, bottom: int
) -> float:
    """The height nearest to the wanted one at which a label covers nothing.

    The clearest one where every height covers something.
    """
    heights = [y for x, y in obstacles if extent.x - 1 <= x <= extent.end + 1]

    def clearance(y: float) -> float:
        distances = (abs(y - MIDDLE - height) for height in heights)
        return min(distances, default=float(bottom))

    candidates = [float(y) for y in range(top + 8, bottom - 3, 2)]
    candidates.sort(key=lambda y: abs(y - wanted))
    for y in candidates:
        if clearance(y) >= CLEAR:
            return y
    return max(candidates, key=clearance)
