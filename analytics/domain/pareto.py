"""The vital few (requirements.md LM-26): categories by descending count until their cumulated share
reaches 80 %. Pure.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

CUT = Fraction(80, 100)


@dataclass(frozen=True, slots=True)
class Bar:
    """One category with its share and the share of all up to it (0 to 1)."""

    name: str
    count: int
    share: Fraction
    cumulated: Fraction
    is_vital: bool


def pareto_table(counts: Mapping[str, int]) -> list[Bar]:
    """The bars in order, ties by name; none for nothing counted."""
    total = sum(counts.values())
    bars: list[Bar] = []
    before = Fraction(0)
    for name, count in (
        sorted(counts.items(), key=lambda item: (-item[1], item[0])) if total else ()
    ):
        share = Fraction(count, total)
        bars.append(Bar(name, count, share, before + share, before < CUT))
        before += share
    return bars
