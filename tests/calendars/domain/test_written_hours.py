"""Hours as people write them, and back."""

from datetime import time

import pytest

from calendars.domain import written_hours
from core.domain.worktime import BadHours


def test_hours_may_be_typed_in_full_width():
    assert written_hours.parse_hours(
        "０９：００－１２：００，13:30-18:00"
    ) == written_hours.parse_hours("09:00-12:00, 13:30-18:00")


def test_hours_are_read_in_the_order_of_the_day():
    assert written_hours.parse_hours("09:00-12:00, 13:30-24:00") == (
        (time(9), time(12)),
        (time(13, 30), time.max),
    )
    assert written_hours.parse_hours("") == ()


@pytest.mark.parametrize(
    "text", ["morning", "9-18", "09:00", "18:00-09:00", "09:00-12:00, 11:00-13:00", "25:00-26:00"]
)
def test_what_is_no_hours_is_refused(text):
    with pytest.raises(BadHours):
        written_hours.parse_hours(text)


@pytest.mark.parametrize("text", ["", "09:00-18:00", "00:00-24:00", "09:00-12:00, 13:30-18:00"])
def test_hours_are_written_as_they_are_read(text):
    assert written_hours.format_hours(written_hours.parse_hours(text)) == text
