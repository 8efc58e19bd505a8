"""Scales with round ends and round steps."""

from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from plans.domain import chart as law
from plans.domain.chart import BOTTOM, TOP

VALUES = st.decimals(-10_000, 10_000, places=3, allow_nan=False)


@given(st.lists(VALUES, min_size=1, max_size=12), st.booleans())
def test_a_scale_has_round_ends_holds_everything_and_falls_on_the_page(values, from_zero):
    scale = law.scale_of(values, from_zero=from_zero)
    assert scale.low <= min(values) and max(values) <= scale.high
    assert scale.low < scale.high
    assert not from_zero or scale.low <= 0 <= scale.high
    assert 2 <= len(scale.ticks) <= 9
    assert scale.ticks[0] == scale.low and scale.ticks[-1] == scale.high
    assert scale.step.normalize().as_tuple().digits in ((1,), (2,), (2, 5), (5,))
    ordered = sorted(values)
    places = [scale.y(value) for value in ordered]
    assert all(TOP - 1e-6 <= y <= BOTTOM + 1e-6 for y in places)
    assert all(low >= high - 1e-9 for low, high in pairwise(places)), "a larger value lies higher"


def test_the_ticks_of_the_sources_figures():
    assert [str(tick) for tick in law.scale_of([Decimal(48), Decimal(20), Decimal(24)]).ticks] == [
        "0",
        "10",
        "20",
        "30",
        "40",
        "50",
    ]
    assert law.scale_of([Decimal(72), Decimal(91), Decimal(90)]).low == 70, (
        "a line of percentages need not begin at zero"
    )
    assert law.scale_of([Decimal(72), Decimal(91)], from_zero=True).low == 0, "bars have to"
