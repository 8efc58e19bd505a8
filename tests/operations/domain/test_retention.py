"""Which backups are kept: by hand for a year of nights, and as laws for any moments."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operations.domain.retention import (
    UNTOUCHED,
    BadKeepRule,
    KeepRule,
    keep_rule_of,
    kept_moments,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
FIRST, LAST = datetime.fromisoformat("2020-01-01"), datetime.fromisoformat("2030-01-01")
moments = st.lists(
    st.datetimes(FIRST, LAST, timezones=st.just(SHANGHAI)),
    max_size=60,
)
counts = st.integers(0, 15)
rules = st.builds(KeepRule, counts, counts, counts)


def days_of(kept):
    return sorted(f"{one:%m-%d}" for one in kept)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("7 daily, 4 weekly, 12 monthly", KeepRule(7, 4, 12)),
        ("12 monthly,4weekly", KeepRule(0, 4, 12)),
        ("3 daily", KeepRule(3, 0, 0)),
        ("7 4 12", KeepRule(7, 4, 12)),
        ("7, 4, 12", KeepRule(7, 4, 12)),
        (" 0 0 1 ", KeepRule(0, 0, 1)),
    ],
)
def test_a_rule_as_it_may_be_written(text, rule):
    assert keep_rule_of(text) == rule
    assert keep_rule_of(str(rule)) == rule


@pytest.mark.parametrize(
    "text",
    [
        "",
        "7",
        "7 4",
        "7 daily, 3 daily",
        "-1 4 12",
        "seven daily",
        "7 yearly",
        "7 4 12 1",
        "1e9 1 1",
    ],
)
def test_what_is_no_rule_is_refused_with_how_to_write_one(text):
    with pytest.raises(BadKeepRule, match="7 daily, 4 weekly, 12 monthly"):
        keep_rule_of(text)


def test_a_year_of_nights_leaves_a_week_a_month_of_weeks_and_a_year_of_months():
    """Each night one more, and the rule at work after it, as the timetable does it."""
    sets, rule = set(), KeepRule(7, 4, 12)
    for day in range(400):
        sets.add(datetime(2025, 10, 25, 2, 30, tzinfo=SHANGHAI) + timedelta(days=day))
        sets = kept_moments(sets, rule)
    assert max(sets).date().isoformat() == "2026-11-28"
    # days 22 to 28; Sundays 8, 15, 22 beside the running week; ends of the months
    assert days_of(sets) == sorted(
        [
            "11-22",
            "11-23",
            "11-24",
            "11-25",
            "11-26",
            "11-27",
            "11-28",
            "11-15",
            "11-08",
            "12-31",
            "01-31",
            "02-28",
            "03-31",
            "04-30",
            "05-31",
            "06-30",
            "07-31",
            "08-31",
            "09-30",
            "10-31",
        ]
    )


def test_a_machine_that_was_off_for_months_loses_nothing_by_it():
    old = {datetime(2026, 1, day, 2, 30, tzinfo=UTC) for day in (1, 2, 3)}
    new = datetime(2026, 9, 1, 2, 30, tzinfo=UTC)
    assert kept_moments({*old, new}, KeepRule(4, 0, 0)) == {*old, new}


def test_several_of_one_day_stay_until_the_next():
    noon = datetime(2026, 11, 29, 12, tzinfo=SHANGHAI)
    ones = {noon, noon - timedelta(minutes=5), noon - timedelta(hours=23)}
    assert kept_moments(ones, KeepRule(1, 0, 0)) == ones
    tomorrow = noon + timedelta(days=1)
    assert kept_moments({*ones, tomorrow}, KeepRule(1, 0, 0)) == {tomorrow}


@given(moments, rules)
def test_laws_of_keeping(all_moments, rule):
    kept = kept_moments(all_moments, rule)
    assert kept <= set(all_moments)
    assert bool(kept) == bool(all_moments)
    if not kept:
        return
    newest = max(all_moments)
    assert newest in kept
    of_today = {one for one in all_moments if newest - one < UNTOUCHED}
    assert of_today <= kept
    assert len(kept - of_today) <= rule.daily + rule.weekly + rule.monthly
    assert kept_moments(kept, rule) == kept, "a second run takes nothing more"
    for one in set(all_moments) - kept:
        assert any(one < other and one.date() <= other.date() for other in kept), (
            "none stands for it"
        )


@given(moments, rules, rules)
def test_who_keeps_more_loses_nothing(all_moments, rule, other):
    more = KeepRule(*(max(pair) for pair in zip(_counts(rule), _counts(other), strict=True)))
    assert kept_moments(all_moments, rule) <= kept_moments(all_moments, more)


@given(moments.filter(bool), counts)
def test_each_of_the_last_days_that_have_one_keeps_its_newest(all_moments, daily):
    kept = kept_moments(all_moments, KeepRule(daily, 0, 0))
    last_days = sorted({one.date() for one in all_moments}, reverse=True)[:daily]
    for day in last_days:
        assert max(one for one in all_moments if one.date() == day) in kept


def _counts(rule):
    return rule.daily, rule.weekly, rule.monthly
