"""A scale for values with round ends and round steps."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

# Pixels in which values lie; above is room for the word at the effective date.
TOP, BOTTOM = 22, 212

ROUND_STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))


def nice_step(span: Decimal, count: int) -> Decimal:
    """The least of 1, 2, 2.5, 5 times a power of ten that takes at most `count` steps.

    `span` is above 0.
    """
    power = Decimal(10) ** (span / count).adjusted()
    return next(step * power for step in ROUND_STEPS if step * power * count >= span)


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
        on_scale = min(max(value, self.low), self.high)
        share = float((on_scale - self.low) / (self.high - self.low))
        return self.bottom - share * (self.bottom - self.top)

    @property
    def ticks(self) -> list[Decimal]:
        """The values with a line of the grid, from `low` to `high`."""
        count = int((self.high - self.low) / self.step)
        return [self.low + n * self.step for n in range(count + 1)]


def scale_of(values: Iterable[Decimal], *, from_zero: bool = False, count: int = 5) -> ValueScale:
    """A scale with round ends that holds all values, in about `count` steps.

    It begins at zero when that costs less than half of it, or when it must (`from_zero`).
    """
    values = list(values) or [Decimal(0), Decimal(1)]
    low, high = min(values), max(values)
    if from_zero or 0 <= low * 2 <= high:
        low = min(low, Decimal(0))
        high = max(high, Decimal(0))

    # One value alone still needs a height; zero alone gets the scale from 0 to 1.
    if low == high:
        low -= abs(low) / 10
        high = high + abs(high) / 10 or Decimal(1)

    step = nice_step(high - low, count)
    steps_below = (low / step).to_integral_value(ROUND_FLOOR)
    steps_above = (high / step).to_integral_value(ROUND_CEILING)
    return ValueScale(steps_below * step, steps_above * step, step)
