"""Numbers: reserved, issued, by month (NB-1, NB-6)."""

import pytest

from core.actions import numbers

pytestmark = pytest.mark.django_db


def test_reserving_never_goes_back():
    numbers.reserve_numbers(prefix="", period="202405", upto=50)
    numbers.reserve_numbers(prefix="", period="202405", upto=7)
    assert numbers.issue_number(prefix="", period="202405") == 51
