"""What a mapping may name, for the description of the interface: from the tables that read it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiSerializerExtension, OpenApiSerializerFieldExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import Direction

from customers.enums import Segment
from tickets.api.history_shapes import LONGEST_HEADING, MappingIn
from tickets.transfer.domain.history.mapping import (
    FIELDS,
    REQUIRED,
    SECTIONS,
    SOURCE_LENGTH,
    TEXTS,
    WORDS,
)
from tickets.transfer.forms.history import COLUMN_LABELS, TEXT_LABELS, state_meanings
from tickets.transfer.imports.history.known_mappings import shipped_mappings

HEADING = {"type": "string", "maxLength": LONGEST_HEADING}


class MappingInSchema(OpenApiSerializerExtension):  # type: ignore[no-untyped-call]
    """The sections of a mapping, each with the names that it knows."""

    target_class = "tickets.api.history_shapes.MappingIn"

    def map_serializer(self, auto_schema: AutoSchema, direction: Direction) -> dict[str, Any]:
        return {
            "type": "object",
            "description": _(
                "What headings and words of the other desk mean. `columns` has to name %(names)s."
            )
            % {"names": ", ".join(f"`{name}`" for name in REQUIRED)},
            "required": ["columns"],
            "properties": {name: SHAPES[name]() for name in sorted(SECTIONS)},
            "additionalProperties": False,
        }


class MappingFieldSchema(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """A mapping by its name, or with its sections."""

    target_class = "tickets.api.history_shapes.MappingField"

    def map_serializer_field(self, auto_schema: AutoSchema, direction: Direction) -> dict[str, Any]:
        shipped = ", ".join(f"`{name}`" for name in shipped_mappings())
        words = _("name of a mapping that the desk knows: %(names)s, or one that somebody kept")
        named = {"type": "string", "description": words % {"names": shipped}}
        whole = auto_schema.resolve_serializer(MappingIn, direction)
        return {"oneOf": [named, whole.ref]}


def _object_of(
    properties: Mapping[str, Any], words: str, *, required: Iterable[str] = ()
) -> dict[str, Any]:
    """An object of these members and no others."""
    shape: dict[str, Any] = {
        "type": "object",
        "description": words,
        "properties": dict(properties),
        "additionalProperties": False,
    }
    if required:
        shape["required"] = list(required)
    return shape


def _file_shape() -> dict[str, Any]:
    """How the file is written; what is not named is as it is mostly."""
    text = {"type": "string"}
    known_by = _("its next file finds the same customers by it")
    return {
        "type": "object",
        "description": _("how the rows are written"),
        "properties": {
            "name": {**text, "description": _("what the other desk is called")},
            "source": {**text, "maxLength": SOURCE_LENGTH, "description": known_by},
            "unknown": {
                "type": "array",
                "items": text,
                "description": _("cells that say that something is not known, such as `-`"),
            },
            "time": {
                "oneOf": [text, {"type": "array", "items": text, "minItems": 1}],
                "description": _(
                    "how moments are written: `iso`, `written` (year first, as people write), or a "
                    "form of `strptime`; of several the first that fits"
                ),
            },
            "zone": {**text, "description": _("zone of moments that name none, such as `UTC`")},
        },
    }


def _columns_shape() -> dict[str, Any]:
    columns = {
        name: {**HEADING, "description": str(label)}
        for name, label in COLUMN_LABELS.items()
        if name in FIELDS
    }
    return _object_of(columns, _("our field: heading of the other desk"), required=REQUIRED)


def _states_shape() -> dict[str, Any]:
    meanings = [value for value, _label in state_meanings()]
    return {
        "type": "object",
        "description": _("word of the other desk: our status, and after a slash why it waits"),
        "additionalProperties": {"type": "string", "enum": meanings},
    }


def _meaning_of(name: str) -> dict[str, Any]:
    """What a word may mean as a field of ours."""
    choices = WORDS[name]
    if choices is None:
        return {"type": "string", "description": _("code of the channel")}
    return {"type": "string", "enum": list(choices.values)}


def _words_shape() -> dict[str, Any]:
    tables = {
        name: {
            "type": "object",
            "description": str(COLUMN_LABELS[name]),
            "additionalProperties": _meaning_of(name),
        }
        for name in WORDS
    }
    return _object_of(tables, _("by field: word of the other desk: ours"))


def _texts_shape() -> dict[str, Any]:
    texts = {
        name: {"type": "array", "items": HEADING, "description": str(TEXT_LABELS[name])}
        for name in TEXTS
    }
    return _object_of(texts, _("our text: headings whose cells make it, one after the other"))


def _defaults_shape() -> dict[str, Any]:
    """What stands where a cell is empty, or no column is named."""
    people = {
        name: {"type": "string", "description": str(COLUMN_LABELS[name])}
        for name in ("customer", "contact", "phone")
    }
    segment = {"type": "string", "enum": list(Segment.values)}
    return {
        "type": "object",
        "description": _("what counts where nothing is said"),
        "properties": {**{name: _meaning_of(name) for name in WORDS}, **people, "segment": segment},
    }


SHAPES = {
    "file": _file_shape,
    "columns": _columns_shape,
    "states": _states_shape,
    "words": _words_shape,
    "texts": _texts_shape,
    "defaults": _defaults_shape,
}
