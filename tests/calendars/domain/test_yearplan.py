"""A calendar as a plan: what is wrong with it, what differs, a year in figures."""

from calendars.domain import yearplan
from core.domain import worktime


def test_hours_may_be_typed_in_full_width():
    assert worktime.parse_hours("０９：００－１２：００，13:30-18:00") == worktime.parse_hours(
        "09:00-12:00, 13:30-18:00"
    )
    assert yearplan.fault_in("09：00－12：00，13：30－18：00") is None
