"""Two texts of one thing: somebody saved while another was still writing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Model, QuerySet
from django.forms import ChoiceField, Field, ModelChoiceField

from pages.formats import plain_day, plain_moment
from pages.forms import DeskForm

SEVERAL = QuerySet | list | tuple | set


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
        if comparable_value(value) == comparable_value(stored[name]):
            continue
        theirs, mine = display_value(bound.field, stored[name]), display_value(bound.field, value)
        if theirs == mine:
            # Two people of one name: only their keys tell them apart.
            theirs, mine = f"{theirs} {_keys_of(stored[name])}", f"{mine} {_keys_of(value)}"
        differing.append(FieldDifference(str(bound.label), theirs, mine))
    return differing


def comparable_value(value: Any) -> Any:
    """The same for what means the same, whether it was stored or typed."""
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, datetime):
        # A form asks for minutes, a row has seconds.
        return value.replace(second=0, microsecond=0)
    if isinstance(value, str):
        # Browsers send two signs for the end of a line, and forms drop outer blanks.
        return value.replace("\r\n", "\n").strip() or None
    if isinstance(value, SEVERAL):
        return {comparable_value(part) for part in value}
    return value


def display_value(field: Field, value: Any) -> str:
    """A value as a reader of the form knows it."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return plain_moment(value)
    if isinstance(value, date):
        return plain_day(value)
    if isinstance(value, SEVERAL):
        return "\n".join(sorted(display_value(field, part) for part in value))
    if isinstance(value, Model):
        return str(getattr(field, "label_from_instance", str)(value))
    return _choice_labels(field).get(str(value), str(value))


def _keys_of(value: Any) -> str:
    rows = value if isinstance(value, SEVERAL) else [value]
    return " ".join(f"#{row.pk}" for row in rows if isinstance(row, Model))


def _choice_labels(field: Field) -> dict[str, str]:
    """By value, also within groups; a field that picks rows has none."""
    labels: dict[str, str] = {}
    if not isinstance(field, ChoiceField) or isinstance(field, ModelChoiceField):
        return labels
    for value, label in field.choices:
        grouped = label if isinstance(label, list | tuple) else [(value, label)]
        labels.update({str(key): str(words) for key, words in grouped})
    return labels
