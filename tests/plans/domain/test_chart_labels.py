"""Words of a chart cover neither points nor lines nor one another."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from plans.domain import chart as law
from plans.domain import chart_labels
from plans.domain.chart import BOTTOM, TOP, WindowMean
from plans.domain.timeline import DAY, Timeline
from tests.factories.chart_figures import START, weeks_of

VALUES = st.decimals(-10_000, 10_000, places=3, allow_nan=False)


@given(VALUES, VALUES, VALUES)
def test_words_stay_on_the_drawing_and_off_each_other(before, after, target):
    weeks = weeks_of([None] * 10)
    line = Timeline(weeks[0].first, weeks[-1].last)
    means = [
        WindowMean("before", weeks[0].first, weeks[3].last, before, 9),
        WindowMean("after", weeks[4].first, weeks[5].last, after, 9),
    ]
    picture = law.effect_picture(line, weeks, means, target)
    of_after = picture.levels[1]
    heights = [*(level.label_y for level in picture.levels), picture.target_label_y]
    assert all(TOP <= y <= BOTTOM for y in heights)
    assert chart_labels.label_extent(of_after).x < law.AT_TARGET.end, "they stand above one another"
    assert abs(of_after.label_y - picture.target_label_y) >= chart_labels.CLEAR


@given(st.integers(0, 100))
def test_words_leave_points_free(level):
    told = weeks_of([(Decimal(level), 5)] * 8 + [(Decimal(0), 5), (Decimal(100), 5)])
    line = Timeline(told[0].first, told[-1].last)
    picture = law.effect_picture(
        line, told, [WindowMean("before", told[0].first, told[3].last, Decimal(level), 20)], None
    )
    assert abs(picture.levels[0].label_y - 4 - picture.points[0].y) >= chart_labels.CLEAR


@given(st.dates(START, START + 69 * DAY), st.dates(START, START + 69 * DAY))
def test_a_word_never_leaves_the_drawing_sideways(one, other):
    line, (first, last) = Timeline(START, START + 69 * DAY), sorted([one, other])
    picture = law.effect_picture(line, [], [WindowMean("after", first, last, Decimal(3), 1)], None)
    words = chart_labels.label_extent(picture.levels[0])
    assert words.x >= 0 and words.end <= 100 + 1e-9
