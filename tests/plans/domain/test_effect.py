"""vectors.md E4 as a table, and the laws behind it."""

from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from plans.domain.effect import (
    Wanted,
    actual_to_target_pct,
    attainment_pct,
    change_pct,
    inverse_pct,
    is_met,
    one_decimal,
    two_minus_pct,
)

NONE = "—"


@pytest.mark.parametrize(
    ("wanted", "before", "after", "target", "change", "attainment", "actual", "met"),
    [
        ("lower", "48", "20", "24", "-58.3", "116.7", "83.3", True),
        ("lower", "48", "24", "24", "-50.0", "100.0", "100.0", True),
        ("lower", "48", "30", "24", "-37.5", "75.0", "125.0", False),
        ("lower", "48", "30", "36", "-37.5", "150.0", "83.3", True),
        ("higher", "72", "91", "90", "26.4", "105.6", "101.1", True),
        ("higher", "3.8", "4.5", "4.5", "18.4", "100.0", "100.0", True),
        ("lower", "24", "8", "12", "-66.7", "133.3", "66.7", True),
        ("lower", "24", "20", "24", "-16.7", NONE, "83.3", True),
        ("higher", "0", "3", "2", NONE, "150.0", "150.0", True),
        ("lower", "48", None, "24", NONE, NONE, NONE, None),
    ],
)
def test_e4(wanted, before, after, target, change, attainment, actual, met):
    before, target = Decimal(before), Decimal(target)
    after = Decimal(after) if after else None
    assert one_decimal(change_pct(before, after)) == change
    assert one_decimal(attainment_pct(before, target, after)) == attainment
    assert one_decimal(actual_to_target_pct(target, after)) == actual
    assert is_met(target, after, Wanted(wanted)) is met


@pytest.mark.parametrize(
    ("after", "target", "two_minus", "inverse"),
    [
        ("20", "24", "116.7", "120.0"),
        ("24", "24", "100.0", "100.0"),
        ("30", "24", "75.0", "80.0"),
        ("8", "12", "133.3", "150.0"),
    ],
)
def test_e4_other_formulas(after, target, two_minus, inverse):
    assert one_decimal(two_minus_pct(Decimal(target), Decimal(after))) == two_minus
    assert one_decimal(inverse_pct(Decimal(target), Decimal(after))) == inverse


NUMBERS = st.decimals(min_value=-1000, max_value=1000, places=2)


@given(before=NUMBERS, target=NUMBERS, after=NUMBERS)
def test_attainment_is_the_same_for_falling_and_rising_goals(before, target, after):
    assume(before != target)
    assert attainment_pct(before, target, after) == attainment_pct(-before, -target, -after)


@given(before=NUMBERS, target=NUMBERS)
def test_reaching_the_target_is_a_hundred(before, target):
    assume(before != target)
    assert attainment_pct(before, target, target) == 100
