"""E7: which answers are low; who is in the sample; when a survey is looked at again."""

from datetime import timedelta

import pytest

from feedback.domain.scores import is_in_sample, is_low_answer, next_daytime, next_look
from feedback.enums import LowBy
from tests.fixtures import moment

AT = moment("2026-03-16 10:00")
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("overall", "scores", "by_any", "by_overall"),
    [
        (5, (5, 4, 5, 5), False, False),
        (4, (4, 4, 4, 3), True, False),
        (3, (5, 5, 5, 5), True, True),
        (4, (4, 4, 4, 4), False, False),
        (4, (), False, False),
        (3, (), True, True),
    ],
)
def test_an_answer_is_low_by_any_score_or_by_the_overall_one(overall, scores, by_any, by_overall):
    assert is_low_answer(overall, scores, low_score=3) is by_any
    assert is_low_answer(overall, scores, low_score=3, low_by=LowBy.OVERALL) is by_overall


def test_the_number_of_the_desk_decides():
    assert not is_low_answer(3, (3, 3, 3, 3), low_score=2)


def test_a_sample_is_the_share_it_says_and_the_same_whenever_asked():
    keys = range(1, 20_001)
    for percent in (1, 10, 50, 99):
        share = sum(is_in_sample(key, percent) for key in keys) / len(keys) * 100
        assert share == pytest.approx(percent, abs=0.5)
    assert all(is_in_sample(key, 100) for key in keys)


@pytest.mark.parametrize(
    ("local", "asked"),
    [
        ("2026-03-16 08:00", "2026-03-16 08:00"),
        ("2026-03-16 20:59", "2026-03-16 20:59"),
        ("2026-03-16 21:00", "2026-03-17 08:00"),
        ("2026-03-17 00:30", "2026-03-17 08:00"),
        ("2026-03-31 23:30", "2026-04-01 08:00"),
    ],
)
def test_nobody_is_woken(local, asked):
    assert next_daytime(moment(local)) == moment(asked)


def test_reminders_come_first_and_the_end_at_its_time():
    end = AT + 10 * DAY
    assert next_look(AT, end, reminded=0, reminders=1, days=3) == AT + 3 * DAY
    assert next_look(AT, end, reminded=1, reminders=1, days=3) == end
    assert next_look(AT + 9 * DAY, end, reminded=0, reminders=1, days=3) == end
