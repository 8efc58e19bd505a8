"""Numbers: reserved, issued, by month (NB-1, NB-6)."""

import pytest

from core.actions import numbers
from tests.fixtures import moment

pytestmark = pytest.mark.django_db


def test_reserving_never_goes_back():
    numbers.reserve_numbers(prefix="", period="202405", upto=50)
    numbers.reserve_numbers(prefix="", period="202405", upto=7)
    assert numbers.issue_number(prefix="", period="202405") == 51


def test_a_monthly_number_is_of_the_desks_month():
    issued = [
        numbers.issue_monthly_number(prefix="AF-", at=moment(at))
        for at in ("2024-05-31 23:59", "2024-06-01 00:01", "2024-06-30 12:00")
    ]
    assert issued == ["AF-202405-001", "AF-202406-001", "AF-202406-002"]


def test_each_series_counts_for_itself():
    first = numbers.issue_numbers([("", "202405"), ("CX", "2024")])
    second = numbers.issue_numbers([("CX", "2024"), ("", "202406")])
    assert (first, second) == ([1, 1], [2, 1])
