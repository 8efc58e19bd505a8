"""The law of figures: periods over days on which clocks change, quantiles, shares within a target, scopes there and back."""

import statistics
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.domain import figures
from metrics.domain.figures import DAY, Figure, FigureScope, FigureSpan, ValueTally
from metrics.enums import Bucket, MetricUnit, Note

DAYS = st.dates(date(1990, 1, 1), date(2100, 1, 1))
RAWS = st.lists(st.integers(0, 10**12), min_size=1, max_size=60)
ZONES = [
    ZoneInfo(name)
    for name in (
        "Asia/Shanghai",
        "Europe/London",
        "America/Havana",
        "Africa/Cairo",
        "Australia/Lord_Howe",
        "UTC",
    )
]


def spans(longest=500):
    return st.builds(
        lambda start, days: FigureSpan(start, start + days * DAY), DAYS, st.integers(0, longest)
    )


def tally_of(raws):
    tally = ValueTally()
    for raw in raws:
        tally.add(raw, 1)
    return tally


def close(one, other):
    return abs(Decimal(one) - Decimal(other)) <= Decimal("1e-9") * max(1, abs(Decimal(other)))


# --- periods --------------------------------------------------------------------------------------------------------


def test_a_month_is_half_open_in_the_desks_zone():
    start, end = FigureSpan.month(date(2024, 5, 17)).moments(ZoneInfo("Asia/Shanghai"))
    assert (start, end) == (
        datetime(2024, 4, 30, 16, tzinfo=UTC),
        datetime(2024, 5, 31, 16, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/London", date(2024, 3, 31), 23),
        ("Europe/London", date(2024, 10, 27), 25),
        ("America/Havana", date(2024, 3, 10), 23),
        ("America/Havana", date(2024, 11, 3), 25),
        ("Africa/Cairo", date(2024, 4, 26), 23),
        ("Australia/Lord_Howe", date(2024, 4, 7), 24.5),
    ],
)
def test_a_day_on_which_clocks_change(zone, day, hours):
    """Havana and Cairo change at midnight: one midnight is there twice, the other not at all."""
    start, end = FigureSpan(day, day).moments(ZoneInfo(zone))
    assert (end - start) / timedelta(hours=1) == hours


@given(DAYS, st.sampled_from(ZONES))
def test_one_period_ends_where_the_next_begins(day, zone):
    month = FigureSpan.month(day)
    following = FigureSpan.month(month.end + DAY)
    assert month.start <= day <= month.end
    assert month.moments(zone)[1] == following.moments(zone)[0]
    assert month.moments(zone)[0] < month.moments(zone)[1]


@given(spans(), st.sampled_from(Bucket))
def test_every_day_of_a_period_lies_in_one_of_its_buckets(span, bucket):
    starts = figures.bucket_starts(span, bucket)
    days = [span.start + n * DAY for n in range(span.days)]
    assert starts == sorted({figures.bucket_start(day, bucket) for day in days})


def test_a_period_cannot_end_before_it_starts():
    with pytest.raises(ValueError, match="cannot end"):
        FigureSpan(date(2024, 5, 2), date(2024, 5, 1))


# --- numbers --------------------------------------------------------------------------------------------------------


@given(RAWS)
def test_the_numbers_are_those_of_the_single_values(raws):
    found = figures.figure_of(tally_of(raws), MetricUnit.MINUTES, has_singles=True)
    minutes = [Decimal(raw) / 60_000_000 for raw in raws]
    assert found.count == len(raws)
    assert close(found.value, sum(minutes) / len(raws))
    assert (found.minimum, found.maximum) == (min(minutes), max(minutes))
    assert close(found.median, statistics.median(minutes))
    expected = (
        statistics.quantiles(minutes, n=10, method="inclusive")[-1] if len(raws) > 1 else minutes[0]
    )
    assert close(found.p90, expected)


