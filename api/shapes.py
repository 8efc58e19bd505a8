"""Shapes of output, read off a row without making anything for the answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from operator import attrgetter
from typing import Any

from django.utils import timezone
from rest_framework import serializers
from rest_framework.fields import SkipField

Reader = Callable[["OutputSerializer", Any], Any]

# What becomes JSON by its value alone, whoever asks.
PLAIN = (
    serializers.BooleanField,
    serializers.CharField,
    serializers.ChoiceField,
    serializers.DateField,
    serializers.DateTimeField,
    serializers.IntegerField,
    serializers.UUIDField,
)


class OutputSerializer(serializers.Serializer[Any]):
    """What goes out.

    The library copies all fields for each answer, and asks each of them four things for each row.
    Here those that know nothing of the request are made once a process.
    """

    def to_representation(self, row: Any) -> dict[str, Any]:
        shown = {}
        for name, read in readers_of(type(self)):
            try:
                shown[name] = read(self, row)
            except SkipField:
                continue
        return shown


@lru_cache(maxsize=256)
def readers_of(shape: type[OutputSerializer]) -> tuple[tuple[str, Reader], ...]:
    """By name of the member: how its value is read."""
    fields = shape().fields.items()
    return tuple((name, reader_of(name, field)) for name, field in fields if not field.write_only)


def reader_of(name: str, field: serializers.Field[Any, Any, Any, Any]) -> Reader:
    """Of a field that is made once; of one that knows the request (another shape) the own copy."""
    if isinstance(field, serializers.SerializerMethodField):
        method = field.method_name or f"get_{name}"
        return lambda shape, row: getattr(shape, method)(row)
    if type(field) in PLAIN:
        return _plain_reader(field)
    return lambda shape, row: _written(shape.fields[name], row)


def _plain_reader(field: serializers.Field[Any, Any, Any, Any]) -> Reader:
    read_value = attrgetter(field.source)
    is_moment = type(field) is serializers.DateTimeField
    write = moment_text if is_moment else field.to_representation

    def read_plain(_shape: OutputSerializer, row: Any) -> Any:
        try:
            value = read_value(row)
        except AttributeError:
            # A table instead of a row, or nobody on the way: as the library has it.
            return _written(field, row)
        if callable(value):
            return _written(field, row)
        return None if value is None else write(value)

    return read_plain


def _written(field: serializers.Field[Any, Any, Any, Any], row: Any) -> Any:
    """As the library does it. Raises `SkipField` for what is left out."""
    value = field.get_attribute(row)
    return None if value is None else field.to_representation(value)


def moment_text(moment: datetime) -> str:
    """A moment with the zone of the desk."""
    written = moment.astimezone(timezone.get_default_timezone()).isoformat()
    return f"{written.removesuffix('+00:00')}Z" if written.endswith("+00:00") else written
