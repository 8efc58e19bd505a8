"""Spans of dates in which the figures before and after are taken. Both ends belong to a span."""

from datetime import date, timedelta

from metrics.domain.figures import FigureSpan

# EV-1, LM-20: the data are taken one to two weeks after full roll-out.
FIRST_DAY, LAST_DAY = timedelta(days=7), timedelta(days=14)

BASELINE = timedelta(days=90)


def evaluation_window(rollout: date) -> FigureSpan:
    """Rolled out on 2024-09-01: 2024-09-08 to 2024-09-15."""
    return FigureSpan(rollout + FIRST_DAY, rollout + LAST_DAY)


def baseline_window(start: date) -> FigureSpan:
    """What is proposed: the ninety days before the plan starts."""
    return FigureSpan(start - BASELINE, start - timedelta(days=1))


def is_as_long(before: FigureSpan, after: FigureSpan) -> bool:
    """Have two windows as many days, within a tenth? Months have."""
    return abs(before.days - after.days) * 10 <= before.days


def baseline_span(start: date, named_from: date | None, named_to: date | None) -> FigureSpan:
    """The window before the change: as the plan names it, else what is proposed."""
    # One end alone is no window; forms and actions refuse it, imports cannot bring it.
    if named_from and named_to:
        return FigureSpan(named_from, named_to)
    return baseline_window(start)
