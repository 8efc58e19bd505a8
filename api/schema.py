"""What the description of the interface says beyond what the code of an address says itself."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema

from api.enums import ProblemCode
from api.problems import CODES, CONTENT_TYPE

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
ALWAYS = (400, 401, 403, 404, 405, 406, 422, 429)
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
        self.registry.register_on_missing(_problem_component(self))
        statuses = ALWAYS if self.method == "GET" else (*ALWAYS, *OF_CHANGES)
        for status in statuses:
            operation["responses"].setdefault(str(status), _problem_answer(status))
        return operation

    def get_override_parameters(self) -> list[Any]:
        return [*super().get_override_parameters(), *self._header_parameters()]

    def _header_parameters(self) -> list[Any]:
        from drf_spectacular.utils import OpenApiParameter  # noqa: PLC0415

        language = OpenApiParameter(
            "Accept-Language", str, OpenApiParameter.HEADER, enum=["zh-hans", "en"]
        )
        if self.method == "GET":
            return [language]
        key = OpenApiParameter(
            "Idempotency-Key",
            str,
            OpenApiParameter.HEADER,
            description="a request that comes again with it does nothing twice",
        )
        return [language, key]


def _problem_answer(status: int) -> dict[str, Any]:
    code = CODES.get(status, ProblemCode.FAULT)
    return {
        "description": code.value,
        "content": {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


def _problem_component(schema: AutoSchema) -> Any:
    from drf_spectacular.plumbing import ResolvableRef  # noqa: F401, PLC0415
    from drf_spectacular.plumbing import ResolvedComponent  # noqa: PLC0415

    return ResolvedComponent(
        name="Problem", type=ResolvedComponent.SCHEMA, schema=PROBLEM_SCHEMA, object="Problem"
    )
