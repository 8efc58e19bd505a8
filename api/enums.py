"""Vocabulary of refusals: one code for each kind, the same on every address."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ProblemCode(TextChoices):
    """What is said no with; the label is the title of the problem."""

    MALFORMED = "malformed", _("The request cannot be read")
    UNAUTHENTICATED = "unauthenticated", _("No valid access token")
    NOT_ALLOWED = "not_allowed", _("Not allowed")
    NOT_FOUND = "not_found", _("Not found")
    METHOD_NOT_ALLOWED = "method_not_allowed", _("Not possible on this address")
    NOT_ACCEPTABLE = "not_acceptable", _("No answer in this format")
    LAW_BROKEN = "law_broken", _("A rule forbids it now")
    KEY_IN_USE = "key_in_use", _("The same request is still at work")
    MARK_LOST = "mark_lost", _("The mark is of another time")
    STALE_VERSION = "stale_version", _("Somebody else changed it first")
    TOO_LARGE = "too_large", _("The request is too large")
    UNSUPPORTED = "unsupported_media_type", _("The content type is not supported")
    INVALID = "invalid", _("Some values cannot be taken")
    KEY_REUSED = "key_reused", _("The key was used for another request")
    VERSION_NEEDED = "version_needed", _("Say which version you change")
    RATE_LIMITED = "rate_limited", _("Too many requests")
    FAULT = "fault", _("Something went wrong on our side")
