"""Two texts of one thing: somebody saved while another was still writing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.forms import ChoiceField, Field

from core.formats import plain_day, plain_moment
from core.forms import DeskForm


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """A field that two people wrote differently, in the words of the page; empty for nothing."""

    label: str
    theirs: str
    mine: str


def differing_fields(form: DeskForm, stored: Mapping[str, Any]) -> list[FieldDifference]:
    """The fields in which a valid form says something else than is stored now.

    `stored` has the values of the thing by the names of its form.
    """
    differing = []
    for name, value in form.details.items():
        bound = form[name]
        if name not in stored or bound.is_hidden:
            continue
        theirs, mine = display_value(bound.field, stored[name]), display_value(bound.field, value)
        # As they read: a form asks for minutes, a row has seconds.
        if theirs != mine:
            differing.append(FieldDifference(str(bound.label), theirs, mine))
    return differing


def display_value(field: Field, value: Any) -> str:
    """A value as a reader of the form knows it."""
    if value is None or value == "":
        return ""
    if isinstance(value, datetime):
        return plain_moment(value)
    if isinstance(value, date):
        return plain_day(value)
    if isinstance(value, QuerySet | list | tuple | set):
        # in any order several rows are the same answer
        return "\n".join(sorted(display_value(field, one) for one in value))
    return _choice_labels(field).get(str(value), str(value))


def _choice_labels(field: Field) -> dict[str, str]:
    """By value, also within groups; a field that picks rows has none: a row says its own name."""
    labels: dict[str, str] = {}
    if not isinstance(field, ChoiceField) or hasattr(field, "queryset"):
        return labels
    for value, label in field.choices:
        grouped = label if isinstance(label, list | tuple) else [(value, label)]
        labels.update({str(key): str(words) for key, words in grouped})
    return labels
