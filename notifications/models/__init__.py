"""Tables of messages."""

from notifications.models.inbox import InboxItem
from notifications.models.outbox import Outbox, OutboxPause
from notifications.models.settings import MessageTemplate, Preference

__all__ = ["InboxItem", "MessageTemplate", "Outbox", "OutboxPause", "Preference"]
