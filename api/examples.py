"""Examples of the description, each in both languages of the desk."""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample
from rest_framework import exceptions
from rest_framework.fields import Field

from api.enums import ProblemCode
from api.paging import LARGEST
from api.problems import codes_of, problem_body

ENDINGS = {"zh-hans": "Zh", "en": "En"}


def in_both_languages(
    name: str, *, zh: tuple[str, Any], en: tuple[str, Any], **where: Any
) -> list[OpenApiExample]:
    """The same example twice; `zh` and `en` are what it shows and its value.

    `where` says of which requests or answers, as `OpenApiExample` takes it.
    """
    return [
        OpenApiExample(f"{name}Zh", value=zh[1], summary=f"中文 · {zh[0]}", **where),
        OpenApiExample(f"{name}En", value=en[1], summary=f"English · {en[0]}", **where),
    ]


def order_examples(result: dict[str, Any], **_more: Any) -> dict[str, Any]:
    """Those in the reader's language first: a page shows the first one."""
    ending = ENDINGS.get(translation.get_language() or "", "Zh")
    for content in _contents(result):
        examples = content.get("examples")
        if examples:
            names = sorted(examples, key=lambda name: not name.endswith(ending))
            content["examples"] = {name: examples[name] for name in names}
    return result


def _contents(result: dict[str, Any]) -> list[dict[str, Any]]:
    """Everything that goes out or comes in, by its media type."""
    holders = list(result["components"].get("responses", {}).values())
    for operations in result["paths"].values():
        for operation in operations.values():
            holders += [operation.get("requestBody", {}), *operation["responses"].values()]
    return [content for holder in holders for content in holder.get("content", {}).values()]


# What is said with a refusal, for instance.
DETAILS = {
    ProblemCode.MALFORMED: _("If-Match is not an ETag of ours."),
    ProblemCode.UNAUTHENTICATED: _("Invalid token."),
    ProblemCode.NOT_ALLOWED: _("Your role does not allow this step."),
    ProblemCode.NOT_FOUND: _("There is nothing at this address for you."),
    ProblemCode.METHOD_NOT_ALLOWED: exceptions.MethodNotAllowed.default_detail,
    ProblemCode.NOT_ACCEPTABLE: exceptions.NotAcceptable.default_detail,
    ProblemCode.LAW_BROKEN: _("You cannot do this in the current state."),
    ProblemCode.KEY_IN_USE: _(
        "A request with this Idempotency-Key is being worked on: ask again in a moment."
    ),
    ProblemCode.MARK_LOST: _(
        "The desk was restored since: take a new mark and read everything anew."
    ),
    ProblemCode.STALE_VERSION: _(
        "It has changed since you read it: read it again, and decide anew."
    ),
    ProblemCode.TOO_LARGE: _("Send less at once."),
    ProblemCode.UNSUPPORTED: exceptions.UnsupportedMediaType.default_detail,
    ProblemCode.INVALID: _("Nothing was stored. See errors."),
    ProblemCode.KEY_REUSED: _("This Idempotency-Key was used for another request: take a new one."),
    ProblemCode.VERSION_NEEDED: _("Send If-Match with the ETag of what you have read."),
    ProblemCode.RATE_LIMITED: exceptions.Throttled.default_detail,
}


# What is said where nothing could have been stored.
QUERY_DETAILS = {ProblemCode.INVALID: _("It cannot be answered. See errors.")}


def problem_examples(status: int, *, is_read: bool = False) -> dict[str, dict[str, Any]]:
    """The refusals of a status in both languages, in the very words that are said."""
    details = {**DETAILS, **QUERY_DETAILS} if is_read else DETAILS
    examples = {}
    for code in codes_of(status):
        for language, summary in (("zh-hans", "中文"), ("en", "English")):
            with translation.override(language):
                detail = str(details[code]).format(method="PUT", media_type="text/plain")
                value = problem_body(status, detail, code=code, **_members_of(code, is_read))
            name = code.value.title().replace("_", "")
            shown = f"{summary} · {code.value}"
            examples[f"{name}{ENDINGS[language]}"] = {"summary": shown, "value": value}
    return examples


def _members_of(code: ProblemCode, is_read: bool) -> dict[str, Any]:
    """What only this kind of refusal has."""
    if code == ProblemCode.STALE_VERSION:
        return {"current_version": 5}
    if code == ProblemCode.INVALID and is_read:
        words = str(_("This is a whole number from %(least)d to %(most)d."))
        message = words % {"least": 1, "most": LARGEST}
        return {"errors": [{"path": "$.limit", "code": "invalid", "message": message}]}
    if code == ProblemCode.INVALID:
        required = str(Field.default_error_messages["required"])
        return {"errors": [{"path": "$.summary", "code": "required", "message": required}]}
    return {}


MOMENTS = {"created_at": "2026-03-16T09:30:00+08:00", "expires_at": "2026-06-14T09:30:00+08:00"}
TOKEN = {"scopes": ["customers.write", "tickets.read", "tickets.write", "pii"]}

ME = in_both_languages(
    "Me",
    zh=(
        "令牌代表谁",
        {
            "username": "svc-crm",
            "name": "客户关系系统",
            "department": "客服部",
            "roles": ["supervisor"],
            "language": "zh-hans",
            "is_service": True,
            "token": {"name": "CRM", "requests_per_minute": 600, **TOKEN, **MOMENTS},
        },
    ),
    en=(
        "whom the token stands for",
        {
            "username": "svc-crm",
            "name": "CRM",
            "department": "客服部",
            "roles": ["supervisor"],
            "language": "en",
            "is_service": True,
            "token": {"name": "CRM", "requests_per_minute": 600, **TOKEN, **MOMENTS},
        },
    ),
)
