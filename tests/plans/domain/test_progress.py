"""Progress weighted by stages."""

from decimal import Decimal
from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from plans.domain import progress

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
