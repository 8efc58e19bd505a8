"""The states of an award, and its months and quarters."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from analytics.domain.awards import LIFECYCLE, AwardPeriod, recent_periods, state_after
from analytics.enums import AwardMove, AwardState, PeriodKind
from core.work.lifecycle import IllegalMove

DAYS = some.dates(date(2000, 4, 1), date(2099, 12, 31))


def test_granted_and_withdrawn_are_ends():
    assert state_after("proposed", AwardMove.GRANT) == AwardState.GRANTED
    assert state_after("proposed", AwardMove.WITHDRAW) == AwardState.WITHDRAWN
    ends = {state for state, moves in LIFECYCLE.items() if not moves}
    assert ends == {AwardState.GRANTED, AwardState.WITHDRAWN}
    for state in ends:
        for move in AwardMove:
            with pytest.raises(IllegalMove):
                state_after(state, move)


@given(DAYS)
def test_every_day_lies_in_one_month_and_one_quarter(day):
    for period in (AwardPeriod.month_of(day), AwardPeriod.quarter_of(day)):
        assert period.span.start <= day <= period.span.end
        assert AwardPeriod.named(period.name) == period
        assert period.before.span.end < period.span.start
        assert (period.span.start - period.before.span.end).days == 1
        assert period.has_begun(day) and not period.has_begun(period.before.span.end)


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2026-12", date(2026, 12, 1), date(2026, 12, 31)),
        ("2026-Q1", date(2026, 1, 1), date(2026, 3, 31)),
        ("2026-Q3", date(2026, 7, 1), date(2026, 9, 30)),
        ("2026-Q4", date(2026, 10, 1), date(2026, 12, 31)),
    ],
)
def test_a_period_by_its_name(name, first, last):
    span = AwardPeriod.named(name).span
    assert (span.start, span.end) == (first, last)


@pytest.mark.parametrize(
    "name",
    ["", "2026", "2026-13", "2026-00", "2026-Q5", "2026-Q0", "1026-01", "2026-1", "２０２６-01"],
)
def test_what_is_no_period(name):
    with pytest.raises(ValueError, match="is no month and no quarter"):
        AwardPeriod.named(name)


def test_recent_periods_have_the_newest_of_each_kind_first():
    found = recent_periods(date(2026, 1, 15), months=2, quarters=2)
    assert [period.name for period in found] == ["2026-01", "2025-12", "2026-Q1", "2025-Q4"]
    assert [period.kind for period in found] == [PeriodKind.MONTH] * 2 + [PeriodKind.QUARTER] * 2
