"""Refusals as RFC 9457 problem details, in the language of whoever asks.

The exceptions of the law are translated here once for all addresses: `LawBroken` is 409,
`NotAllowed` 403, `StaleVersion` 412, what a person may not see 404.
"""

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import UnionType
from typing import Any

from django.core.exceptions import (
    PermissionDenied,
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from api.enums import ProblemCode
from api.parsers import InvalidLines, NotOurJson
from api.permissions import is_reading
from core.errors import BadFile, LawBroken, NotAllowed, StaleVersion
from core.work.lifecycle import IllegalMove

CONTENT_TYPE = "application/problem+json"

# A path of a body that came as lines, each a row.
OF_ROW = re.compile(r"\$\.rows\[(?P<row>\d+)\](?P<rest>.*)", re.DOTALL)

# With which status each is said; the first one of a status is said where nothing more is known.
STATUSES: dict[ProblemCode, int] = {
    ProblemCode.MALFORMED: 400,
    ProblemCode.UNAUTHENTICATED: 401,
    ProblemCode.NOT_ALLOWED: 403,
    ProblemCode.NOT_FOUND: 404,
    ProblemCode.METHOD_NOT_ALLOWED: 405,
    ProblemCode.NOT_ACCEPTABLE: 406,
    ProblemCode.LAW_BROKEN: 409,
    ProblemCode.KEY_IN_USE: 409,
    ProblemCode.MARK_LOST: 410,
    ProblemCode.STALE_VERSION: 412,
    ProblemCode.TOO_LARGE: 413,
    ProblemCode.TOO_LONG: 414,
    ProblemCode.UNSUPPORTED: 415,
    ProblemCode.INVALID: 422,
    ProblemCode.KEY_REUSED: 422,
    ProblemCode.VERSION_NEEDED: 428,
    ProblemCode.RATE_LIMITED: 429,
    ProblemCode.FAULT: 500,
    ProblemCode.UNAVAILABLE: 503,
}


def codes_of(http_status: int) -> list[ProblemCode]:
    """The codes that are said with a status; of one that no address has a code for, the nearest."""
    found = [code for code, status in STATUSES.items() if status == http_status]
    if found:
        return found
    nearest = 400 if http_status < 500 else 503 if http_status > 500 else 500
    return codes_of(nearest)


class Refusal(Exception):
    """A refusal of the interface itself, with the parts of its answer that only it has."""

    def __init__(self, code: ProblemCode, http_status: int, detail: str, **more: Any) -> None:
        super().__init__(detail)
        self.code = code
        self.status = http_status
        self.detail = detail
        self.more = more


class ProblemResponse(Response):
    """JSON, whatever the address mostly answers in."""

    @property
    def rendered_content(self) -> bytes:
        self["Content-Type"] = CONTENT_TYPE
        content: bytes = JSONRenderer().render(self.data)
        return content


def answer_problem(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """The answer to an exception of a view; None for a fault of ours, which is logged."""
    view, request = context.get("view"), context.get("request")
    is_read = request is not None and is_reading(view, request.method or "")
    answer = _answer_to(error, is_read=is_read)
    if answer is None:
        return None
    for name, value in getattr(view, "headers", {}).items():
        answer.headers.setdefault(name, value)
    return answer


def _answer_to(error: Exception, *, is_read: bool) -> Response | None:
    if isinstance(error, exceptions.ValidationError):
        return _invalid(error, is_read=is_read)
    for kinds, answer in ANSWERS:
        if isinstance(error, kinds):
            return answer(error)
    return None


def _invalid(error: exceptions.ValidationError, *, is_read: bool) -> Response:
    errors = list(field_errors(error.detail))
    if isinstance(error, InvalidLines):
        errors = [_of_line(one, error.line_numbers) for one in errors]
    # Who only asks wants nothing to be stored.
    words = (
        _("It cannot be answered. See errors.") if is_read else _("Nothing was stored. See errors.")
    )
    return problem(422, words, errors=errors)


def _of_line(error: dict[str, Any], line_numbers: Sequence[int]) -> dict[str, Any]:
    """The same with its path in the line of its row, and the number of that line."""
    found = OF_ROW.fullmatch(error["path"])
    if found is None:
        return {**error, "path": "$"}
    return {**error, "path": f"${found['rest']}", "line": line_numbers[int(found["row"])]}


def _unreadable(error: NotOurJson) -> Response:
    """Where it ends to be what can be read."""
    place = {"path": error.path, "code": error.detail.code, "message": str(error.detail)}
    if error.line is not None:
        place["line"] = error.line
    return problem(error.status_code, str(error.detail), errors=[place])


def _library_problem(error: exceptions.APIException) -> Response:
    """What Django REST framework itself refuses."""
    answer = problem(error.status_code, str(error.detail))
    wait = getattr(error, "wait", None)
    if wait is not None:
        answer.headers["Retry-After"] = str(max(1, math.ceil(wait)))
    challenge = getattr(error, "auth_header", None)
    if challenge:
        answer.headers["WWW-Authenticate"] = challenge
    return answer


def problem(
    http_status: int, detail: str, *, code: ProblemCode | None = None, **more: Any
) -> Response:
    """The answer of a refusal; `more` are members that are not empty."""
    body = problem_body(http_status, detail, code=code, **more)
    return ProblemResponse(body, status=http_status)


def plain_problem(http_status: int, detail: str) -> HttpResponse:
    """The same from outside a view of the interface."""
    content = problem_content(http_status, detail)
    return HttpResponse(content, status=http_status, content_type=CONTENT_TYPE)


def problem_content(http_status: int, detail: str) -> bytes:
    """A refusal as it goes out."""
    content: bytes = JSONRenderer().render(problem_body(http_status, detail))
    return content


def problem_body(
    http_status: int, detail: str, *, code: ProblemCode | None = None, **more: Any
) -> dict[str, Any]:
    """The members of a problem that are not empty."""
    code = code or codes_of(http_status)[0]
    body = {
        "type": f"urn:problem:{code.value}",
        "title": str(code.label),
        "status": http_status,
        "code": code.value,
        "detail": detail,
    }
    return body | {name: value for name, value in more.items() if value}


def _named(field: str, message: str, code: str) -> list[dict[str, str]]:
    """What is wrong with a field; nothing where the refusal names none."""
    return [{"path": f"$.{field}", "code": code, "message": message}] if field else []


def field_errors(detail: Any, path: str = "$") -> Iterator[dict[str, Any]]:
    """Each fault with the JSON path of the value that it is about."""
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            is_whole = name == "non_field_errors"
            yield from field_errors(inner, path if is_whole else f"{path}{_step_of(name)}")
    elif isinstance(detail, list):
        for place, inner in enumerate(detail):
            # A list of texts is about one value, a list of tables about many.
            is_nested = isinstance(inner, Mapping | list)
            yield from field_errors(inner, f"{path}[{place}]" if is_nested else path)
    else:
        code = getattr(detail, "code", "invalid")
        yield {"path": path, "code": str(code), "message": str(detail)}


def _step_of(name: Any) -> str:
    """A member of an object, or a place in a list."""
    return f"[{name}]" if isinstance(name, int) else f".{name}"


Answered = Callable[[Any], Response]

# The first one that fits.
ANSWERS: tuple[tuple[type[Exception] | UnionType, Answered], ...] = (
    (
        Refusal,
        lambda error: problem(error.status, error.detail, code=error.code, **error.more),
    ),
    (NotAllowed | PermissionDenied, lambda error: problem(403, str(error))),
    (Http404, lambda _error: problem(404, _("There is nothing at this address for you."))),
    (
        StaleVersion,
        lambda error: problem(
            412,
            _("It has changed since you read it: read it again, and decide anew."),
            current_version=error.current,
        ),
    ),
    (IllegalMove, lambda _error: problem(409, _("You cannot do this in the current state."))),
    (
        LawBroken,
        lambda error: problem(
            409, error.message, errors=_named(error.field, error.message, "law_broken")
        ),
    ),
    (
        BadFile,
        lambda error: problem(
            422, error.message, errors=_named(error.field, error.message, "bad_file")
        ),
    ),
    (
        RequestDataTooBig | TooManyFilesSent | TooManyFieldsSent,
        lambda _error: problem(413, _("Send less at once.")),
    ),
    (NotOurJson, _unreadable),
    (exceptions.APIException, _library_problem),
)
