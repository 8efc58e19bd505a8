"""Addresses of the list of tickets behind a figure; a URL name is no import, so other houses may
ask here.
"""

from urllib.parse import urlencode

from django.urls import reverse

from metrics.domain.figures import FigureScope, FigureSpan

# The parts of a scope and what an address calls them.
PARTS = {
    "channels": "channel",
    "issue_types": "issue_type",
    "departments": "department",
    "natures": "nature",
    "tiers": "tier",
    "categories": "category",
    "models": "model",
    "levels": "level",
    "weekdays": "weekday",
    "hours": "hour",
}


def cases_path(key: str, scope: FigureScope, span: FigureSpan) -> str:
    """The page that lists exactly what a figure counts."""
    query = [("from", span.start.isoformat()), ("to", span.end.isoformat())]
    query += [
        (PARTS[part], str(value)) for part, values in scope.to_json().items() for value in values
    ]
    return f"{reverse('metrics:cases', args=[key])}?{urlencode(query)}"
