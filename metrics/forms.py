"""What an address of this house says: a period and a scope. What is not understood is left out."""

from datetime import date

from django.http import QueryDict
from django.utils.dateparse import parse_date

from customers.enums import Level
from metrics.domain.figures import FigureScope, FigureSpan
from metrics.queries.links import PARTS
from tickets.record.enums import Nature, Tier

KEYS = ("channels", "issue_types", "departments", "models")
TIMES = {"weekdays": range(1, 8), "hours": range(24)}
YEARS = range(1970, 2200)
LONGEST_KEY = 18
LONGEST_NAME = 40


def read_span(query: QueryDict, today: date) -> FigureSpan:
    """`from` and `to`, both inclusive; without them this month.

    One alone is a period up to the end of its month, or from its first day.
    """
    start, end = _day_in(query.get("from", "")), _day_in(query.get("to", ""))
    if start is None and end is None:
        return FigureSpan.month(today)
    start = start or FigureSpan.month(end).start
    end = end or FigureSpan.month(start).end
    return FigureSpan(min(start, end), max(start, end))


def read_scope(query: QueryDict) -> FigureScope:
    """The scope that `links.cases_path` wrote."""
    given = {part: query.getlist(name) for part, name in PARTS.items()}
    known = {
        "natures": set(Nature.values),
        "tiers": set(Tier.values),
        "levels": set(Level.values),
    }
    parts = {
        part: tuple(value for value in given[part] if value in allowed)
        for part, allowed in known.items()
    }
    return FigureScope(
        **parts,
        categories=tuple(value for value in given["categories"] if _is_name(value)),
        **{part: tuple(int(value) for value in given[part] if _is_key(value)) for part in KEYS},
        **{
            part: tuple(int(value) for value in given[part] if value in map(str, allowed))
            for part, allowed in TIMES.items()
        },
    )


def _is_key(written: str) -> bool:
    return written.isascii() and written.isdigit() and len(written) <= LONGEST_KEY


def _is_name(written: str) -> bool:
    """May something be called so? What the database refuses is nobody's name."""
    return 0 < len(written) <= LONGEST_NAME and "\0" not in written


def _day_in(written: str) -> date | None:
    try:
        day = parse_date(written)
    except ValueError:
        return None
    return day if day and day.year in YEARS else None
