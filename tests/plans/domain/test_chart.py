"""How figures are written and counted, and the short line of a metric."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.domain import chart as law

VALUES = st.decimals(-10_000, 10_000, places=3, allow_nan=False)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("48.000000", "48"),
        ("19.825", "19.83"),
        ("0.005", "0.01"),
        ("1189.5", "1189.5"),
        ("100", "100"),
        ("-0.10", "-0.1"),
        ("0", "0"),
        ("10", "10"),
    ],
)
def test_figures_are_written_without_idle_zeros(value, written):
    assert law.figure_text(Decimal(value)) == written


def test_no_figure_is_a_dash():
    assert law.figure_text(None) == "—"


@pytest.mark.parametrize(
    ("days", "bucket"), [(1, "day"), (44, "day"), (45, "week"), (400, "week"), (401, "month")]
)
def test_how_finely_a_span_is_counted(days, bucket):
    assert law.bucket_of(days) == bucket


def test_without_values_nothing_is_drawn():
    assert law.places_on_line(None, None, None) == {}


@given(VALUES, VALUES, VALUES)
def test_the_short_line_keeps_the_order(before, after, target):
    places = law.places_on_line(before, after, target)
    values = {"before": before, "after": after, "target": target}
    ordered = sorted(values, key=values.get)
    assert all(0 <= place <= 100 for place in places.values())
    assert all(places[one] <= places[two] for one, two in pairwise(ordered))
