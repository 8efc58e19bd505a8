"""Which way is better, by the name of a metric."""

import pytest

from plans.domain.direction import direction_of
from tests.factories.execution_records import metric


@pytest.mark.parametrize(
    ("line_", "wanted"),
    [
        (metric("平均处理时长(小时)", 48, 20), "lower"),
        (metric("投诉率(%)", 5, 3), "lower"),
        (metric("投诉一次性解决率(%)", 72, 91), "higher"),
        (metric("客户满意度评分(分)", 3, 4), "higher"),
        (metric("指数", 10, 20, 15), "higher"),
        (metric("指数", 10, 5, 6), "lower"),
        (metric("指数", None, 20, 15, True), "higher"),
        (metric("指数", None, 20, 15, False), "lower"),
        (metric("指数", 1, 2), "lower"),
    ],
)
def test_which_way_is_better(line_, wanted):
    assert direction_of(line_) == wanted
