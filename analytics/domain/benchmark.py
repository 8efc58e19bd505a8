"""How far a value is from what others reach. Pure."""

from dataclasses import dataclass
from decimal import Decimal

HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Gap:
    """Value less benchmark in the metric's unit, and that in per cent of the benchmark; None for a
    benchmark of 0. `is_better` is None where both are the same.
    """

    difference: Decimal
    pct: Decimal | None
    is_better: bool | None


def gap_between(value: Decimal, benchmark: Decimal, *, lower_is_better: bool) -> Gap:
    """24 h against 12 h: +12 h, +100 %, worse (E10)."""
    difference = value - benchmark
    pct = HUNDRED * difference / benchmark if benchmark else None
    is_better = (difference < 0) == lower_is_better if difference else None
    return Gap(difference, pct, is_better)
