"""When an article is looked at again."""

from datetime import date

import pytest

from knowledge.domain import review


@pytest.mark.parametrize(
    ("published", "due"),
    [
        ("2026-11-02", "2027-11-02"),
        ("2027-02-28", "2028-02-28"),
        ("2028-02-29", "2029-02-28"),
        ("2026-12-31", "2027-12-31"),
    ],
)
def test_an_article_is_looked_at_again_after_a_year(published, due):
    assert review.due_on(date.fromisoformat(published)) == date.fromisoformat(due)


def test_overdue_is_the_day_after():
    due = date(2027, 11, 2)
    assert [review.is_overdue(due, date(2027, 11, day)) for day in (1, 2, 3)] == [
        False,
        False,
        True,
    ]
    assert not review.is_overdue(None, due)
