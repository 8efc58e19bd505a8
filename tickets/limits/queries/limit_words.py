"""Limits and their steps in words, in the reader's language."""

from datetime import timedelta

from django.utils.translation import gettext as _

from pages.formats import working_span

FULL_SHARE = 100


def step_words(share: int, offset: timedelta) -> str:
    """When a step comes: `80 %`, `at the limit`, `30 min after the limit`."""
    is_after = offset > timedelta()
    if share != FULL_SHARE:
        if not offset:
            return f"{share} %"

        sign = "+" if is_after else "−"
        return f"{share} % {sign} {working_span(offset)}"

    if not offset:
        return _("at the limit")

    if is_after:
        return _("%(span)s after the limit") % {"span": working_span(offset)}

    return _("%(span)s before the limit") % {"span": working_span(offset)}
