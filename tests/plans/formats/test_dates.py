"""Days and periods of plans in words."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.utils.translation import override

from plans.formats import dates

TODAY = date(2024, 8, 15)


@pytest.mark.parametrize(
    ("days", "text"),
    [(-2, "2 days late"), (-1, "1 day late"), (0, "today"), (1, "tomorrow"), (2, "2 days left")],
)
def test_days_until_a_date(days, text):
    with override("en"):
        assert dates.days_left_text(days) == text


@pytest.mark.parametrize(("days", "tone"), [(-1, "late"), (0, "soon"), (3, "soon"), (4, "calm")])
def test_how_a_due_looks(days, tone):
    assert dates.due_tone(SimpleNamespace(days_left=days)) == tone


@pytest.mark.parametrize(
    ("day", "text"), [(None, ""), (date(2024, 9, 1), "09-01"), (date(2025, 9, 1), "2025-09-01")]
)
def test_a_date_of_another_year_names_it(day, text):
    assert dates.short_date(day, TODAY) == text


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        (None, None, ""),
        (date(2024, 9, 8), None, "2024-09-08"),
        (date(2024, 9, 8), date(2024, 9, 8), "2024-09-08"),
        (date(2024, 9, 8), date(2024, 9, 15), "2024-09-08 – 09-15"),
        (date(2024, 12, 30), date(2025, 1, 5), "2024-12-30 – 2025-01-05"),
    ],
)
def test_a_period(first, last, text):
    assert dates.period_text(first, last) == text
