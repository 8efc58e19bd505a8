"""The numbers of the desk as law takes them."""

import pytest

from tickets.record.models import DeskRule


@pytest.mark.parametrize(
    ("low_score", "score", "expected"),
    [(3, 3, True), (3, 4, False), (3, 1, True), (2, 3, False), (5, 5, True), (3, None, False)],
)
def test_a_score_is_low_up_to_the_number_of_the_desk(low_score, score, expected):
    assert DeskRule(low_score=low_score).as_numbers().is_low(score) is expected
