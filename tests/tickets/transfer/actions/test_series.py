"""Numbers of tickets that come in with files."""

import pytest

from core.actions import numbers
from tickets.transfer.actions.series import reserve_ticket_numbers

pytestmark = pytest.mark.django_db


def test_each_month_goes_on_after_its_own_and_other_shapes_are_left_out():
    reserve_ticket_numbers(
        ["202405-00003", "２０２４０５－00007", "202406-00002", "INC0001", "", "202405-999999"]
    )
    issued = numbers.issue_numbers([("", "202405"), ("", "202406"), ("", "202407")])
    assert issued == [8, 3, 1]
