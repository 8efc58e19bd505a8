"""Dates on a line: places, pieces, ticks and rest days."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.domain import timeline
from plans.domain.timeline import DAY, LEAST, Timeline

START = date(2024, 7, 1)
DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


def line_of(days):
    return Timeline(START, START + (days - 1) * DAY)


@given(st.integers(1, 4000), DAYS, DAYS)
def test_a_later_day_never_lies_further_left(days, one, other):
    line, (early, late) = line_of(days), sorted([one, other])
    assert 0 <= line.left_of(early) <= line.left_of(late) <= 100
    if line.holds(early) and line.holds(late) and early < late:
        assert line.left_of(early) < line.left_of(late)
        assert line.right_of(early) <= line.left_of(late) + 1e-9


@given(st.integers(1, 4000), DAYS, DAYS)
def test_no_piece_is_too_narrow_or_off_the_line(days, first, last):
    piece = line_of(days).extent_of(first, last)
    assert piece.width >= LEAST
    assert piece.x >= 0 and piece.end <= 100 + 1e-9


@given(st.lists(DAYS, min_size=1, max_size=20))
def test_a_line_around_dates_holds_them_all(dates):
    line = timeline.line_around(dates)
    assert all(line.holds(day) for day in dates)
    assert line.start < min(dates) and line.end > max(dates)


@given(st.lists(DAYS, min_size=1, max_size=8), DAYS)
def test_today_never_makes_the_dates_narrower_than_about_half(dates, today):
    line = timeline.line_to_today(dates, today)
    assert all(line.holds(day) for day in dates)
    reach = max((max(dates) - min(dates)).days, 14)
    assert line.days <= 2.5 * reach + 6
    place = line.mark_of(today)
    assert place is None or 0 < place < 100
    if min(dates) <= today <= max(dates):
        assert place is not None


def test_an_end_before_the_start_is_no_line():
    with pytest.raises(ValueError, match="before"):
        Timeline(START, START - DAY)


@given(DAYS, st.integers(1, 5000))
def test_labels_of_months_and_weeks_are_few_and_in_order(start, days):
    line = Timeline(start, start + (days - 1) * DAY)
    for ticks in (timeline.month_ticks(line), timeline.week_ticks(line)):
        assert [tick.x for tick in ticks] == sorted(tick.x for tick in ticks)
        assert all(0 <= tick.x <= 100 for tick in ticks)
        assert sum(bool(tick.label) for tick in ticks) <= timeline.MOST_LABELS + 1
    assert timeline.month_ticks(line)


def test_months_and_mondays_of_the_source_plan():
    line = Timeline(date(2024, 7, 1), date(2024, 9, 1))
    assert [tick.label for tick in timeline.month_ticks(line)] == ["2024-07", "2024-08", ""], (
        "the last one has no room"
    )
    assert [tick.label for tick in timeline.week_ticks(line)] == [
        "07-01",
        "07-08",
        "07-15",
        "07-22",
        "07-29",
        "08-05",
        "08-12",
        "08-19",
        "08-26",
    ]


def test_neighbouring_rest_days_are_one_column_and_long_lines_have_none():
    weekend = [date(2024, 7, 6), date(2024, 7, 7), date(2024, 7, 14)]
    found = timeline.rest_extents(line_of(30), weekend)
    assert [round(piece.width * 30 / 100, 6) for piece in found] == [2, 1]
    assert timeline.rest_extents(line_of(400), weekend) == []
