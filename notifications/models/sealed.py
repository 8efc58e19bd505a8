"""A secret of a row: read and written as text, kept sealed in a field of the table."""

from datetime import datetime

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


class SignedParty(models.Model):
    """Another program, with the secret by which messages to it, or from it, are signed.

    While a secret is replaced the old one counts as well. Without one nothing is sent or taken.
    """

    sealed_secret = models.TextField(blank=True, editable=False)
    sealed_old_secret = models.TextField(blank=True, editable=False)
    secret = sealed_text("sealed_secret")
    old_secret = sealed_text("sealed_old_secret")
    old_secret_until = models.DateTimeField(null=True, editable=False)

    class Meta:
        abstract = True

    def secrets(self, at: datetime) -> tuple[str, ...]:
        """Those that sign now, the newest first. Raises `Unreadable` where their key is gone."""
        is_replaced = self.old_secret_until is not None and at < self.old_secret_until
        found = (self.secret, self.old_secret if is_replaced else "")
        return tuple(secret for secret in found if secret)
