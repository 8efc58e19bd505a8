"""Administration of messages: wordings, ways out of the house, what left it and what did not."""

from notifications.admin.messages import (
    GUARDED,
    ChannelPaceAdmin,
    ChatGroupAdmin,
    CustomerChannelAdmin,
    MessageTemplateAdmin,
    OutboxAdmin,
)
from notifications.admin.webhooks import WebhookDeliveryAdmin, WebhookEndpointAdmin

__all__ = [
    "GUARDED",
    "ChannelPaceAdmin",
    "ChatGroupAdmin",
    "CustomerChannelAdmin",
    "MessageTemplateAdmin",
    "OutboxAdmin",
    "WebhookDeliveryAdmin",
    "WebhookEndpointAdmin",
]
