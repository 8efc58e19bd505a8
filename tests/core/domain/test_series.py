"""How far numbers that came in with a file let a series go on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.series import WIDEST_GAP, series_end

SERIALS = st.lists(st.integers(1, 999_999), max_size=30)


@pytest.mark.parametrize(
    ("last", "serials", "end"),
    [
        (0, [], 0),
        (5, [3, 4], 5),
        (0, [1, 2, 3, 5], 5),
        (0, [*range(123, 135), 140, 141], 141),
        (0, [999_999], 0),
        (7, [8, 500_000], 8),
        (100, [120], 120),
        (100, [121], 100),
    ],
)
def test_a_series_goes_on_after_what_lies_close(last, serials, end):
    assert series_end(last, serials) == end


@given(st.integers(0, 999_999), SERIALS)
def test_it_never_goes_back_and_never_further_than_what_came_in_explains(last, serials):
    end = series_end(last, serials)
    assert last <= end <= last + WIDEST_GAP * len(set(serials))
    assert end == last or end in serials


@given(st.integers(0, 999_999), SERIALS)
def test_the_order_does_not_matter_and_a_second_time_moves_nothing_back(last, serials):
    assert series_end(last, serials[::-1]) == series_end(last, serials)
    assert series_end(series_end(last, serials), serials) >= series_end(last, serials)
