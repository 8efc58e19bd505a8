"""Moments as people type them: to the minute, and by a watch of their own."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tickets.record.domain.moments import FUTURE_TOLERANCE, at_least, is_in_future

BOUND = datetime(2024, 5, 6, 9, 0, 40, tzinfo=UTC)
SECOND = timedelta(seconds=1)
MOMENTS = some.datetimes(timezones=some.just(UTC))


@pytest.mark.parametrize(
    ("moment", "meant"),
    [
        (BOUND.replace(second=0), BOUND),
        (BOUND.replace(second=39), BOUND),
        (BOUND + SECOND, BOUND + SECOND),
        (BOUND.replace(minute=1, second=0), BOUND.replace(minute=1, second=0)),
        (BOUND - timedelta(minutes=1), BOUND - timedelta(minutes=1)),
    ],
)
def test_a_moment_typed_in_the_minute_of_its_bound_means_the_bound(moment, meant):
    assert at_least(moment, BOUND) == meant


@given(MOMENTS)
def test_without_a_bound_a_moment_stays(moment):
    assert at_least(moment, None) == moment


@given(MOMENTS, MOMENTS)
def test_a_moment_is_only_ever_moved_to_its_bound(moment, bound):
    assert at_least(moment, bound) in (moment, bound)
    assert at_least(at_least(moment, bound), bound) == at_least(moment, bound)


def test_watches_may_differ_by_some_minutes():
    assert not is_in_future(BOUND, BOUND)
    assert not is_in_future(BOUND + FUTURE_TOLERANCE, BOUND)
    assert is_in_future(BOUND + FUTURE_TOLERANCE + SECOND, BOUND)
