"""Texts that people write into what is kept for ever."""

from django.utils.translation import gettext as _

from core.domain.text import clean_text
from core.errors import LawBroken
from privacy.domain.redact import redacted_text


def kept_text(written: str) -> str:
    """As it is kept for ever: numbers and addresses of people are masked."""
    return redacted_text(clean_text(written))


def required_text(written: str, field: str) -> str:
    """Raises `LawBroken` at the field that is empty."""
    kept = kept_text(written)
    if not kept:
        raise LawBroken(_("Write it down in a few words."), field=field)
    return kept
