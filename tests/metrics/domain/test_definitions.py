"""Which definition holds on a day, and what time it counts."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.domain.definitions import (
    UNITS,
    counted_time,
    holder_of_day,
    is_in_use,
    part_of_span,
    waits_between,
)
from metrics.domain.figures import DAY, FigureSpan
from metrics.enums import EndEvent
from tests.support.calendars import NEW_YORK, chinese, weekly

CN = chinese((2024,), "09:00-18:00")
MAY = FigureSpan.month(date(2024, 5, 1))
TODAY = date(2024, 6, 1)
SECOND = 1_000_000

days = st.dates(date(2023, 1, 1), date(2026, 12, 31))
NEW_YEAR = datetime(2024, 1, 1, tzinfo=UTC)
moments = st.integers(0, 365 * 86_400).map(lambda seconds: NEW_YEAR + timedelta(seconds=seconds))


def moment(written, zone=CN.zone):
    return datetime.fromisoformat(written).replace(tzinfo=zone)


def minutes(*args):
    return counted_time(*args) / (60 * SECOND)


def test_a_definition_of_the_15th_halves_the_month():
    first, second = date(2024, 1, 1), date(2024, 5, 15)
    assert part_of_span(first, second, MAY) == FigureSpan(date(2024, 5, 1), date(2024, 5, 14))
    assert part_of_span(second, None, MAY) == FigureSpan(date(2024, 5, 15), date(2024, 5, 31))
    assert part_of_span(first, date(2024, 5, 1), MAY) is None, "replaced on the first day"
    assert part_of_span(date(2024, 6, 1), None, MAY) is None


@given(st.sets(days, min_size=1, max_size=6), days, st.integers(0, 400))
def test_every_day_from_the_first_on_has_one_definition(starts, first, length):
    span = FigureSpan(first, first + length * DAY)
    ordered = sorted(starts)
    parts = [
        part_of_span(start, following, span)
        for start, following in zip(ordered, [*ordered[1:], None], strict=True)
    ]
    held = [part.start + n * DAY for part in parts if part for n in range(part.days)]
    assert held == [
        span.start + n * DAY for n in range(span.days) if span.start + n * DAY >= ordered[0]
    ]


def test_a_day_that_has_begun_keeps_its_definition():
    assert is_in_use(TODAY, TODAY) and not is_in_use(TODAY + DAY, TODAY)
    starts = [date(2024, 5, 1), date(2024, 7, 1)]
    assert holder_of_day(date(2024, 5, 20), starts, TODAY) == date(2024, 5, 1)
    assert holder_of_day(TODAY, starts, TODAY) == date(2024, 5, 1)
    assert holder_of_day(TODAY + DAY, starts, TODAY) is None
    assert holder_of_day(date(2024, 4, 30), starts, TODAY) is None, "judged by none"


def test_each_end_has_a_unit():
    assert set(UNITS) == set(EndEvent)


@pytest.mark.parametrize(
    ("start", "end", "natural", "working"),
    [
        # vectors.md E5: the holiday, then the make-up Saturday 05-11
        ("2024-04-30 16:00", "2024-05-06 11:00", 139 * 60, 4 * 60),
        ("2024-05-01 09:30", "2024-05-01 09:40", 10, 0),
        ("2024-05-10 17:00", "2024-05-11 10:00", 17 * 60, 2 * 60),
        ("2024-05-11 17:00", "2024-05-13 10:00", 41 * 60, 2 * 60),
    ],
)
def test_working_time_knows_holidays_and_make_up_days(start, end, natural, working):
    assert minutes(moment(start), moment(end)) == natural
    assert minutes(moment(start), moment(end), (), CN) == working


def test_the_night_in_which_clocks_go_forward_is_shorter():
    night = weekly(NEW_YORK, range(7), "00:00-06:00")
    start, end = moment("2024-03-09 23:00", NEW_YORK), moment("2024-03-10 07:00", NEW_YORK)
    assert minutes(start.astimezone(UTC), end.astimezone(UTC)) == 7 * 60
    assert minutes(start, end, (), night) == 5 * 60


def test_waits_are_left_out_where_they_lie_inside():
    start, end = moment("2024-05-06 10:00"), moment("2024-05-07 10:00")
    waits = [
        (moment("2024-05-06 09:00"), moment("2024-05-06 11:00")),
        (moment("2024-05-06 17:00"), moment("2024-05-07 09:30")),
        (moment("2024-05-08 09:00"), moment("2024-05-08 10:00")),
    ]
    assert minutes(start, end, waits) == 24 * 60 - 60 - 16.5 * 60
    assert minutes(start, end, waits, CN) == 9 * 60 - 60 - 60 - 30


def test_a_wait_ends_with_the_next_move_and_a_last_one_goes_on():
    nine, ten, eleven, noon = (moment(f"2024-05-06 {hour}:00") for hour in ("09", "10", "11", "12"))
    assert waits_between([(nine, True), (ten, False)], noon) == [(nine, ten)]
    # from waiting for the customer to waiting for another department, which is ours
    assert waits_between([(nine, True), (nine, False), (ten, True)], noon) == [
        (nine, nine),
        (ten, noon),
    ]
    assert waits_between([(eleven, True)], ten) == []
    assert waits_between([], noon) == []


@given(moments, moments, st.lists(st.tuples(moments, moments)), st.sampled_from([None, CN]))
def test_leaving_out_never_adds_and_never_goes_below_nothing(start, end, pairs, calendar):
    start, end = sorted((start, end))
    waits = [tuple(sorted(pair)) for pair in pairs]
    whole = counted_time(start, end, (), calendar)
    rest = counted_time(start, end, waits, calendar)
    assert 0 <= rest <= whole
    assert counted_time(start, end, [(start, end)], calendar) == 0
    # what is counted and what is left out make the whole
    middle = start + (end - start) // 2
    middle = middle.replace(microsecond=0)
    halves = [
        counted_time(start, end, [half], calendar) for half in ((start, middle), (middle, end))
    ]
    assert sum(halves) == whole


@given(moments, st.timedeltas(timedelta(), timedelta(days=40)))
def test_natural_time_is_exact(start, length):
    assert counted_time(start, start + length) == length // timedelta(microseconds=1)
