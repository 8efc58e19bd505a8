"""E10: the gap to what others reach."""

from decimal import Decimal

import pytest

from analytics.domain.benchmark import gap_between


@pytest.mark.parametrize(
    ("value", "benchmark", "lower", "difference", "pct", "is_better"),
    [
        (24, 12, True, 12, "100.0", False),
        (8, 12, True, -4, "-33.3", True),
        (12, 12, True, 0, "0.0", None),
        (90, 80, False, 10, "12.5", True),
        (70, 80, False, -10, "-12.5", False),
    ],
)
def test_the_gap_to_a_benchmark(value, benchmark, lower, difference, pct, is_better):
    gap = gap_between(Decimal(value), Decimal(benchmark), lower_is_better=lower)
    assert (gap.difference, round(gap.pct, 1), gap.is_better) == (
        Decimal(difference),
        Decimal(pct),
        is_better,
    )


def test_nothing_is_a_share_of_a_benchmark_of_0():
    gap = gap_between(Decimal(3), Decimal(0), lower_is_better=True)
    assert (gap.difference, gap.pct, gap.is_better) == (3, None, False)