@given(RAWS, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(raws, chance):
    shuffled = raws.copy()
    chance.shuffle(shuffled)
    one, other = (
        figures.figure_of(tally_of(rows), MetricUnit.HOURS, has_singles=True)
        for rows in (raws, shuffled)
    )
    assert one == other


@given(RAWS, st.integers(0, 10**12))
def test_the_share_within_a_target(raws, bound):
    target = Decimal(bound) / 3_600_000_000
    tally = tally_of(raws)
    below, above = (
        figures.share_within(tally, MetricUnit.HOURS, target, lower_is_better=lower)
        for lower in (True, False)
    )
    assert close(
        below, Decimal(100) * sum(raw <= target * 3_600_000_000 for raw in raws) / len(raws)
    )
    assert below + above >= 100
    assert (
        figures.share_within(tally, MetricUnit.HOURS, Decimal(10**9), lower_is_better=True) == 100
    )


def test_a_bound_that_is_just_kept():
    """24 h to the microsecond is within 24 h."""
    tally = tally_of([24 * 3_600_000_000, 24 * 3_600_000_000 + 1])
    assert figures.share_within(tally, MetricUnit.HOURS, Decimal(24), lower_is_better=True) == 50


def test_nothing_counted():
    empty = ValueTally()
    empty.add(None, 3)
    assert figures.figure_of(empty, MetricUnit.MINUTES, has_singles=True) == Figure(
        None, 0, missing=3
    )
    assert figures.figure_of(ValueTally(), MetricUnit.COUNT, has_singles=False) == Figure(
        Decimal(0), 0
    )
    assert figures.share_within(empty, MetricUnit.MINUTES, Decimal(1), lower_is_better=True) is None


def test_a_share_has_no_median():
    found = figures.figure_of(
        tally_of([100, 100, 0]), MetricUnit.PERCENT, has_singles=False, notes=(Note.OPEN_WINDOW,)
    )
    assert (found.value, found.median, found.maximum, found.is_provisional) == (
        Decimal(200) / 3,
        None,
        None,
        True,
    )


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (Decimal(305) / 11, MetricUnit.MINUTES, "27.7"),
        (Decimal(11_895) / 600, MetricUnit.HOURS, "19.83"),
        (Decimal("0.25"), MetricUnit.PERCENT, "0.3"),
        (Decimal(37) / 9, MetricUnit.SCORE, "4.11"),
        (Decimal(12), MetricUnit.COUNT, "12"),
    ],
)
def test_only_what_is_shown_is_rounded(value, unit, shown):
    assert str(figures.rounded_value(value, unit)) == shown


# --- scopes ---------------------------------------------------------------------------------------------------------

KEYS = st.lists(st.integers(1, 10**6), max_size=3).map(tuple)
WORDS = st.lists(st.sampled_from(["complaint", "fault", "urgent"]), max_size=3).map(tuple)


@given(
    st.builds(
        FigureScope,
        channels=KEYS,
        issue_types=KEYS,
        departments=KEYS,
        natures=WORDS,
        tiers=WORDS,
        categories=WORDS,
        models=KEYS,
        levels=WORDS,
    )
)
def test_a_scope_survives_being_stored(scope):
    data = scope.to_json()
    assert FigureScope.from_json(data) == scope
    assert scope.is_all is not any(data.values())


def test_a_scope_of_nothing_known_is_everything():
    assert FigureScope.from_json(None) == FigureScope.from_json({}) == FigureScope()
    with pytest.raises(ValueError, match="regions"):
        FigureScope.from_json({"regions": [1]})


@pytest.mark.parametrize(("base", "value"), [(200, Decimal("10.5")), (0, None)])
def test_a_rate_is_divided_by_its_base_and_lists_its_cases(base, value):
    tally = ValueTally({100: 21}, marked=21, base=base, cases=30)
    found = figures.figure_of(tally, MetricUnit.PERCENT, has_singles=False)
    assert (found.value, found.count, found.marked, found.listed) == (value, base, 21, 30)


def test_a_rate_of_nothing_that_failed_is_nought():
    found = figures.figure_of(ValueTally(base=200), MetricUnit.PERCENT, has_singles=False)
    assert (found.value, found.count, found.listed) == (0, 200, 0)
