"""Versions of rows as `ETag` and `If-Match`: nobody overwrites what somebody else has changed."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework.request import Request

from api.enums import ProblemCode
from api.problems import Refusal


def etag_of(row: Any) -> str:
    """The version of a row as a strong entity tag."""
    return f'"{row.version}"'


def expected_version(request: Request, *, is_required: bool = False) -> int | None:
    """The version that the caller means to change; None for whichever there is.

    Raises `Refusal`: 428 where one is required, 400 for what is no tag of ours.
    """
    written = request.headers.get("If-Match", "").strip()
    if not written and is_required:
        raise Refusal(
            ProblemCode.VERSION_NEEDED,
            428,
            _("Send If-Match with the ETag of what you have read."),
        )
    if written in ("", "*"):
        return None
    number = written.removeprefix("W/").strip('"')
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        raise Refusal(ProblemCode.MALFORMED, 400, _("If-Match is not an ETag of ours."))
    return int(number)
