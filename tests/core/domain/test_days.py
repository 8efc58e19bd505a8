"""The same day years later."""

from datetime import date

import pytest

from core.domain.days import years_later


@pytest.mark.parametrize(
    ("day", "years", "kept_until"),
    [
        (date(2024, 9, 20), 3, date(2027, 9, 20)),
        (date(2024, 2, 29), 3, date(2027, 2, 28)),
        (date(2024, 2, 29), 4, date(2028, 2, 29)),
    ],
)
def test_what_is_kept_goes_to_the_same_day_or_the_last_of_the_month(day, years, kept_until):
    assert years_later(day, years) == kept_until
