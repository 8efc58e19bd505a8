"""The bar of a limit in the drawer: the calendar, the pauses and the due time, in whole per mille, whatever the span."""

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars.domain import written_hours
from core.domain import worktime
from tests.fixtures import moment
from tickets.limits.models import SlaPause
from tickets.limits.queries import bars

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

AT = moment("2024-06-03 09:00")  # a Monday

OFFICE = worktime.WorkCalendar(
    AT.tzinfo, dict.fromkeys(range(5), written_hours.parse_hours("09:00-18:00"))
)


def drawn(begin, end, due, *pauses, finish=None, is_live=True, calendar=OFFICE):
    rows = [
        SlaPause(started_at=start, ended_at=stop, reason=reason) for start, stop, reason in pauses
    ]
    pieces = bars.bar_pieces(calendar, begin, end, due, rows, finish or end, is_live)
    return [
        (one.x, one.width, one.kind) for one in bars.bar_segments(pieces, bars.BarScale(begin, end))
    ]


def test_nights_are_outside_hours_and_time_beyond_due_is_late_day_and_night():
    begin, end = AT, AT + 40 * HOUR  # Monday 09:00 to Wednesday 01:00
    assert drawn(begin, end, AT + 26 * HOUR) == [
        (0, 225, "counted"),
        (225, 375, "closed"),
        (600, 50, "counted"),
        (650, 350, "late"),
    ]


def test_what_is_to_come_of_a_running_limit_and_what_a_kept_one_no_longer_needs():
    due = AT + 8 * HOUR
    assert drawn(AT, due, due, finish=AT + 2 * HOUR) == [(0, 250, "counted"), (250, 750, "ahead")]
    assert drawn(AT, due, due, finish=AT + 2 * HOUR, is_live=False) == [
        (0, 250, "counted"),
        (250, 750, "spare"),
    ]


def test_a_pause_is_drawn_over_nights_with_its_reason_also_beyond_due():
    pauses = [(AT + 4 * HOUR, AT + 28 * HOUR, "customer"), (AT + 36 * HOUR, None, "parts")]
    assert drawn(AT, AT + 40 * HOUR, AT + 33 * HOUR, *pauses) == [
        (0, 100, "counted"),
        (100, 600, "paused:customer"),
        (700, 125, "counted"),
        (825, 75, "late"),
        (900, 100, "paused:parts"),
    ]


def test_around_the_clock_nothing_is_outside_hours():
    assert drawn(AT, AT + 9 * DAY, AT + 9 * DAY, finish=AT + 3 * DAY, calendar=worktime.ALWAYS) == [
        (0, 333, "counted"),
        (333, 667, "ahead"),
    ]


@pytest.mark.parametrize("days", [1, 30, 400, 4000])
def test_long_spans_stay_readable(days):
    parts = drawn(AT, AT + days * DAY, AT + days * DAY)
    assert len(parts) <= 500
    assert all(width >= bars.NARROWEST for _x, width, _kind in parts)


@given(
    days=st.integers(1, 900),
    due=st.integers(0, 1000),
    finish=st.integers(0, 1000),
    pauses=st.lists(st.tuples(st.integers(0, 1000), st.integers(0, 1000)), max_size=5),
    is_live=st.booleans(),
)
def test_the_parts_fill_the_bar_without_gap_or_overlap(days, due, finish, pauses, is_live):
    end = AT + days * DAY

    def place(share):
        return AT + (end - AT) * share / 1000

    spans = [(place(min(pair)), place(max(pair)), "customer") for pair in pauses]
    parts = drawn(AT, end, place(due), *spans, finish=place(finish), is_live=is_live)
    assert parts[0][0] == 0 and parts[-1][0] + parts[-1][1] == 1000
    assert all(x + width == following for (x, width, _kind), (following, _w, _k) in pairwise(parts))
    assert all(width > 0 for _x, width, _kind in parts)
    assert all(one[2] != other[2] for one, other in pairwise(parts))
