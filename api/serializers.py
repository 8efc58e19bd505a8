"""Shapes of input that refuse what they do not know."""

from collections.abc import Container, Iterable, Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError as FormError
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail

from core.domain.text import is_key
from core.queries.compiled import TEXT, CompiledQuery

# Years of our times: others are slips of the hand, and overflow somewhere.
FIRST_YEAR, LAST_YEAR = 2000, 2100


def bounded_moment(moment: datetime) -> datetime:
    """A moment in UTC. Raises `ValueError` for one of another age."""
    try:
        utc = moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(str(error)) from error
    if not FIRST_YEAR <= utc.year < LAST_YEAR:
        raise ValueError(f"{utc.year} is none of our years")
    return utc


class MomentIn(serializers.DateTimeField):
    """A moment with its zone, of our times."""

    def to_internal_value(self, value: Any) -> datetime:
        if isinstance(value, str) and not has_zone(value):
            self.fail("invalid", format="YYYY-MM-DDThh:mm:ss+08:00")
        try:
            return bounded_moment(super().to_internal_value(value))
        except (ValueError, OverflowError):
            self.fail("invalid", format="YYYY-MM-DDThh:mm:ss+08:00")


class DayIn(serializers.DateField):
    """A day of our times."""

    def to_internal_value(self, value: Any) -> date:
        day: date = super().to_internal_value(value)
        if not FIRST_YEAR <= day.year < LAST_YEAR:
            self.fail("invalid", format="YYYY-MM-DD")
        return day


class WholeNumberIn(serializers.IntegerField):
    """A whole number as JSON writes it: neither a text, nor true, nor 2.0."""

    def to_internal_value(self, data: Any) -> int:
        if type(data) is not int:
            self.fail("invalid")
        return data


class FlagIn(serializers.BooleanField):
    """True or false, and nothing that may stand for it."""

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid")
        return data


class KeyIn(serializers.PrimaryKeyRelatedField[Any]):
    """A row by its key, a whole number."""

    default_error_messages = {
        "incorrect_type": serializers.IntegerField.default_error_messages["invalid"],
        "does_not_exist": gettext_lazy("There is no such row, or you may not choose it."),
    }

    def to_internal_value(self, data: Any) -> Any:
        if type(data) is not int:
            self.fail("incorrect_type")
        return super().to_internal_value(data)


class ZonedMomentField(django_filters.fields.IsoDateTimeField):
    """What is written without its zone is no moment: a plus sign in an address is a blank."""

    def to_python(self, value: Any) -> Any:
        if value and not has_zone(str(value)):
            words = _("Write a moment with its zone: 2026-03-16T12:50:00+08:00.")
            raise FormError(words, code="no_moment")
        return super().to_python(value)


class MomentFilter(django_filters.IsoDateTimeFilter):
    """A moment with its zone that narrows a list."""

    field_class = ZonedMomentField

    def filter(self, rows: Any, value: Any) -> Any:
        return super().filter(rows, value and bounded_moment(value))

    @property
    def field(self) -> Any:
        field = super().field
        field.validators = [require_our_times]
        return field


class WholeNumberField(forms.IntegerField):
    """Digits, without a blank, a point or an exponent."""

    def to_python(self, value: Any) -> int | None:
        if value and not (value.isascii() and is_key(value)):
            raise FormError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)


class WholeNumberFilter(django_filters.NumberFilter):
    """A whole number that narrows a list."""

    field_class = WholeNumberField


# As JSON writes them.
FLAGS = [("true", "true"), ("false", "false")]


