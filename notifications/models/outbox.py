"""The outbox: what is to leave the house, written in the transaction that gave the reason
(design/reliability.md).
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from notifications.enums import ChannelName, OutboxState, Topic


class Outbox(models.Model):
    """One message to one person on one channel, each once: `dedupe_key` is unique.

    A person of the desk is the `user`; a customer has an `address` and is nobody's user.

    A row is claimed by a lease and marked with its number of attempts as the fence. `attempts`
    above the last `error` means that a process died while it sent; the next try carries the same
    `message_id`.
    """

    channel = models.CharField(_("channel"), max_length=10, choices=ChannelName.choices)
    topic = models.CharField(_("topic"), max_length=12, choices=Topic.choices)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        related_name="+",
        verbose_name=pgettext_lazy("message", "to"),
    )
    # Where it goes if not to where the person is reached now: a mail address, a phone number.
    address = models.CharField(max_length=254, blank=True, default="", db_default="")
    data = models.JSONField(default=dict)
    dedupe_key = models.CharField(max_length=160, unique=True)
    message_id = models.UUIDField(default=uuid.uuid4, editable=False)
    digest = models.ForeignKey("self", models.SET_NULL, null=True, related_name="gathered")

    state = models.CharField(
        _("state"), max_length=10, choices=OutboxState.choices, default=OutboxState.PENDING
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    doubts = models.PositiveSmallIntegerField(
        _("in doubt"),
        default=0,
        help_text=_("Times that a process died while it sent: the message may have arrived."),
    )
    created_at = models.DateTimeField(_("written"))
    next_at = models.DateTimeField(_("next attempt"))
    lease_until = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(_("ended"), null=True)
    error = models.CharField(_("error"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("outgoing message")
        verbose_name_plural = _("outgoing messages")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False) | ~Q(address=""), name="outbox_has_receiver"
            )
        ]
        indexes = [
            models.Index(
                fields=["next_at", "id"], name="outbox_to_send", condition=Q(state="pending")
            ),
            # Of the desk apart: however many customers are written to, nobody here waits for them.
            models.Index(
                fields=["next_at", "id"],
                name="outbox_to_desk",
                condition=Q(state="pending", user__isnull=False),
            ),
            models.Index(fields=["next_at", "user"], name="outbox_held", condition=Q(state="held")),
            models.Index(
                fields=["-created_at", "-id"],
                name="outbox_unsent",
                condition=Q(state__in=["failed", "dead"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.topic} {self.state}"


class OutboxPause(models.Model):
    """While there is a row, no message leaves the house: after a restore, those that were still to
    be sent may have been sent since the backup was made.

    `since` divides what the backup brought from what was written after it was restored.
    """

    since = models.DateTimeField()
    restored_from = models.CharField(max_length=200)

    class Meta:
        ordering = ["since"]

    def __str__(self) -> str:
        return self.restored_from
