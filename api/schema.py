"""What the description of the interface says beyond what the code of an address says itself."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext
from drf_spectacular.extensions import OpenApiAuthenticationExtension, OpenApiSerializerExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import Direction, OpenApiParameter

from api.enums import ADVICE, ProblemCode
from api.examples import problem_examples
from api.kinds import meaning_of_member
from api.permissions import is_reading, scope_needed
from api.problems import CONTENT_TYPE, STATUSES, codes_of
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
            "items": {"$ref": "#/components/schemas/ProblemError"},
            "description": "each value that cannot be taken",
        },
        "current_version": {
            "type": "integer",
            "description": "of 412: the version that is stored now",
        },
    },
}

ERROR_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["path", "code", "message"],
    "properties": {
        "path": {"type": "string", "example": "$.contact.phone", "description": "JSON path"},
        "code": {"type": "string"},
        "message": {"type": "string"},
        "line": {
            "type": "integer",
            "description": "of a body of lines: the one that the path is in, counted from 1",
        },
    },
}

# Of an answer that is one row.
TAG: dict[str, Any] = {
    "description": "the version of the row, for If-Match",
    "required": True,
    "schema": {"type": "string", "example": '"4"'},
}

LOCATION: dict[str, Any] = {
    "description": "the address of the new row",
    "required": True,
    "schema": {"type": "string", "example": "/api/v1/tickets/202611-00042/"},
}

# Of an answer to a request that came before.
REPLAYED: dict[str, Any] = {
    "description": "`true`: nothing was done again, this is the answer of the first time",
    "schema": {"type": "string", "enum": ["true"]},
}

# What a refusal says besides its body.
CHALLENGE = {"description": "how to say who asks", "schema": {"type": "string"}}
METHODS = {"description": "the methods of this address", "schema": {"type": "string"}}
WAIT = {"description": "seconds to wait", "schema": {"type": "integer", "minimum": 1}}
HEADERS_OF_REFUSALS: dict[int, dict[str, Any]] = {
    401: {"headers": {"WWW-Authenticate": CHALLENGE}},
    405: {"headers": {"Allow": METHODS}},
    429: {"headers": {"Retry-After": {**WAIT, "required": True}}},
}

# What any address may answer, and what only those that change something.
ALWAYS = (400, 401, 403, 404, 405, 406, 422, 429)
OF_CHANGES = (409, 412, 413, 415)

# What only one action answers.
GONE, VERSION_NEEDED = 410, 428

# Is said in two ways.
INVALID = 422

STEPS = ("step", "part_step")

VERBS = {"POST": "create", "PATCH": "change", "PUT": "replace", "DELETE": "delete"}


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
        action = getattr(self.view, "action", "")
        statuses = ALWAYS if self.method == "GET" else (*ALWAYS, *OF_CHANGES)
        if action == "changes":
            statuses += (GONE,)
        if self._needs_version():
            statuses += (VERSION_NEEDED,)
        is_read = is_reading(self.view, self.method)
        for status in statuses:
            answer = {"$ref": f"#/components/responses/{_problem_name(status, is_read=is_read)}"}
            operation["responses"].setdefault(str(status), answer)
        if action in STEPS:
            operation["responses"]["204"] = {"description": "taken; you see it no longer"}
        for status, answer in operation["responses"].items():
            headers = self._headers_of(status, answer) if status.startswith("2") else {}
            if headers:
                answer["headers"] = headers
        return operation

    def _headers_of(self, status: str, answer: Mapping[str, Any]) -> dict[str, Any]:
        """What an answer that was done says besides its body."""
        headers = {}
        if self._is_row_with_version(answer):
            headers["ETag"] = TAG
        if status == "201" and getattr(self.view, "action", "") == "create":
            headers["Location"] = LOCATION
        if self._is_done_once():
            headers["Idempotency-Replayed"] = REPLAYED
        return headers

    def _is_done_once(self) -> bool:
        """Does the address know a request that comes again?"""
        return self.method != "GET" and not getattr(self.view, "reads_by_post", False)

    def get_summary(self) -> str | None:
        """The first sentence of what the address says of itself, for the line of its path."""
        said: str = super().get_summary() or self.get_description() or ""
        sentence = " ".join(said.partition("\n\n")[0].split())
        return sentence.partition(". ")[0].partition(";")[0].removesuffix(".") or None

    def get_description(self) -> str:
        """With the scope that a token needs."""
        said: str = super().get_description() or ""
        scope = scope_needed(self.view, self.method)
        return f"{said}\n\n{pgettext('token', 'Scope')}: `{scope}`" if scope else said

    def get_operation_id(self) -> str:
        """A verb and its noun, as a client's function is called: `list_ticket_messages`."""
        words = [part.replace("-", "_") for part in self.path.split("/") if part][2:]
        nouns = [_singular(word) for word in words if not word.startswith("{")]
        last = words[-1]
        if last == "bulk":
            return f"{VERBS[self.method]}_{words[-2]}"
        if last.startswith("{"):
            is_step = self.method == "POST" and nouns[-1] == "step"
            verb = "take" if is_step else VERBS.get(self.method, "read")
            return "_".join((verb, *nouns))
        if self.method == "GET":
            is_many = nouns[-1] != last or self._is_list_view()
            return "_".join(("list", *nouns[:-1], last) if is_many else ("read", *nouns))
        if nouns[-1] == last:
            # The address ends in what is done: `…/withdraw/`.
            return "_".join((last, *nouns[:-1]))
        return "_".join((VERBS[self.method], *nouns))

    def get_paginated_name(self, serializer_name: str) -> str:
        return f"{re.sub('(Out|Row)$', '', serializer_name)}Page"

    def _get_paginator(self) -> Any:
        """Of lists that come in pages; the others come whole, as arrays."""
        is_paged = "cursor" in self.view.known_parameters()
        return super()._get_paginator() if is_paged else None

    def get_override_parameters(self) -> list[Any]:
        filterset_class = getattr(self.view, "filterset_class", None)
        is_list = getattr(self.view, "action", "") == "list"
        filters = _filter_parameters(filterset_class) if filterset_class and is_list else []
        return [*super().get_override_parameters(), *filters, *self._header_parameters()]

    def _header_parameters(self) -> list[Any]:
        language = OpenApiParameter(
            "Accept-Language", str, OpenApiParameter.HEADER, description="zh-hans or en"
        )
        if not self._is_done_once() or not getattr(self.view, "takes_keys", True):
            return [language]
        key = OpenApiParameter(
            "Idempotency-Key",
            {"type": "string", "pattern": r"\S"},
            OpenApiParameter.HEADER,
            description="a request that comes again with it does nothing twice",
        )
        if not self._needs_version() and getattr(self.view, "action", "") not in STEPS:
            return [language, key]
        tag = OpenApiParameter(
            "If-Match",
            str,
            OpenApiParameter.HEADER,
            description="the ETag of what you have read",
            required=self._needs_version(),
        )
        return [language, key, tag]

    def _is_row_with_version(self, answer: Mapping[str, Any]) -> bool:
        """Is it one row, not a list, and not the issue of a report?"""
        schema = answer.get("content", {}).get("application/json", {}).get("schema", {})
        name = schema.get("$ref", "").removeprefix("#/components/schemas/")
        # Its own `in` compares what the shape was made of, which is not known here.
        shape = self.registry._components.get((name, ResolvedComponent.SCHEMA))
        if shape is None or not getattr(self.view, "has_etag", False):
            return False
        return "version" in shape.schema.get("properties", {})

    def _needs_version(self) -> bool:
        return getattr(self.view, "action", "") in getattr(self.view, "actions_on_versions", ())


