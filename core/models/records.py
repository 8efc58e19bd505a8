"""Number series, the audit ledger, and the forms that were already submitted."""

import uuid

from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from core import tracing
from core.enums import AUDIT_WORDS, OF_SETTINGS
from core.work.ledger import AppendOnly


class NumberSequence(models.Model):
    """The last number issued for a prefix and period.

    One statement counts up (see `core.actions.numbers`).
    """

    prefix = models.CharField(max_length=12)
    period = models.CharField(max_length=6)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["prefix", "period"], name="one_sequence_per_period")
        ]

    def __str__(self) -> str:
        return f"{self.prefix}{self.period}: {self.last}"


class AuditEntry(models.Model):
    """Who did what that no ticket ledger shows: saw contact data, exported, imported, signed in.

    Append-only by trigger.
    """

    at = models.DateTimeField(_("at"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("who")
    )
    action = models.CharField(_("action"), max_length=40)
    target = models.CharField(pgettext_lazy("audit", "target"), max_length=80, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    data = models.JSONField(default=dict, blank=True)
    request_id = models.CharField(max_length=32, default=tracing.current)
    # Set by a trigger of the table (migrations 0008 and 0010): each entry holds the hash of the one
    # before it in its stream, which is that of a person. Empty in entries from before the chain.
    stream = models.CharField(max_length=60, editable=False, default="", db_default="")
    position = models.PositiveBigIntegerField(editable=False, default=0, db_default=0)
    previous = models.CharField(max_length=64, editable=False, default="", db_default="")
    hash = models.CharField(max_length=64, editable=False, default="", db_default="")

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["-at"], name="audit_by_time"),
            models.Index(fields=["target", "-at"], name="audit_by_target"),
            models.Index(
                fields=["stream", "position"],
                name="audit_by_stream",
                condition=~models.Q(hash=""),
            ),
        ]
        constraints = [AppendOnly(name="audit_entry_append_only")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action_label} {self.target_label}"

    @property
    def action_label(self) -> str:
        """What was done, in words."""
        known = AUDIT_WORDS.get(self.action)
        if known is None:
            # an older release wrote it, and nobody words it any more
            return self.action
        return str(known.label)

    @property
    def target_label(self) -> str:
        """`ticket 202405-00123` with the noun in the reader's language.

        A noun that nobody translates, and a target that is a name alone, stay as written. Of a
        setting the noun is its table.
        """
        noun, space, name = self.target.partition(" ")
        if not name:
            return self.target
        label = _table_label(noun) if self.action in OF_SETTINGS else gettext(noun)
        return name if name == label else f"{label}{space}{name}"


def _table_label(name: str) -> str:
    """What people call the rows of a table; as it is where there is no such table any more."""
    model = next((one for one in apps.get_models() if one._meta.model_name == name), None)
    return str(model._meta.verbose_name) if model else name


class LedgerHead(models.Model):
    """The last entry of a stream of the audit ledger: how many there are, and its hash.

    Written by a trigger of the ledger alone, when a transaction that added entries ends.
    """

    stream = models.CharField(max_length=60, primary_key=True)
    position = models.PositiveBigIntegerField()
    hash = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.stream}: {self.position}"


class FormSubmission(models.Model):
    """A form that was accepted: sent again (double click, retry) it leads to the first result."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4)
    # Nobody, where a customer sent it.
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    at = models.DateTimeField()
    result_url = models.CharField(max_length=300, blank=True)
    # What it said: empty for those that an older release accepted.
    content = models.CharField(max_length=64, blank=True, default="", db_default="")

    class Meta:
        indexes = [models.Index(fields=["at"], name="submission_by_time")]

    def __str__(self) -> str:
        return str(self.key)
