"""The ledger of a ticket: append-only (by trigger), and the only thing that figures count."""

from django.conf import settings
from django.db import models

from core import tracing
from tickets.record.enums import EventKind, Source, Visibility


class TicketEvent(models.Model):
    """One thing that happened: `at` when it happened, `recorded_at` when it was written down."""

    ticket = models.ForeignKey(
        "tickets.Ticket", models.PROTECT, related_name="events", db_index=False
    )
    kind = models.CharField(max_length=20, choices=EventKind.choices)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    before = models.CharField(max_length=60, blank=True)
    after = models.CharField(max_length=60, blank=True)
    note = models.TextField(blank=True)
    data = models.JSONField(default=dict)
    visibility = models.CharField(
        max_length=10, choices=Visibility.choices, default=Visibility.INTERNAL
    )
    source = models.CharField(max_length=8, choices=Source.choices, default=Source.WEB)
    request_id = models.CharField(max_length=32, default=tracing.current)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["ticket", "-at", "-id"], name="event_by_ticket")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.kind}"
