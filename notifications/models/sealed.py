"""A secret of a row: read and written as text, kept sealed in a field of the table."""

from django.conf import settings
from django.db import models

from privacy.domain import sealing


def sealed_text(field: str) -> property:
    """The text that lies sealed in `field`; empty where nothing does.

    Reading raises `Unreadable` where its key is gone.
    """

    def unseal_field(row: models.Model) -> str:
        sealed: str = getattr(row, field)
        return sealing.unseal(sealed, settings.SEALING_KEYS) if sealed else ""

    def seal_field(row: models.Model, written: str) -> None:
        setattr(row, field, sealing.seal(written, settings.SEALING_KEYS) if written else "")

    return property(unseal_field, seal_field)