class StepInSchema(OpenApiSerializerExtension):  # type: ignore[no-untyped-call]
    """What a step takes differs from step to step: any members, as the list of steps names them."""

    target_class = "api.serializers.StepIn"

    def map_serializer(self, auto_schema: AutoSchema, direction: Direction) -> dict[str, Any]:
        return {
            "type": "object",
            "additionalProperties": {},
            "description": "the fields that the list of steps names, by their names",
        }


class InputByKindSchema(OpenApiSerializerExtension):  # type: ignore[no-untyped-call]
    """Of which kinds a member is said, at each member."""

    target_class = "api.kinds.InputByKind"
    match_subclasses = True

    def map_serializer(self, auto_schema: AutoSchema, direction: Direction) -> dict[str, Any]:
        schema: dict[str, Any] = auto_schema._map_serializer(
            self.target, direction, bypass_extensions=True
        )
        for name, member in schema["properties"].items():
            _add_words(member, meaning_of_member(type(self.target), name))
        return schema


def _add_words(member: dict[str, Any], words: str) -> None:
    """After what is said of it already."""
    said = str(member.get("description", "")).strip()
    if words:
        member["description"] = f"{words}\n\n{said}" if said else words


def _singular(word: str) -> str:
    """Of a word of an address; a word that is no plural stays as it is."""
    if word.endswith("ies"):
        return f"{word.removesuffix('ies')}y"
    return word.removesuffix("s")


