"""The sources' twelve tickets of May 2024 (vectors.md E9), played through the actions."""

from datetime import date

from demo import sources
from demo.people import create_cast
from metrics.domain.figures import FigureScope, FigureSpan
from tests.tickets.world import at

ALL = FigureScope()
MAY, JUNE = FigureSpan.month(date(2024, 5, 1)), FigureSpan.month(date(2024, 6, 1))
REPORT = at("2024-06-01 10:00")
"""When the sources' monthly report was made."""


def may_2024():
    """E2 and E9; the team that worked on them."""
    cast = create_cast()
    sources.load_source_tickets(cast)
    return cast
