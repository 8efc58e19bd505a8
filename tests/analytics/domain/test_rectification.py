"""When a model is to be rectified (E10), and the states of a request."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from analytics.domain.rectification import (
    LIFECYCLE,
    AlertTerms,
    failure_rate,
    is_timely,
    raises_alert,
    state_after,
)
from analytics.enums import RectificationMove, RectificationState
from core.work.lifecycle import IllegalMove

TEN = AlertTerms(Decimal(10))


@pytest.mark.parametrize(
    ("failed", "base", "rate", "is_alert"),
    [(21, 200, Decimal("10.5"), True), (20, 200, Decimal(10), False), (5, 0, None, False)],
)
def test_e10_to_the_digit(failed, base, rate, is_alert):
    assert failure_rate(failed, base) == rate
    assert raises_alert(failed, base, TEN) is is_alert


def test_few_devices_raise_no_alert_where_the_desk_wants_it_so():
    terms = AlertTerms(Decimal(10), least_base=20, least_failed=3)
    assert not raises_alert(3, 19, terms)
    assert not raises_alert(2, 19, terms)
    assert raises_alert(3, 20, terms)
    assert not raises_alert(2, 20, AlertTerms(Decimal(5), least_failed=3))


def test_a_third_is_not_rounded_up_to_its_threshold():
    assert raises_alert(1, 3, AlertTerms(Decimal("33.33")))
    assert not raises_alert(1, 3, AlertTerms(Decimal("33.34")))


@given(some.integers(0, 500), some.integers(0, 500), some.decimals(0, 100, places=2))
def test_an_alert_is_a_rate_above_the_threshold(failed, base, threshold):
    rate = failure_rate(failed, base)
    is_above = rate is not None and failed > 0 and Decimal(failed) * 100 > threshold * base
    assert raises_alert(failed, base, AlertTerms(threshold)) is is_above


def test_every_state_but_the_last_leads_on_to_the_last():
    for state, moves in LIFECYCLE.items():
        ends = RectificationState.CLOSED in moves.values()
        assert ends is (state != RectificationState.CLOSED)


def test_a_move_that_does_not_fit_is_refused():
    assert state_after("open", "accept") == RectificationState.ACCEPTED
    with pytest.raises(IllegalMove):
        state_after("open", "verify")
    with pytest.raises(IllegalMove):
        state_after("closed", "close")


def test_a_measure_is_judged_once_it_was_reported():
    assert not is_timely(RectificationMove.VERIFY, has_measure=False)
    assert is_timely(RectificationMove.VERIFY, has_measure=True)
    assert is_timely(RectificationMove.CLOSE, has_measure=False)
