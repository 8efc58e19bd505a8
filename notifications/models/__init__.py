"""Tables of notifications."""

from notifications.models.customer_channels import CustomerChannel, ProviderTemplate
from notifications.models.groups import ChatGroup, GroupMessage, GroupRule
from notifications.models.inbox import InboxItem
from notifications.models.outbox import Outbox, OutboxPause
from notifications.models.pace import ChannelPace
from notifications.models.settings import MessageTemplate, Preference
from notifications.models.webhooks import LedgerMark, WebhookDelivery, WebhookEndpoint

__all__ = [
    "ChannelPace",
    "ChatGroup",
    "CustomerChannel",
    "GroupMessage",
    "GroupRule",
    "InboxItem",
    "LedgerMark",
    "MessageTemplate",
    "Outbox",
    "OutboxPause",
    "Preference",
    "ProviderTemplate",
    "WebhookDelivery",
    "WebhookEndpoint",
]
