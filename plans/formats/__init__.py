"""Words and places of plans as templates write them: plain text, never markup."""

from plans.domain.chart import HEIGHT
from plans.formats import charts, dates, figures, gantt, progress

FILTERS = {
    **charts.FILTERS,
    **dates.FILTERS,
    **figures.FILTERS,
    **gantt.FILTERS,
    **progress.FILTERS,
}
"""The names by which templates know them."""

GLOBALS = {"chart_height": HEIGHT}
"""Pixels of every effect chart."""
