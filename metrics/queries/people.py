"""Figures by person: the cases of a figure split by who has the ticket, that is who solved it."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from metrics.domain.figures import Figure, FigureScope, FigureSpan
from metrics.queries.measure import figure_by_columns
from tickets.record.domain.scope import TicketScope


def figures_by_person(
    keys: Iterable[str],
    span: FigureSpan,
    *,
    at: datetime,
    seen: TicketScope | None = None,
    person: int | None = None,
) -> dict[int, dict[str, Figure]]:
    """Of each assignee, by primary key, the figures of the registry that have cases of theirs; one
    statement a figure. Raises `UnknownMetric`.

    What nobody is assigned to is nobody's. Without `seen` the tickets are the desk's; with
    `person` all are left out but that one.
    """
    has_assignee = Q(assignee__isnull=False) if person is None else Q(assignee=person)
    found: defaultdict[int, dict[str, Figure]] = defaultdict(dict)
    for key in keys:
        figures = figure_by_columns(
            key, FigureScope(), span, ("assignee_id",), at=at, seen=seen, only=has_assignee
        )
        for (assignee,), figure in figures.items():
            found[assignee][key] = figure
    return dict(found)
