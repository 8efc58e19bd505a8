"""What facts suggest: more than half of the time, and never more than one thing."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.domain.slow_cases import suggested_fact
from analytics.enums import DelayFact

HOUR = timedelta(hours=1)
LENGTHS = st.timedeltas(min_value=timedelta(), max_value=timedelta(days=40))


def suggested(whole, assignment=0, parts=0, customer=0):
    return suggested_fact(
        whole * HOUR, assignment=assignment * HOUR, parts=parts * HOUR, customer=customer * HOUR
    )


@pytest.mark.parametrize(
    ("lengths", "fact"),
    [
        ({"assignment": 6}, DelayFact.ASSIGNMENT),
        ({"parts": 6}, DelayFact.PARTS),
        ({"customer": 6}, DelayFact.CUSTOMER),
        ({"assignment": 5, "customer": 5}, None),
        ({"assignment": 3, "parts": 3, "customer": 3}, None),
        ({"assignment": 6, "parts": 7}, DelayFact.PARTS),
        ({}, None),
    ],
)
def test_more_than_half_of_ten_hours(lengths, fact):
    assert suggested(10, **lengths) == fact


def test_nothing_is_suggested_of_no_time():
    assert suggested(0) is None


@given(whole=LENGTHS, assignment=LENGTHS, parts=LENGTHS, customer=LENGTHS)
def test_what_is_suggested_took_more_than_half_and_longest(whole, assignment, parts, customer):
    lengths = {"assignment": assignment, "parts": parts, "customer": customer}
    fact = suggested_fact(whole, **lengths)
    longest = max(lengths.values())
    assert (fact is not None) == (2 * longest > whole)
    if fact is not None:
        assert lengths[fact.value] == longest
