"""Plan numbers: by the desk's month, never issued again."""

import pytest

from core.errors import LawBroken
from plans.actions import numbering
from tests.fixtures import moment

pytestmark = pytest.mark.django_db


def test_numbers_count_up_and_restart_with_the_desks_month():
    issued = [
        numbering.issue_number(moment(at))
        for at in ("2024-07-01 09:00", "2024-07-31 23:59", "2024-08-01 00:01")
    ]
    assert issued == ["AF-202407-001", "AF-202407-002", "AF-202408-001"]


JULY = moment("2024-07-01 09:00")


def test_a_number_that_came_in_is_passed_over():
    numbering.reserve_number("AF-202407-017", at=JULY)
    numbering.reserve_number("AF-202407-007", at=JULY)
    assert numbering.issue_number(JULY) == "AF-202407-018"


def test_one_that_lies_far_ahead_moves_nothing():
    numbering.reserve_number("AF-202407-999999", at=JULY)
    assert numbering.issue_number(JULY) == "AF-202407-001"


def test_one_of_a_month_to_come_is_refused():
    with pytest.raises(LawBroken, match="AF-209912-001"):
        numbering.reserve_number("AF-209912-001", at=JULY)


@pytest.mark.parametrize(
    "number", ["", "AF-202413-001", "AF-202400-001", "AF-202407-01", "AF-2024-001", "XX-202407-001"]
)
def test_what_is_no_plan_number_is_not_reserved(number):
    with pytest.raises(ValueError, match=f"^{number}$"):
        numbering.reserve_number(number, at=JULY)
