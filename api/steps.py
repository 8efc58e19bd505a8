"""The steps of a thing, from the very table that serves the buttons of its page.

A step's form says what may be sent: its fields become members of the JSON body, and what the form
refuses is refused here in the same words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import EMPTY_VALUES
from django.http import Http404, QueryDict
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from rest_framework.exceptions import ErrorDetail, ValidationError

from api.serializers import bounded_moment, has_zone, refuse_unknown_fields
from core.domain.text import is_key
from core.errors import BadFile, LawBroken
from pages.forms import MEANT, AskingForm, PickedField, StepForm
from pages.offers import StepDefinition, StepSet

# What a form carries for the page alone.
OF_PAGES = frozenset({"submit_id", "is_meant"})

# Whole numbers to the library of forms, and to nobody else.
FRACTIONS = (forms.DecimalField, forms.FloatField)

# What a thing calls the words of its state.
STATES = ("get_status_display", "get_state_display")

# By which a row is named in the interface, the first that it has.
NAMES = ("number", "code", "username", "serial", "name", "pk")


def open_steps(steps: StepSet, thing: Any, user: Any, at: datetime) -> list[dict[str, Any]]:
    """The steps that are open to a person now."""
    return [
        described_step(step, step.form(thing=thing, user=user, at=at))
        for step in steps.offered_to(user, thing)
    ]


def described_step(definition: StepDefinition, form: StepForm) -> dict[str, Any]:
    """A step that is open: its words, and what it takes. What only a page sends along is left out:
    `If-Match` says the same.
    """
    return {
        "key": definition.key,
        "title": definition.name,
        "hint": str(definition.hint),
        "is_main": definition.is_main,
        "fields": [
            described_field(name, field, form)
            for name, field in sent_fields(form).items()
            if field.required or not isinstance(field.widget, forms.HiddenInput)
        ],
    }


def sent_fields(form: forms.BaseForm) -> dict[str, forms.Field]:
    """The fields of a form that a client sends."""
    return {
        name: field
        for name, field in form.fields.items()
        if name not in OF_PAGES and not isinstance(field, forms.FileField)
    }


def file_fields(form: forms.BaseForm) -> list[str]:
    """The names of those that take a file."""
    return [name for name, field in form.fields.items() if isinstance(field, forms.FileField)]


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
    if is_of_what_was_seen(field):
        described["proposed"] = form.get_initial_for_field(field, name)
    return described


def type_of(field: forms.Field) -> str:
    """What a field takes, one of `api.serializers.FIELD_TYPES`."""
    if isinstance(field, forms.ModelChoiceField | PickedField):
        return "row"
    kinds: tuple[tuple[Any, str], ...] = (
        (forms.FileField, "file"),
        (forms.BooleanField, "boolean"),
        (forms.DateTimeField, "moment"),
        (forms.DateField, "day"),
        (forms.ChoiceField, "choice"),
        (FRACTIONS, "number"),
        (forms.IntegerField, "integer"),
    )
    found = next((name for kind, name in kinds if isinstance(field, kind)), "string")
    is_long = found == "string" and isinstance(field.widget, forms.Textarea)
    return "text" if is_long else found


def run_step(
    steps: StepSet,
    key: str,
    thing: Any,
    given: Any,
    *,
    user: Any,
    at: datetime,
    files: Mapping[str, UploadedFile[bytes]] | None = None,
) -> StepDefinition:
    """Take a step of a thing that is locked by nobody yet; `files` are those of its form, by name.

    Raises `Http404` for no such step, `NotAllowed`, `LawBroken` where it does not fit,
    `ValidationError` for what its form refuses.
    """
    definition = steps.find_step(key)
    if definition is None:
        raise Http404
    steps.require_person(definition, user, thing)
    if not steps.is_offered(definition, user, thing):
        raise LawBroken(words_of_state(thing))
    form = bound_form(definition, thing, given, user=user, at=at, files=files or {})
    if not form.is_valid():
        raise ValidationError(errors_of(form))
    with at_members_of(form):
        definition.run(thing, user, at, dict(form.details))
    return definition


def words_of_state(thing: Any) -> str:
    """That a step is not open, and in which state the thing is: it may have been taken already."""
    shown = next((one for one in STATES if hasattr(thing, one)), None)
    if shown is None:
        return _("You cannot do this in the current state.")
    state = {"state": getattr(thing, shown)()}
    return _("You cannot do this in the current state: %(state)s.") % state


@contextmanager
def at_members_of(form: StepForm) -> Iterator[None]:
    """What is refused inside names a member that the step takes, or none. One that is missing is
    to be sent (422), whatever rule asks for it.
    """
    try:
        yield
    except LawBroken as error:
        if error.field not in form.fields:
            raise LawBroken(error.message) from error
        if form.cleaned_data.get(error.field) not in EMPTY_VALUES:
            raise
        missing = ErrorDetail(error.message, code="required")
        raise ValidationError({error.field: [missing]}) from error
    except BadFile as error:
        files = file_fields(form)
        member = files[0] if len(files) == 1 else ""
        raise BadFile(error.message, field=member, is_passing=error.is_passing) from error


def bound_form(
    definition: StepDefinition,
    thing: Any,
    given: Any,
    *,
    user: Any,
    at: datetime,
    files: Mapping[str, UploadedFile[bytes]],
) -> StepForm:
    """The form of a step, filled in as the body says. Raises `ValidationError`."""
    empty = definition.form(thing=thing, user=user, at=at)
    fields = sent_fields(empty)
    if not isinstance(given, Mapping):
        raise ValidationError([_("Send an object.")])
    asks_back = isinstance(empty, AskingForm)
    known = {*fields, "is_meant"} if asks_back else fields
    refuse_unknown_fields(given, known, not_now=fields_not_now(empty))
    refuse_unknown_fields(files, file_fields(empty))
    if empty.one_of and not set(empty.one_of) & set(given):
        words = _("Name at least one: %(names)s.") % {"names": ", ".join(empty.one_of)}
        raise ValidationError([ErrorDetail(words, code="required")])
    data = QueryDict(mutable=True)
    for name, field in fields.items():
        if name in given:
            data.setlist(name, written_values(field, given[name], name))
        elif not is_of_what_was_seen(field):
            # What is not sent is what the page would have shown.
            data.setlist(name, proposed_values(field, initial_value(empty, name)))
    if asks_back and is_meant(given):
        data["is_meant"] = MEANT
    sent_files = MultiValueDict({name: [upload] for name, upload in files.items()})
    form = definition.form(data, sent_files, thing=thing, user=user, at=at)
    form.named = frozenset(name for name in given if data.get(name))
    if isinstance(form, AskingForm):
        form.way_to_mean_it = _("Send `is_meant: true` as well if it is meant so.")
    return form


def is_meant(given: Mapping[str, Any]) -> bool:
    """Does a program mean it, whatever the step would ask back? Raises `ValidationError`."""
    written = given.get("is_meant", False)
    if not isinstance(written, bool):
        raise ValidationError({"is_meant": [_("Write true or false.")]})
    return written


def fields_not_now(form: StepForm) -> dict[str, str]:
    """Fields of a step that are not asked for as the thing is now, by name, with the reason."""
    absent = [name for name in form.base_fields if name not in form.fields]
    return {name: str(form.left_out.get(name, _("It is not asked for now."))) for name in absent}


def initial_value(form: forms.BaseForm, name: str) -> Any:
    """What a page begins with: ticked boxes and proposals; hidden fields too."""
    return form.get_initial_for_field(form.fields[name], name)


def is_of_what_was_seen(field: forms.Field) -> bool:
    """Does it say which version the caller has read? Nobody else can say that."""
    return field.required and isinstance(field.widget, forms.HiddenInput)


def proposed_values(field: forms.Field, value: Any) -> list[str]:
    """What a page begins with, as its browser would send it."""
    prepared = field.prepare_value(value)
    if prepared is None or prepared == "" or prepared is False:
        return []
    if prepared is True:
        return ["on"]
    if isinstance(prepared, list | tuple):
        return [str(getattr(one, "pk", one)) for one in prepared]
    if isinstance(prepared, date):
        return [_local_text(prepared)]
    return [str(getattr(prepared, "pk", prepared))]


def _local_text(day: date) -> str:
    """A day, or a moment on the wall of the desk."""
    if isinstance(day, datetime):
        return f"{timezone.localtime(day):%Y-%m-%dT%H:%M:%S}"
    return day.isoformat()


def written_values(field: forms.Field, value: Any, name: str) -> list[str]:
    """A JSON value as a browser would have sent it. Raises `ValidationError`."""
    if value is None or value == "" or value is False:
        return []
    if isinstance(value, list):
        if not isinstance(field, forms.MultipleChoiceField | forms.ModelMultipleChoiceField):
            raise ValidationError({name: [_("This is no place for a list.")]})
        return [written_value(field, one, name) for one in value]
    if isinstance(value, Mapping):
        raise ValidationError({name: [_("This is no place for an object.")]})
    is_flag = isinstance(field, forms.BooleanField)
    if is_flag != isinstance(value, bool):
        words = _("Write true or false.") if is_flag else _("This is no place for true or false.")
        raise ValidationError({name: [words]})
    return [written_value(field, value, name)]


def written_value(field: forms.Field, value: Any, name: str) -> str:
    """One value that is there. Raises `ValidationError`."""
    if isinstance(field, forms.ModelChoiceField | PickedField):
        return str(key_of(field, value, name))
    if isinstance(value, bool):
        return "on"
    if isinstance(field, forms.DateTimeField):
        return local_moment(value, name)
    if isinstance(field, forms.IntegerField):
        require_number(field, value, name)
    return value.isoformat() if isinstance(value, date) else str(value)


def require_number(field: forms.IntegerField, value: Any, name: str) -> None:
    """Raise `ValidationError` for what the field would take for a number: a form strips blanks, and
    cuts 2.0. Of a number with a fraction the exact text is one as well.
    """
    is_exact_text = isinstance(value, str) and value == value.strip()
    is_whole = type(value) is int
    if not (is_whole or (isinstance(field, FRACTIONS) and (is_exact_text or type(value) is float))):
        words = ErrorDetail(field.error_messages["invalid"], code="invalid")
        raise ValidationError({name: [words]})


def key_of(field: Any, value: Any, name: str) -> Any:
    """The key of the row that is named.

    Raises `ValidationError` for a name that none of the rows to choose from has.
    """
    rows = field.queryset
    if rows is None:
        return value
    columns = {column.name for column in rows.model._meta.concrete_fields}
    column = next(one for one in NAMES if one == "pk" or one in columns)
    if column == "pk" and not is_key(str(value)):
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
