"""Periods that follow each other, chosen days that make sense, and the share of E10."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.domain.audits import (
    MOST,
    AuditPeriod,
    PeriodFault,
    due_periods,
    fault_of_days,
    incomplete_share,
    period_start,
)
from analytics.enums import Rhythm

MONDAY = date(2024, 5, 13)
DAY, WEEK = timedelta(days=1), timedelta(days=7)


def due(rhythm, today, audited_until=None, since=None):
    found = due_periods(rhythm, today, audited_until=audited_until, since=since)
    return [(f"{one.starts_on:%m-%d}", f"{one.until:%m-%d}") for one in found]


@pytest.mark.parametrize(
    ("rhythm", "today", "audited_until", "since", "periods"),
    [
        (Rhythm.OFF, MONDAY, None, None, []),
        (Rhythm.WEEKLY, MONDAY, None, None, [("05-06", "05-13")]),
        (Rhythm.WEEKLY, MONDAY - DAY, None, None, [("04-29", "05-06")]),
        (Rhythm.DAILY, MONDAY, None, None, [("05-12", "05-13")]),
        # done already
        (Rhythm.WEEKLY, MONDAY + 6 * DAY, MONDAY, None, []),
        # several that nobody made
        (
            Rhythm.WEEKLY,
            MONDAY + 15 * DAY,
            MONDAY,
            None,
            [("05-13", "05-20"), ("05-20", "05-27")],
        ),
        # the rhythm was changed on Wednesday: no day twice, none left out
        (Rhythm.DAILY, MONDAY + 2 * DAY, MONDAY, None, [("05-13", "05-14"), ("05-14", "05-15")]),
        (Rhythm.WEEKLY, MONDAY + WEEK, MONDAY + 2 * DAY, None, [("05-15", "05-20")]),
        # a desk that begins: nothing of the time before
        (Rhythm.WEEKLY, MONDAY + 3 * DAY, None, MONDAY + 3 * DAY, []),
        (Rhythm.WEEKLY, MONDAY + WEEK, None, MONDAY + 3 * DAY, [("05-13", "05-20")]),
        (Rhythm.DAILY, MONDAY + DAY, None, MONDAY, [("05-13", "05-14")]),
        # switched off for a month
        (Rhythm.WEEKLY, MONDAY + 5 * WEEK, MONDAY, MONDAY + 4 * WEEK, [("06-10", "06-17")]),
    ],
)
def test_due_periods(rhythm, today, audited_until, since, periods):
    assert due(rhythm, today, audited_until, since) == periods


@given(
    st.lists(st.tuples(st.sampled_from(list(Rhythm)), st.integers(0, 9)), min_size=1, max_size=20)
)
def test_however_the_rhythm_changes_no_day_is_audited_twice_or_left_out(course):
    """Runs at growing days, each with another rhythm, each making what is due."""
    today, done = MONDAY, [AuditPeriod(MONDAY - DAY, MONDAY)]
    for rhythm, days in course:
        today += days * DAY
        made = due_periods(rhythm, today, audited_until=done[-1].until, since=None)
        if len(made) == MOST:
            return
        done += made
    assert all(one.until == next_one.starts_on for one, next_one in zip(done, done[1:]))  # noqa: B905, RUF007
    assert all(one.starts_on < one.until <= today for one in done)


def test_who_was_away_for_years_makes_up_for_the_last_ones_only():
    found = due(Rhythm.DAILY, MONDAY, date(2020, 1, 1))
    assert len(found) == MOST and found[-1] == ("05-12", "05-13")


@pytest.mark.parametrize(
    ("first", "last", "fault"),
    [
        (MONDAY, MONDAY, None),
        (MONDAY - 365 * DAY, MONDAY, None),
        (MONDAY - 366 * DAY, MONDAY, PeriodFault.LONG),
        (MONDAY, MONDAY - DAY, PeriodFault.BACKWARDS),
        (MONDAY, MONDAY + DAY, PeriodFault.TO_COME),
    ],
)
def test_chosen_days(first, last, fault):
    assert fault_of_days(first, last, MONDAY) is fault


def test_a_period_of_days_is_half_open():
    assert AuditPeriod.of_days(MONDAY, MONDAY) == AuditPeriod(MONDAY, MONDAY + DAY)
    assert period_start(MONDAY + 6 * DAY, Rhythm.WEEKLY) == MONDAY
    assert period_start(MONDAY + 6 * DAY, Rhythm.DAILY) == MONDAY + 6 * DAY


def test_e10_four_of_forty():
    assert incomplete_share(4, 40) == Decimal(10)
    assert incomplete_share(0, 40) == 0
    assert incomplete_share(0, 0) is None
