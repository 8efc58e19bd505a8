"""The figures of a period by person, as they may be the basis of an award: to be read beside the
form, and to be kept on the award. Nobody is ranked by them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from analytics.domain.awards import AwardPeriod
from analytics.domain.report import digest_of
from analytics.queries.month_facts import decimal_of
from analytics.queries.month_tables import Row, number_text
from analytics.queries.months import definition_of
from analytics.queries.pictures import sample_text
from metrics.domain.figures import SMALL_SAMPLE, Figure
from metrics.enums import MetricUnit, Note
from metrics.formats import measured_value
from metrics.queries.people import figures_by_person

# What may speak for a person: of the tickets that the person solved.
FIGURES = ("fcr", "csat_avg", "sla_resolve")

# Its cases are the tickets solved in the period.
SOLVED = "fcr"

NOTHING = Figure(None, 0)


@dataclass(frozen=True, slots=True)
class ShownFigure:
    """A figure of a person in words. `count` is empty where there are too few cases, and where the
    value itself is a count.
    """

    key: str
    name: str
    meaning: str
    value: str
    count: str
    is_few: bool
    notes: str


@dataclass(frozen=True, slots=True)
class PersonFigures:
    """A person with the figures of a period, in the order of the columns."""

    person: User
    figures: list[ShownFigure]


def figures_of_people(period: AwardPeriod, *, at: datetime) -> list[PersonFigures]:
    """Everybody at work who has cases in the period, by name. A statement a figure, and one for
    the people.
    """
    found = figures_by_person(FIGURES, period.span, at=at)
    people = User.objects.at_work().filter(pk__in=found).select_related("department")
    definitions = _definitions()
    return [
        PersonFigures(
            person,
            shown_figures({"figures": _kept_figures(found[person.pk]), "definitions": definitions}),
        )
        for person in people.order_by("display_name", "pk")
    ]


def columns_of_people() -> list[ShownFigure]:
    """The heads of that table: names and meanings."""
    return shown_figures({"figures": _kept_figures({}), "definitions": _definitions()})


def figures_for_award(person: int, period: AwardPeriod, *, at: datetime) -> dict[str, Any]:
    """What an award keeps: the person's figures as they are known at `at`, with their definitions.
    A statement a figure.
    """
    found = figures_by_person(FIGURES, period.span, at=at, person=person)
    return {
        "period": period.name,
        "at": at.isoformat(),
        "zone": settings.TIME_ZONE,
        "figures": _kept_figures(found.get(person, {})),
        "definitions": _definitions(),
    }


def seen_figures(data: Mapping[str, Any]) -> str:
    """What tells figures that somebody has seen from later ones that differ: SHA-256 in hex."""
    return digest_of({name: value for name, value in data.items() if name != "at"})


def shown_figures(data: Mapping[str, Any]) -> list[ShownFigure]:
    """Of what is kept, or as it would be kept: the tickets solved and each figure, in the language
    that is active.
    """
    rows, definitions = data.get("figures", {}), data.get("definitions", {})
    if SOLVED not in rows:
        return []
    shown = [_shown_figure(key, row, definitions[key]) for key, row in rows.items()]
    return [_solved_tickets(rows[SOLVED], definitions[SOLVED]), *shown]


def figure_line(data: Mapping[str, Any]) -> str:
    """The same in one line; empty where nothing is kept."""
    words = [
        f"{one.name} {one.value} ({one.count})" if one.count else f"{one.name} {one.value}"
        for one in shown_figures(data)
    ]
    notes = {note: None for one in shown_figures(data) if (note := one.notes)}
    return " · ".join([*words, *notes])


def _definitions() -> dict[str, Any]:
    return {key: definition_of(key) for key in FIGURES}


def _kept_figures(figures: Mapping[str, Figure]) -> dict[str, Row]:
    return {key: _kept_figure(figures.get(key, NOTHING)) for key in FIGURES}


def _kept_figure(figure: Figure) -> Row:
    """Of too few cases neither their number nor a value: what nobody saw is not kept."""
    if figure.count < SMALL_SAMPLE:
        return {"is_few": True, "value": None, "count": None, "notes": []}
    return {
        "is_few": False,
        "value": number_text(figure.value),
        "count": figure.count,
        "notes": [note.value for note in figure.notes],
    }


def _shown_figure(key: str, row: Row, definition: Mapping[str, str]) -> ShownFigure:
    value = measured_value(decimal_of(row), MetricUnit(definition["unit"]))
    return ShownFigure(
        key=key,
        name=_in_language(definition, "{}"),
        meaning=_in_language(definition, "meaning_{}"),
        value=sample_text(0) if row["is_few"] else value,
        count="" if row["is_few"] else f"n = {row['count']}",
        is_few=row["is_few"],
        notes="; ".join(str(Note(note).label) for note in row["notes"]),
    )


def _solved_tickets(row: Row, definition: Mapping[str, str]) -> ShownFigure:
    """Not a figure of its own: how many the first-time resolution rate stands on."""
    return ShownFigure(
        key="solved",
        name=_("Tickets solved"),
        meaning=_("The tickets that “%(figure)s” stands on.")
        % {"figure": _in_language(definition, "{}")},
        value=sample_text(0) if row["is_few"] else str(row["count"]),
        count="",
        is_few=row["is_few"],
        notes="",
    )


def _in_language(definition: Mapping[str, str], name: str) -> str:
    return definition[name.format("en" if get_language() == "en" else "zh")]
