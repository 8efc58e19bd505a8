"""What the description of the interface says beyond what the code of an address says itself."""

from typing import Any

import django_filters
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter

from api.enums import ProblemCode
from api.problems import CODES, CONTENT_TYPE
from api.serializers import FlagFilter, MomentFilter

PROBLEM_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["type", "title", "status", "code", "detail"],
    "properties": {
        "type": {"type": "string", "example": "urn:problem:invalid"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "enum": list(ProblemCode.values)},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["path", "code", "message"],
                "properties": {
                    "path": {"type": "string", "example": "$.contact.phone"},
                    "code": {"type": "string"},
                    "message": {"type": "string"},
                },
            },
        },
        "current_version": {"type": "integer"},
        "current": {"type": "object"},
    },
}

# What any address may answer, and what only those that change something.
ALWAYS = (400, 401, 403, 404, 405, 406, 410, 422, 429)
OF_CHANGES = (409, 412, 413, 415, 428)


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """A token of the desk."""

    target_class = "api.authentication.BearerToken"
    name = "token"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        return {"type": "http", "scheme": "bearer", "description": "An access token: desk_…"}


class DeskSchema(AutoSchema):  # type: ignore[misc]
    """Adds the refusals, and the headers that every address understands."""

    def get_operation(self, *args: Any, **kwargs: Any) -> dict[str, Any] | None:
        operation: dict[str, Any] | None = super().get_operation(*args, **kwargs)
        if operation is None:
            return None
        statuses = ALWAYS if self.method == "GET" else (*ALWAYS, *OF_CHANGES)
        for status in statuses:
            operation["responses"].setdefault(str(status), _problem_answer(status))
        return operation

    def get_summary(self) -> str | None:
        """The first sentence of what the address says of itself, for the line of its path."""
        said: str = super().get_summary() or self.get_description() or ""
        sentence = " ".join(said.partition("\n\n")[0].split())
        return sentence.partition(". ")[0].partition(";")[0].removesuffix(".") or None

    def get_override_parameters(self) -> list[Any]:
        filterset_class = getattr(self.view, "filterset_class", None)
        is_list = getattr(self.view, "action", "") == "list"
        filters = _filter_parameters(filterset_class) if filterset_class and is_list else []
        return [*super().get_override_parameters(), *filters, *self._header_parameters()]

    def _header_parameters(self) -> list[Any]:
        language = OpenApiParameter(
            "Accept-Language", str, OpenApiParameter.HEADER, description="zh-hans or en"
        )
        if self.method == "GET":
            return [language]
        key = OpenApiParameter(
            "Idempotency-Key",
            str,
            OpenApiParameter.HEADER,
            description="a request that comes again with it does nothing twice",
        )
        tag = OpenApiParameter(
            "If-Match",
            str,
            OpenApiParameter.HEADER,
            description="the ETag of what you have read",
            required=self.method == "PATCH" and self.is_of_versions(),
        )
        return [language, key, tag]

    def is_of_versions(self) -> bool:
        """Does the change need the version that it is about?"""
        return getattr(self.view, "action", "") == "partial_update"


def _problem_answer(status: int) -> dict[str, Any]:
    code = CODES.get(status, ProblemCode.FAULT)
    return {
        "description": code.value,
        "content": {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


def add_problem(result: dict[str, Any], **_more: Any) -> dict[str, Any]:
    """The shape of every refusal, once."""
    result.setdefault("components", {}).setdefault("schemas", {})["Problem"] = PROBLEM_SCHEMA
    return result


def _filter_parameters(filterset_class: Any) -> list[OpenApiParameter]:
    """What a list may be narrowed by."""
    return [
        OpenApiParameter(
            name,
            _filter_type(one),
            many=isinstance(one, django_filters.MultipleChoiceFilter),
            enum=_values_of(one),
        )
        for name, one in filterset_class.base_filters.items()
    ]


def _values_of(one: Any) -> list[str] | None:
    """What may be chosen; None where that is said by the type."""
    if isinstance(one, FlagFilter):
        return None
    return [value for value, _label in one.extra.get("choices", ())] or None


def _filter_type(one: Any) -> Any:
    kinds: tuple[tuple[Any, Any], ...] = (
        (FlagFilter, bool),
        (MomentFilter, OpenApiTypes.DATETIME),
        (django_filters.NumberFilter, int),
    )
    return next((kind for filters, kind in kinds if isinstance(one, filters)), str)