def _problem_name(status: int, *, is_read: bool = False) -> str:
    """`RateLimited`, `LawBroken`, …; of an address that only reads nothing could be stored."""
    name = codes_of(status)[0].value.title().replace("_", "")
    return f"{name}Query" if is_read and status == INVALID else name


def add_problem(result: dict[str, Any], **_more: Any) -> dict[str, Any]:
    """The shape of every refusal, and the refusals themselves, once."""
    components = result.setdefault("components", {})
    components["schemas"] |= {"Problem": PROBLEM_SCHEMA, "ProblemError": ERROR_SCHEMA}
    components["responses"] = {
        _problem_name(status): _problem_response(status)
        for status in (*ALWAYS, *OF_CHANGES, GONE, VERSION_NEEDED)
    }
    of_query = _problem_response(INVALID, is_read=True)
    components["responses"][_problem_name(INVALID, is_read=True)] = of_query
    return result


def _problem_response(status: int, *, is_read: bool = False) -> dict[str, Any]:
    content = {
        "schema": {"$ref": "#/components/schemas/Problem"},
        "examples": problem_examples(status, is_read=is_read),
    }
    return {
        "description": ", ".join(code.value for code in codes_of(status)),
        **HEADERS_OF_REFUSALS.get(status, {}),
        "content": {CONTENT_TYPE: content},
    }


# What a reader has to know before the first address.
INTRODUCTION = (
    _(
        "Every request carries a token: `Authorization: Bearer desk_…`. It is made on the page "
        "*Access tokens* of your account (`/accounts/tokens/`), for a program under *Service "
        "accounts*, and opens the scopes that are chosen there; each address says which one it "
        "needs. `pii` shows names, phones and mail addresses, and finds by them. "
        "`GET /api/v1/me/` says whose rights count and what the token opens. "
        "`Accept-Language: zh-hans` or `en` chooses the language of every sentence."
    ),
    _(
        "**Once.** Send an `Idempotency-Key` of your own with everything that changes something. "
        "Where the answer gets lost, send the very same request again: it is answered as the "
        "first time, for a week. Your own number goes into `external_id`; there is one row with "
        "it at the most."
    ),
    _(
        "**Versions.** `version` is also the `ETag`. `PATCH` of a customer, a ticket or an "
        'article needs it: `If-Match: "4"`. 412: somebody was faster; read again, decide anew.'
    ),
    _(
        "**Lists** come in pages: `next` of an answer is the `cursor` of the next request. What "
        "changes is followed with `…/changes/?after=`, beginning with the `after` of an answer "
        "without it."
    ),
    _(
        "**Steps.** `GET …/steps/` says what may be done now and what each step takes; "
        "`POST …/steps/KEY/` takes one. A member of type `row` is named by its number, code, "
        "user name or name; a moment carries its zone."
    ),
    _(
        "**Refusals** are `application/problem+json`, whatever under `/api/` says no: `code` is "
        "for programs, `detail` for people, `errors` names each value by its JSON path. Every "
        "answer is named by its `X-Request-Id`: report it with a fault."
    ),
    _(
        "**Webhooks** are signed as Standard Webhooks (standardwebhooks.com) has it: `webhook-id`, "
        "`webhook-timestamp`, `webhook-signature`. The body is `type`, `timestamp` and `data` with "
        "`number`, `version` and a `sequence` that grows; read the row itself over the interface. "
        "A receiver hears of what its owner may see: choose one that sees all work orders."
    ),
)


