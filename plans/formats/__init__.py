"""Words and places of plans as templates write them: plain text, never markup."""

from plans.formats import charts, dates, figures, gantt, progress

# The names by which templates know them.
FILTERS = {
    **charts.FILTERS,
    **dates.FILTERS,
    **figures.FILTERS,
    **gantt.FILTERS,
    **progress.FILTERS,
}
