"""The course of a measure: windows, verdicts, and what may follow what."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.domain import pdca
from analytics.enums import MeasureMove, MeasurePhase
from core.work.lifecycle import IllegalMove
from plans.domain.effect import is_met
from plans.enums import Wanted


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(7, 366))
def test_both_windows_are_as_long_and_touch_at_the_effective_day(effective, days):
    (first, last), (begin, end) = pdca.windows_around(effective, days)
    assert (last - first).days + 1 == (end - begin).days + 1 == days
    assert last + pdca.DAY == begin == effective


@pytest.mark.parametrize(
    ("value", "target", "lower", "verdict"),
    [
        (Decimal(12), 10, True, False),
        (Decimal(8), 10, True, True),
        (Decimal(10), 10, True, True),
        (Decimal(85), 90, False, False),
        (Decimal(90), 90, False, True),
        (None, 10, True, None),
    ],
)
def test_the_verdict_is_by_direction_and_bound(value, target, lower, verdict):
    """E10: target 10 h, checked 12 h: not met; checked 8 h: effective."""
    wanted = Wanted.LOWER if lower else Wanted.HIGHER
    assert is_met(Decimal(target), value, wanted) is verdict


def test_a_missed_target_leads_back_to_the_plan():
    assert pdca.phase_after("check", MeasureMove.MISS) == MeasurePhase.PLAN
    with pytest.raises(IllegalMove):
        pdca.phase_after("plan", MeasureMove.PROVE)


def test_every_phase_but_the_last_leads_on():
    assert {phase for phase, moves in pdca.LIFECYCLE.items() if not moves} == {MeasurePhase.ENDED}
