"""The ledger of a ticket: append-only (by trigger), and the only thing that figures count."""

from django.db import models
from django.db.models import Q

from core.work.ledger import AppendOnly, LedgerLine
from tickets.record.enums import EventKind, Source, Status, Visibility


class TicketEvent(LedgerLine):
    """One thing that happened: `at` when it happened, `recorded_at` when it was written down."""

    ticket = models.ForeignKey(
        "tickets.Ticket", models.PROTECT, related_name="events", db_index=False
    )
    kind = models.CharField(max_length=20, choices=EventKind.choices)
    recorded_at = models.DateTimeField()
    visibility = models.CharField(
        max_length=10, choices=Visibility.choices, default=Visibility.INTERNAL
    )
    source = models.CharField(max_length=8, choices=Source.choices, default=Source.WEB)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["ticket", "-at", "-id"], name="event_by_ticket"),
            # When tickets went on that had waited for parts or for others.
            models.Index(
                fields=["at"],
                name="event_of_wait_end",
                condition=Q(kind=EventKind.MOVED, before=Status.WAITING_INTERNAL),
            ),
        ]
        constraints = [AppendOnly(name="ticket_event_append_only")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.kind}"
