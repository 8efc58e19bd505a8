"""Progress weighted by stages."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.domain import progress
from plans.enums import Light

PERCENTS = st.integers(0, 100)
ROWS = st.lists(
    st.builds(SimpleNamespace, percent=PERCENTS, weight=st.integers(1, 100)),
    min_size=1,
    max_size=40,
)


@given(ROWS, st.data())
def test_more_done_is_never_less_progress(rows, data):
    """The weighted progress grows with the percent of every stage, and stays between the least and the greatest of them."""
    before = progress.weighted_pct(rows)
    assert (
        min(row.percent for row in rows) - Decimal("1e-20")
        <= before
        <= max(row.percent for row in rows) + Decimal("1e-20")
    )
    chosen = rows[data.draw(st.integers(0, len(rows) - 1))]
    former, chosen.percent = chosen.percent, data.draw(st.integers(chosen.percent, 100))
    after = progress.weighted_pct(rows)
    assert after > before if chosen.percent > former else after == before


def stage(status="done", planned="2024-08-20", first="2024-08-10", actual="2024-08-18"):
    return SimpleNamespace(
        status=status,
        percent=100,
        weight=1,
        planned_date=date.fromisoformat(planned),
        baseline_planned_date=date.fromisoformat(first),
        actual_date=date.fromisoformat(actual) if actual else None,
    )


def test_in_time_is_who_kept_the_first_date():
    """A date that was planned anew stands beside it, and makes nothing better."""
    shown = progress.progress_of([stage(), stage(first="2024-08-20")], date(2024, 9, 1))
    assert (shown.on_time, shown.on_time_replanned) == (1, 2)
    assert (shown.on_time_pct, shown.on_time_replanned_pct) == (50, 100)


@pytest.mark.parametrize(
    ("today", "light"),
    [
        ("2024-09-15", Light.GREEN),  # the last day of the window
        ("2024-09-16", Light.AMBER),
        ("2024-09-22", Light.AMBER),
        ("2024-09-23", Light.RED),
    ],
)
def test_an_evaluation_that_is_due_or_late_burns(today, light):
    assert (
        progress.light_of(
            "evaluating",
            [stage()],
            date.fromisoformat(today),
            end=date(2024, 12, 31),
            window_end=date(2024, 9, 15),
        )
        == light
    )
