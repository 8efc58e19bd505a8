"""The steps of a thing, from the very table that serves the buttons of its page.

A step's form says what may be sent: its fields become members of the JSON body, and what the form
refuses is refused here in the same words.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import forms
from django.db.models import Model
from django.http import Http404, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.exceptions import ErrorDetail, ValidationError

from api.serializers import bounded_moment, has_zone
from core.errors import LawBroken
from pages.forms import PickedField, StepForm
from pages.offers import StepDefinition, StepSet

# What a form carries for the page alone.
OF_PAGES = frozenset({"submit_id", "is_meant"})

# By which a row is named in the interface, the first that it has.
NAMES = ("number", "code", "username", "serial", "name", "pk")


def open_steps(steps: StepSet, thing: Any, user: Any, at: datetime) -> list[dict[str, Any]]:
    """The steps that are open to a person now."""
    return [
        described_step(step, step.form(thing=thing, user=user, at=at))
        for step in steps.offered_to(user, thing)
    ]


def described_step(definition: StepDefinition, form: StepForm) -> dict[str, Any]:
    """A step that is open: its words, and what it takes."""
    return {
        "key": definition.key,
        "title": definition.name,
        "hint": str(definition.hint),
        "is_main": definition.is_main,
        "fields": [described_field(name, field, form) for name, field in sent_fields(form).items()],
    }


def sent_fields(form: forms.BaseForm) -> dict[str, forms.Field]:
    """The fields of a form that a client sends."""
    return {name: field for name, field in form.fields.items() if name not in OF_PAGES}


def described_field(name: str, field: forms.Field, form: forms.BaseForm) -> dict[str, Any]:
    """A field as JSON; its `type` is what `type_of` says."""
    described: dict[str, Any] = {
        "name": name,
        "label": str(field.label or name),
        "type": type_of(field),
        "is_required": field.required,
    }
    longest = getattr(field, "max_length", None)
    if longest:
        described["max_length"] = longest
    choices = getattr(field, "choices", None)
    if choices is not None and not isinstance(field, forms.ModelChoiceField):
        described["choices"] = [
            {"value": value, "label": str(label)} for value, label in choices if value != ""
        ]
    return described


def type_of(field: forms.Field) -> str:
    """What a field takes: string, text, boolean, integer, moment, day, choice, row or file."""
    if isinstance(field, forms.ModelChoiceField | PickedField):
        return "row"
    kinds: tuple[tuple[type[forms.Field], str], ...] = (
        (forms.FileField, "file"),
        (forms.BooleanField, "boolean"),
        (forms.DateTimeField, "moment"),
        (forms.DateField, "day"),
        (forms.ChoiceField, "choice"),
        (forms.IntegerField, "integer"),
    )
    found = next((name for kind, name in kinds if isinstance(field, kind)), "string")
    is_long = found == "string" and isinstance(field.widget, forms.Textarea)
    return "text" if is_long else found


def run_step(
    steps: StepSet, key: str, thing: Any, given: Any, *, user: Any, at: datetime
) -> StepDefinition:
    """Take a step of a thing that is locked by nobody yet.

    Raises `Http404` for no such step, `NotAllowed`, `LawBroken` where it does not fit,
    `ValidationError` for what its form refuses.
    """
    definition = steps.find_step(key)
    if definition is None:
        raise Http404
    steps.require_person(definition, user, thing)
    form = bound_form(definition, thing, given, user=user, at=at)
    if not form.is_valid():
        raise ValidationError(errors_of(form))
    if not steps.is_offered(definition, user, thing):
        raise LawBroken(_("You cannot do this in the current state."))
    definition.run(thing, user, at, dict(form.details))
    return definition


def bound_form(
    definition: StepDefinition, thing: Any, given: Any, *, user: Any, at: datetime
) -> StepForm:
    """The form of a step, filled in as the body says. Raises `ValidationError`."""
    empty = definition.form(thing=thing, user=user, at=at)
    fields = sent_fields(empty)
    if not isinstance(given, Mapping):
        raise ValidationError([_("Send an object.")])
    unknown = sorted(str(name) for name in given if name not in fields)
    if unknown:
        words = ErrorDetail(_("There is no field of this name."), code="unknown_field")
        raise ValidationError({name: [words] for name in unknown})
    data = QueryDict(mutable=True)
    for name, field in fields.items():
        # What is not sent is what the page would have shown.
        value = given[name] if name in given else initial_value(empty, name)
        data.setlist(name, written_values(field, value, name))
    return definition.form(data, thing=thing, user=user, at=at)


def initial_value(form: forms.BaseForm, name: str) -> Any:
    """What a page begins with: ticked boxes and proposals; hidden fields too."""
    return form.get_initial_for_field(form.fields[name], name)


def written_values(field: forms.Field, value: Any, name: str) -> list[str]:
    """A JSON value as a browser would have sent it. Raises `ValidationError`."""
    if value is None or value == "" or value is False:
        return []
    if isinstance(value, list | tuple):
        return [written for one in value for written in written_values(field, one, name)]
    if isinstance(value, Mapping):
        raise ValidationError({name: [_("This is no place for an object.")]})
    return [written_value(field, value, name)]


def written_value(field: forms.Field, value: Any, name: str) -> str:
    """One value that is there. Raises `ValidationError`."""
    if isinstance(field, forms.ModelChoiceField | PickedField):
        return str(key_of(field, value, name))
    if isinstance(value, bool):
        return "on"
    if isinstance(field, forms.DateTimeField):
        return local_moment(value, name)
    return value.isoformat() if isinstance(value, date) else str(value)


def key_of(field: Any, value: Any, name: str) -> Any:
    """The key of the row that is named; a row itself is what a page begins with.

    Raises `ValidationError` for a name that none of the rows to choose from has.
    """
    if isinstance(value, Model):
        return value.pk
    rows = field.queryset
    if rows is None:
        return value
    columns = {column.name for column in rows.model._meta.concrete_fields}
    column = next(one for one in NAMES if one == "pk" or one in columns)
    if column == "pk" and not str(value).isdecimal():
        raise ValidationError({name: [_("There is no such row.")]})
    row = rows.filter(**{column: value}).first()
    if row is None:
        words = ErrorDetail(_("There is no such row, or you may not choose it."), code="unknown")
        raise ValidationError({name: [words]})
    to_field = getattr(field, "to_field_name", None) or "pk"
    return getattr(row, to_field)


def local_moment(value: Any, name: str) -> str:
    """A moment with its zone, as a form of the desk reads it. Raises `ValidationError`."""
    moment = value
    if isinstance(value, str):
        try:
            moment = bounded_moment(datetime.fromisoformat(value)) if has_zone(value) else None
        except ValueError:
            moment = None
    if not isinstance(moment, datetime) or moment.tzinfo is None:
        words = _("Write a moment with its zone: 2026-03-16T12:50:00+08:00.")
        raise ValidationError({name: [ErrorDetail(words, code="no_moment")]})
    return f"{timezone.localtime(moment):%Y-%m-%dT%H:%M:%S}"


def errors_of(form: forms.BaseForm) -> dict[str, list[ErrorDetail]]:
    """What a form refuses, by the members of the body."""
    found: dict[str, list[ErrorDetail]] = {}
    for name, errors in form.errors.as_data().items():
        member = "non_field_errors" if name == forms.forms.NON_FIELD_ERRORS else name
        found[member] = [
            ErrorDetail(message, code=error.code or "invalid")
            for error in errors
            for message in error.messages
        ]
    return found