def table_of_problems() -> str:
    """Every code with its status, and what a program makes of it."""
    heads = (_("status"), _("code"), _("what to do"))
    lines = [f"| {' | '.join(map(str, heads))} |", "|---|---|---|"]
    for code, status in STATUSES.items():
        lines.append(f"| {status} | `{code.value}` | {ADVICE[code]} |")
    return "\n".join(lines)


def introduce(result: dict[str, Any], **_more: Any) -> dict[str, Any]:
    """In the language of the reader."""
    texts = [*map(str, INTRODUCTION), table_of_problems()]
    result["info"]["description"] = "\n\n".join(texts)
    return result


def name_shapes(result: dict[str, Any], **_more: Any) -> dict[str, Any]:
    """Shapes by the names that a client's classes shall have: `TicketIn`, `ArticleChange`."""
    shapes = result["components"]["schemas"]
    names = {f"#/components/schemas/{name}": _plain_name(name) for name in shapes}
    result["components"]["schemas"] = {_plain_name(name): one for name, one in shapes.items()}
    for holder in _objects_in(result):
        if holder.get("$ref") in names:
            holder["$ref"] = f"#/components/schemas/{names[holder['$ref']]}"
    return result


def _plain_name(name: str) -> str:
    """Without what the library adds for the two directions and for changes."""
    plain = name.removesuffix("Request")
    if not plain.startswith("Patched"):
        return plain
    stem = re.sub("(In|Fields|Change)$", "", plain.removeprefix("Patched"))
    return f"{stem}Change"


def share_choices(result: dict[str, Any], **_more: Any) -> dict[str, Any]:
    """What a list is narrowed by is of the same vocabulary as what it shows."""
    shapes = result["components"]["schemas"]
    known = {frozenset(one["enum"]): name for name, one in shapes.items() if "enum" in one}
    for operations in result["paths"].values():
        for operation in operations.values():
            for parameter in operation.get("parameters", ()):
                _share_choice(parameter["schema"], known)
    return result


def _share_choice(schema: dict[str, Any], known: Mapping[frozenset[str], str]) -> None:
    """Refer to a vocabulary that has a name already."""
    choice = schema.get("items", schema)
    name = known.get(frozenset(choice.get("enum", ())))
    if name is not None:
        choice.clear()
        choice["$ref"] = f"#/components/schemas/{name}"


def _objects_in(node: Any) -> Iterator[dict[str, Any]]:
    """Every object of a JSON document, the outer ones first."""
    if isinstance(node, dict):
        yield node
    inner = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    for one in inner:
        yield from _objects_in(one)


def _filter_parameters(filterset_class: Any) -> list[OpenApiParameter]:
    """What a list may be narrowed by."""
    return [
        OpenApiParameter(
            name,
            _filter_type(one),
            many=isinstance(one, django_filters.MultipleChoiceFilter),
            enum=_values_of(one),
            description=str(one.extra.get("help_text", "")),
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
