"""Webhooks: who is told, what each was told, and how far the ledgers were read."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.work.record import VersionedRow
from notifications.domain.webhooks import OPEN_AFTER
from notifications.enums import DeliveryState, EventType
from notifications.models.sealed import SignedParty


class WebhookEndpoint(VersionedRow, SignedParty):
    """A receiver. It hears of what its owner may see, whenever something is sent.

    Without a secret nothing is sent. While a secret is replaced the old one signs as well.
    `failures` counts those in a row; `next_at` is when it is asked again after too many.
    """

    name = models.CharField(_("name"), max_length=40, unique=True)
    address = models.CharField(_("address"), max_length=500)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        db_index=False,
        verbose_name=pgettext_lazy("webhook", "owner"),
        help_text=_("Told is what this person or service account may see."),
    )
    events = models.JSONField(_("events"), default=list)
    is_active = models.BooleanField(_("active"), default=True)

    failures = models.PositiveIntegerField(_("failures in a row"), default=0, editable=False)
    failing_since = models.DateTimeField(_("failing since"), null=True, editable=False)
    next_at = models.DateTimeField(_("not before"), null=True, editable=False)
    taken_at = models.DateTimeField(_("last taken"), null=True, editable=False)
    error = models.CharField(_("last error"), max_length=300, blank=True, editable=False)

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_left_alone(self) -> bool:
        """Has it failed so often that it is only asked once in a while?"""
        return self.failures >= OPEN_AFTER


class WebhookDelivery(models.Model):
    """One event for one receiver, each once: the receiver and the event are unique together.

    Claimed by a lease, whose end is the fence behind which it is marked. `doubts` are the times
    that a process died while it sent. A row is not claimed while an earlier one of the same subject
    waits.
    """

    endpoint = models.ForeignKey(
        WebhookEndpoint,
        models.CASCADE,
        related_name="deliveries",
        db_index=False,
        verbose_name=_("webhook"),
    )
    event_id = models.UUIDField(_("event id"), editable=False)
    event_type = models.CharField(_("event"), max_length=30, choices=EventType.choices)
    # The page that it is about; empty for a test.
    subject = models.CharField(_("about"), max_length=200, blank=True)
    sequence = models.BigIntegerField(_("sequence"), default=0)
    payload = models.JSONField(_("what is sent"), default=dict)

    state = models.CharField(
        _("state"), max_length=10, choices=DeliveryState.choices, default=DeliveryState.PENDING
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    doubts = models.PositiveSmallIntegerField(_("in doubt"), default=0)
    created_at = models.DateTimeField(_("written"))
    next_at = models.DateTimeField(_("next attempt"))
    lease_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(_("last attempt"), null=True)
    ended_at = models.DateTimeField(_("ended"), null=True)

    # Of the last attempt: what the receiver said, masked, and how long it took.
    status_code = models.PositiveSmallIntegerField(_("status of the answer"), null=True)
    answer = models.TextField(pgettext_lazy("webhook", "answer"), blank=True)
    error = models.CharField(_("error"), max_length=300, blank=True)
    took_ms = models.PositiveIntegerField(_("milliseconds"), null=True)

    class Meta:
        verbose_name = _("webhook delivery")
        verbose_name_plural = _("webhook deliveries")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["endpoint", "event_id"], name="event_once_a_webhook")
        ]
        indexes = [
            models.Index(
                fields=["endpoint", "next_at", "id"],
                name="webhook_to_send",
                condition=Q(state="pending"),
            ),
            # Does an earlier one of the same subject wait?
            models.Index(
                fields=["endpoint", "subject", "id"],
                name="webhook_in_order",
                condition=Q(state="pending"),
            ),
            models.Index(
                fields=["ended_at"], name="webhook_ended", condition=Q(ended_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event_type} {self.subject}"


class LedgerMark(models.Model):
    """How far a ledger was read for webhooks.

    Lines up to `ceiling` are all there once none of `writers` is at work any more; None where
    nothing is waited for.
    """

    ledger = models.CharField(max_length=40, primary_key=True)
    read_until = models.BigIntegerField(default=0)
    ceiling = models.BigIntegerField(null=True)
    writers = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.ledger}: {self.read_until}"
