"""Shapes of input of which one member says which of the others belong to it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ErrorDetail, ValidationError

from api.serializers import InputSerializer

NOTHING = (None, "", {}, [])


class InputByKind(InputSerializer):
    """What may be said depends on the member `kind`; the very table says it in the description."""

    @classmethod
    def members_by_kind(cls) -> Mapping[str, Collection[str]]:
        """By kind: the members that its form on the page asks for."""
        raise NotImplementedError

    @classmethod
    def choices_by_kind(cls) -> Mapping[str, Mapping[str, Collection[str]]]:
        """By kind: of which values a member is, where these are not all that it knows."""
        return {}

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        """Without what says nothing. Raises `ValidationError` at members of another kind."""
        kind = data["kind"]
        members = [name for name in self.fields if name in self.members_by_kind()[kind]]
        said = {name: value for name, value in data.items() if value not in NOTHING}
        foreign = said.keys() - {"kind", *members}
        if foreign:
            words = _("With `%(kind)s` there are only: %(names)s.")
            fault = ErrorDetail(words % {"kind": kind, "names": ", ".join(members)}, code="invalid")
            raise ValidationError({name: [fault] for name in sorted(foreign)})
        return said


def kinds_of_member(shape: type[InputByKind], name: str) -> list[str]:
    """With which kinds a member is said; none for one that belongs to all of them."""
    by_kind = shape.members_by_kind()
    kinds = [kind for kind, members in by_kind.items() if name in members]
    return kinds if len(kinds) < len(by_kind) else []


def meaning_of_member(shape: type[InputByKind], name: str) -> str:
    """With which kinds and values a member is said, a sentence each; empty where all go."""
    sentences = []
    kinds = [] if name == "kind" else kinds_of_member(shape, name)
    if kinds:
        written = ", ".join(f"`{kind}`" for kind in kinds)
        sentences.append(_("Only with `kind` %(kinds)s.") % {"kinds": written})
    for kind, choices in shape.choices_by_kind().items():
        if name in choices:
            written = ", ".join(f"`{one}`" for one in choices[name])
            words = _("With `kind` `%(kind)s` one of %(values)s.")
            sentences.append(words % {"kind": kind, "values": written})
    return "\n\n".join(sentences)
