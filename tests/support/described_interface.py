"""The description of the REST interface, as it goes out."""

import json
from typing import Any

from django.utils import translation
from drf_spectacular.generators import SchemaGenerator


def described(language: str) -> dict[str, Any]:
    """In a language."""
    with translation.override(language):
        schema = SchemaGenerator().get_schema(public=True)
    found: dict[str, Any] = json.loads(json.dumps(schema, default=str))
    return found
