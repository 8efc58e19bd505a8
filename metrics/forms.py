"""What an address of this house says: a period and a scope. What is not understood is left out."""

from collections.abc import Iterator
from datetime import date

from django.http import QueryDict
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from customers.enums import Level
from metrics.domain.figures import FigureScope, FigureSpan
from metrics.queries.links import PARTS
from tickets.record.enums import Nature, Tier

# By part of a scope, what may be said of it.
VOCABULARIES = {"natures": Nature.values, "tiers": Tier.values, "levels": Level.values}
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
    parts = {
        part: tuple(value for value in given[part] if value in allowed)
        for part, allowed in VOCABULARIES.items()
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


def faults_of_query(query: QueryDict) -> dict[str, str]:
    """By name, what `read_span` and `read_scope` leave out: programs are told."""
    faults = {
        name: _("“%(value)s” is none of those to choose from.") % {"value": unknown[0]}
        for name, unknown in _unknown_values(query)
    }
    days = {name: query.getlist(name) for name in ("from", "to") if name in query}
    for name, written in days.items():
        if len(written) > 1 or _day_in(written[0]) is None:
            faults[name] = _("Write one day: 2026-03-31.")
    if len(days) == 2 and not faults.keys() & days.keys() and query["from"] > query["to"]:
        faults["to"] = _("The last day is before the first one.")
    return faults


def _unknown_values(query: QueryDict) -> Iterator[tuple[str, list[str]]]:
    """By name, where some are."""
    scope = read_scope(query)
    for part, name in PARTS.items():
        known = set(map(str, getattr(scope, part)))
        unknown = [value for value in query.getlist(name) if value not in known]
        if unknown:
            yield name, unknown


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
