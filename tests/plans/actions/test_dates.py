"""Dates that every action asks for: in order, and come."""

from datetime import date

import pytest

from core.errors import LawBroken
from plans.actions.dates import require_come, require_order
from tests.fixtures import moment

DAY = date(2024, 8, 10)


@pytest.mark.parametrize(
    ("start", "end"),
    [(DAY, DAY), (DAY, date(2024, 8, 11)), (DAY, None), (None, DAY), (None, None)],
)
def test_a_span_in_order_or_with_an_open_end_passes(start, end):
    assert require_order(start, end, "end_date") is None


def test_an_end_before_its_beginning_is_refused_at_its_field():
    with pytest.raises(LawBroken) as refused:
        require_order(DAY, date(2024, 8, 9), "end_date")
    assert refused.value.field == "end_date"


@pytest.mark.parametrize("at", ["2024-08-10 00:30", "2024-08-10 23:59"])
def test_the_day_of_the_desk_has_come_from_its_first_minute(at):
    """Half past midnight in Shanghai is still the day before in UTC."""
    assert require_come(DAY, moment(at), "on") is None


def test_tomorrow_has_not_come():
    with pytest.raises(LawBroken) as refused:
        require_come(date(2024, 8, 11), moment("2024-08-10 23:59"), "on")
    assert refused.value.field == "on"
