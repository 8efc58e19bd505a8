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
