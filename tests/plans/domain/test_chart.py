"""The effect chart: points, gaps, means and bars."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.domain import chart as law
from plans.domain.chart import BOTTOM, WindowMean
from plans.domain.timeline import Timeline
from tests.factories.chart_figures import weeks_of

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


COUNTS = st.lists(
    st.one_of(st.none(), st.tuples(VALUES, st.integers(1, 500))), min_size=1, max_size=40
)


@given(COUNTS, st.one_of(st.none(), VALUES))
def test_an_empty_week_is_a_gap_and_never_a_zero(found, target):
    told = weeks_of(found)
    line = Timeline(told[0].first, told[-1].last)
    picture = law.effect_picture(line, told, [], target)
    assert [point.figure for point in picture.points] == [
        one for one in told if one.value is not None
    ]
    joined = {(one.figure.first, two.figure.first) for one, two in picture.segments}
    assert joined == {
        (one.first, two.first)
        for one, two in pairwise(told)
        if one.value is not None and two.value is not None
    }
    assert all(law.SMALLEST <= point.radius <= law.LARGEST for point in picture.points)
    by_count = sorted(picture.points, key=lambda point: point.figure.count)
    assert all(one.radius <= two.radius for one, two in pairwise(by_count)), (
        "more cases, larger point"
    )


def test_means_lie_at_their_values_over_their_windows():
    told = weeks_of([(Decimal(48), 10), (Decimal(40), 5), None, (Decimal(20), 8)])
    line = Timeline(told[0].first, told[-1].last)
    means = [
        WindowMean("before", told[0].first, told[1].last, Decimal("45.33"), 15),
        WindowMean("after", told[3].first, told[3].last, Decimal(20), 8),
    ]
    picture = law.effect_picture(line, told, means, Decimal(24))
    before, after = picture.levels
    assert (
        before.y
        == picture.scale.y(Decimal("45.33"))
        < picture.target_y
        < after.y
        == picture.points[-1].y
    )
    assert before.extent.x == 0 and before.extent.end == pytest.approx(50)
    assert after.extent.end == pytest.approx(100)


def test_typed_figures_are_two_bars_from_zero():
    scale, bars, target_y = law.effect_columns(Decimal(48), Decimal(20), Decimal(24))
    assert [(bar.kind, bar.y + bar.height) for bar in bars] == [
        ("before", BOTTOM),
        ("after", BOTTOM),
    ]
    assert bars[0].height / bars[1].height == pytest.approx(48 / 20)
    assert bars[0].y < target_y < bars[1].y
    assert scale.low == 0


def test_without_values_nothing_is_drawn():
    assert law.effect_columns(None, None, None)[1] == []
    assert law.places_on_line(None, None, None) == {}


@given(VALUES, VALUES, VALUES)
def test_the_short_line_keeps_the_order(before, after, target):
    places = law.places_on_line(before, after, target)
    values = {"before": before, "after": after, "target": target}
    ordered = sorted(values, key=values.get)
    assert all(0 <= place <= 100 for place in places.values())
    assert all(places[one] <= places[two] for one, two in pairwise(ordered))