class FlagFilter(django_filters.TypedChoiceFilter):
    """True or false; whatever else is written is refused, not taken for neither."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=FLAGS, coerce=lambda written: written == "true", **kwargs)


def require_our_times(moment: datetime) -> None:
    """Raise `ValidationError` for a moment of another age."""
    try:
        bounded_moment(moment)
    except ValueError as error:
        raise FormError(_("This is none of our years."), code="invalid") from error


def has_zone(written: str) -> bool:
    """Does a moment say where its clock hangs?"""
    _day, _t, time = written.upper().partition("T")
    return time.endswith("Z") or "+" in time or "-" in time


NOTHING: Mapping[str, str] = {}


def refuse_unknown_fields(
    given: Iterable[Any], known: Container[str], *, not_now: Mapping[str, str] = NOTHING
) -> None:
    """Raise `ValidationError` at each name that is not known. `not_now` says of names that are, why
    they are not taken at the moment.
    """
    unknown = sorted(str(name) for name in given if name not in known)
    if unknown:
        raise serializers.ValidationError({name: [_unknown(name, not_now)] for name in unknown})


def _unknown(name: str, not_now: Mapping[str, str]) -> ErrorDetail:
    if name not in not_now:
        return ErrorDetail(_("There is no field of this name."), code="unknown_field")
    words = _("This is not taken now: %(reason)s") % {"reason": not_now[name]}
    return ErrorDetail(words, code="not_now")


@lru_cache(maxsize=256)
def fields_of(shape: type[serializers.Serializer[Any]], partial: bool) -> Any:
    """The fields of a shape of input, bound to one that no request has made."""
    return serializers.Serializer.fields.func(shape(partial=partial))


class InputSerializer(serializers.Serializer[Any]):
    """Validates only. A name that it does not know is refused: a slip of the pen loses nothing.

    Its fields know nothing of the request and are made once a process: the library copies them for
    each.
    """

    @cached_property
    def fields(self) -> Any:
        # Those of a part belong to the whole that it is a part of.
        return fields_of(type(self), self.partial) if self.parent is None else super().fields

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            known = {name for name, field in self.fields.items() if not field.read_only}
            refuse_unknown_fields(data, known)
        return super().to_internal_value(data)


FIELD_TYPES = [
    (one, one)
    for one in (
        "string",
        "text",
        "boolean",
        "integer",
        "number",
        "moment",
        "day",
        "choice",
        "row",
        "file",
    )
]


class StepChoice(serializers.Serializer[Any]):
    """A value that may be chosen, with its words."""

    value = serializers.JSONField()
    label = serializers.CharField()


class GivenFilters(django_filters.FilterSet):
    """What narrows a list. Only the filters that the query names are made: most lists name none."""

    def __init__(self, data: Mapping[str, Any], *args: Any, **kwargs: Any) -> None:
        self.base_filters = {
            name: one for name, one in type(self).base_filters.items() if name in data
        }
        super().__init__(data, *args, **kwargs)


class NamedRow(serializers.SlugRelatedField[Any]):
    """A row by its code or name, asked with a statement that is compiled once."""

    @cached_property
    def named(self) -> CompiledQuery:
        rows = self.queryset.filter(**{self.slug_field: TEXT}).order_by()
        return CompiledQuery(rows, by_key=True, name=TEXT)

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str):
            self.fail("invalid")
        row = self.named.ask_one(name=data)
        if row is None:
            self.fail("does_not_exist", slug_name=self.slug_field, value=data)
        return row


class StepField(serializers.Serializer[Any]):
    """What a step takes."""

    name = serializers.CharField()
    label = serializers.CharField()
    type = serializers.ChoiceField(FIELD_TYPES)
    is_required = serializers.BooleanField()
    max_length = serializers.IntegerField(required=False)
    proposed = serializers.JSONField(
        required=False, help_text="of what was read: send it back as it stood when you decided"
    )
    choices = StepChoice(many=True, required=False)


class StepOut(serializers.Serializer[Any]):
    """A step that is open to the caller now."""

    key = serializers.CharField()
    title = serializers.CharField()
    hint = serializers.CharField()
    is_main = serializers.BooleanField()

    def get_fields(self) -> dict[str, Any]:
        # `fields` is the name of what the library keeps of a serializer.
        return {**super().get_fields(), "fields": StepField(many=True)}


class StepIn(serializers.Serializer[Any]):
    """What a step takes, by the names of its fields."""

    def to_internal_value(self, data: Any) -> Any:
        return data


class ChangeOut(serializers.Serializer[Any]):
    """A row that has changed, as it is now."""

    key = serializers.CharField(help_text="number or code")
    is_gone = serializers.BooleanField()
    row = serializers.DictField(allow_null=True)


class ChangesOut(serializers.Serializer[Any]):
    """Changes since a mark, and the mark to ask with next."""

    results = ChangeOut(many=True)
    after = serializers.CharField()
    has_more = serializers.BooleanField()
