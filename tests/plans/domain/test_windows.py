"""Windows of figures."""

from datetime import date

from metrics.domain.figures import FigureSpan
from plans.domain.windows import (
    baseline_span,
    baseline_window,
    evaluation_window,
    is_as_long,
)


def test_values_after_are_taken_one_to_two_weeks_after_the_roll_out():
    assert evaluation_window(date(2024, 9, 1)) == FigureSpan(date(2024, 9, 8), date(2024, 9, 15))


def test_the_baseline_is_the_ninety_days_before_unless_the_plan_names_it():
    start = date(2024, 7, 1)
    proposed = FigureSpan(date(2024, 4, 2), date(2024, 6, 30))
    assert baseline_window(start) == baseline_span(start, None, None) == proposed
    named = FigureSpan(date(2024, 5, 1), date(2024, 5, 31))
    assert baseline_span(start, named.start, named.end) == named


def test_windows_of_months_are_as_long_and_weeks_are_not():
    march = FigureSpan(date(2024, 3, 1), date(2024, 3, 31))
    assert is_as_long(march, FigureSpan(date(2024, 6, 1), date(2024, 6, 30)))
    assert is_as_long(march, FigureSpan(date(2024, 2, 1), date(2024, 2, 28)))
    assert not is_as_long(march, FigureSpan(date(2024, 2, 1), date(2024, 2, 27)))
    assert not is_as_long(baseline_window(march.start), evaluation_window(march.end))
