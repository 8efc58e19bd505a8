"""Vocabulary of what comes in by webhook."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class EventState(TextChoices):
    """What became of an event."""

    DONE = "done", _("Taken into a ticket")
    KEPT = "kept", _("Could not be taken: somebody has to look")
    SET_ASIDE = "set_aside", _("Set aside")


class EventOutcome(TextChoices):
    """What the sender is told of it."""

    TICKET_MADE = "ticket_made", _("Ticket registered")
    MESSAGE_ADDED = "message_added", _("Message added")
    KEPT = "kept", _("Kept for a person")
