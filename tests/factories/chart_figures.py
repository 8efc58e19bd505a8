"""Figures of weeks, as charts draw them."""

from datetime import date

from plans.domain.chart import BucketFigure
from plans.domain.timeline import DAY

START = date(2024, 5, 6)  # a Monday


def weeks_of(found):
    return [
        BucketFigure(
            START + 7 * n * DAY, START + (7 * n + 6) * DAY, one and one[0], one[1] if one else 0
        )
        for n, one in enumerate(found)
    ]
