"""Single values as form F2 prints them."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from plans.domain import f2
from plans.domain.effect import Effect


@given(st.decimals(0, 1000, places=6), st.decimals(0, 1000, places=6), st.integers(0, 1000))
def test_a_printed_figure_never_contradicts_its_verdict(before, after, target):
    for wanted in ("lower", "higher"):
        effect = Effect(before, after, Decimal(target), wanted)
        printed = Effect(
            f2.printed_figure(before, effect),
            f2.printed_figure(after, effect),
            Decimal(target),
            wanted,
        )
        assert printed.is_met == effect.is_met
