"""Single values as form F2 prints them."""

from datetime import date
from decimal import Decimal

import pytest
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


@pytest.mark.parametrize(
    ("before", "after", "unit", "text"),
    [
        ("48", "20", "小时", "-58.3%(-28)"),
        ("72", "91", "%", "+26.4%(+19个百分点)"),
        ("3.8", "4.5", "分", "+18.4%(+0.7)"),
        ("0", "3", "小时", "—(+3)"),
        ("24", "24", "小时", "0.0%(0)"),
        ("48", None, "小时", "—"),
    ],
)
def test_a_change_is_printed_with_its_sign_and_its_difference(before, after, unit, text):
    figures = [None if figure is None else Decimal(figure) for figure in (before, after)]
    assert f2.change_text(Effect(*figures, Decimal(24), "lower"), unit) == text


def test_a_period_is_printed_as_the_source_prints_it():
    printed = f2.period_text(date(2024, 7, 1), date(2024, 9, 30))
    assert printed == "从2024年07月01日至2024年09月30日"
