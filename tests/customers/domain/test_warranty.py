"""How long a device is under warranty."""

from datetime import date

import pytest

from customers.domain.warranty import warranty_ends


@pytest.mark.parametrize(
    ("begins", "months", "ends"),
    [
        ((2026, 5, 31), 12, (2027, 5, 31)),
        ((2024, 2, 29), 36, (2027, 2, 28)),
        ((2026, 1, 31), 1, (2026, 2, 28)),
        ((2026, 12, 15), 1, (2027, 1, 15)),
        ((2026, 3, 16), 0, (2026, 3, 16)),
    ],
)
def test_it_ends_on_the_same_day_or_the_last_of_its_month(begins, months, ends):
    assert warranty_ends(date(*begins), months) == date(*ends)
