"""Vocabulary of refusals: one code for each kind, the same on every address."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ProblemCode(TextChoices):
    """What is said no with; the label is the title of the problem."""

    MALFORMED = "malformed", _("The request cannot be read")
    UNAUTHENTICATED = "unauthenticated", _("No valid access token")
    NOT_ALLOWED = "not_allowed", _("Not allowed")
    NOT_FOUND = "not_found", pgettext_lazy("problem", "Not found")
    METHOD_NOT_ALLOWED = "method_not_allowed", _("Not possible on this address")
    NOT_ACCEPTABLE = "not_acceptable", _("No answer in this format")
    LAW_BROKEN = "law_broken", _("A rule forbids it now")
    KEY_IN_USE = "key_in_use", _("The same request is still at work")
    MARK_LOST = "mark_lost", _("The mark is of another time")
    STALE_VERSION = "stale_version", _("Somebody else changed it first")
    TOO_LARGE = "too_large", _("The request is too large")
    TOO_LONG = "uri_too_long", _("The address is too long")
    UNSUPPORTED = "unsupported_media_type", _("The content type is not supported")
    INVALID = "invalid", _("Some values cannot be taken")
    KEY_REUSED = "key_reused", _("The key was used for another request")
    VERSION_NEEDED = "version_needed", _("Say which version you change")
    RATE_LIMITED = "rate_limited", _("Too many requests")
    FAULT = "fault", _("Something went wrong on our side")
    UNAVAILABLE = "unavailable", _("The desk cannot answer just now")


# What a program makes of each.
ADVICE = {
    ProblemCode.MALFORMED: _("mend the request: no JSON, too deep, or a header that is none"),
    ProblemCode.UNAUTHENTICATED: _("the token is wrong, expired or revoked"),
    ProblemCode.NOT_ALLOWED: _("the scope or the person's role does not allow it"),
    ProblemCode.NOT_FOUND: _("nothing there, or nothing that you may see"),
    ProblemCode.METHOD_NOT_ALLOWED: _("ask with a method that `Allow` names"),
    ProblemCode.NOT_ACCEPTABLE: _("ask for `application/json`"),
    ProblemCode.LAW_BROKEN: _("a rule forbids it now: show `detail` to somebody"),
    ProblemCode.KEY_IN_USE: _("the same request is still at work: wait a second, send it again"),
    ProblemCode.MARK_LOST: _("the desk was restored from a backup: begin following anew"),
    ProblemCode.STALE_VERSION: _("read again, decide anew; `current_version` is the stored one"),
    ProblemCode.TOO_LARGE: _("send less at once"),
    ProblemCode.TOO_LONG: _("ask for less in one address"),
    ProblemCode.UNSUPPORTED: _("send `application/json`, files as a form"),
    ProblemCode.INVALID: _("mend the values in `errors`"),
    ProblemCode.KEY_REUSED: _("the Idempotency-Key was used for something else"),
    ProblemCode.VERSION_NEEDED: _("send `If-Match`"),
    ProblemCode.RATE_LIMITED: _("wait `Retry-After` seconds"),
    ProblemCode.FAULT: _("send the same request again later; report its `X-Request-Id`"),
    ProblemCode.UNAVAILABLE: _("wait `Retry-After` seconds, send the same request again"),
}
