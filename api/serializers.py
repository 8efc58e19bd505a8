"""Shapes of input that refuse what they do not know."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail



class InputSerializer(serializers.Serializer[Any]):
    """Validates only. A name that it does not know is refused: a slip of the pen loses nothing."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            known = {name for name, field in self.fields.items() if not field.read_only}
            unknown = sorted(str(name) for name in data if name not in known)
            if unknown:
                words = ErrorDetail(_("There is no field of this name."), code="unknown_field")
                raise serializers.ValidationError({name: [words] for name in unknown})
        return super().to_internal_value(data)


class StepField(serializers.Serializer[Any]):
    """What a step takes."""

    name = serializers.CharField()
    label = serializers.CharField()
    type = serializers.ChoiceField(
        [
            (one, one)
            for one in (
                "string",
                "text",
                "boolean",
                "integer",
                "moment",
                "day",
                "choice",
                "row",
                "file",
            )
        ]
    )
    is_required = serializers.BooleanField()
    max_length = serializers.IntegerField(required=False)
    choices = serializers.ListField(child=serializers.DictField(), required=False)


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
    after = serializers.IntegerField()
    has_more = serializers.BooleanField()
