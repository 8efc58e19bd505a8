"""Webhooks, signed as Standard Webhooks have it (https://www.standardwebhooks.com)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from standardwebhooks.webhooks import Webhook

from notifications.channels.guarded import post_guarded
from notifications.domain.addresses import NotOutside
from notifications.domain.webhooks import is_taken, message_id

AGENT = "aftersales-webhooks/1"


@dataclass(frozen=True, slots=True)
class WebhookMessage:
    """A message, ready to go. Of several secrets each signs."""

    address: str
    event_id: UUID
    body: str
    secrets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DeliveryOutcome:
    """What became of it: the answer of the receiver, or why there was none."""

    status: int | None = None
    retry_after: str = ""
    answer: bytes = b""
    why: str = ""

    @property
    def is_taken(self) -> bool:
        """Has the receiver taken it?"""
        return is_taken(self.status)


def post_message(
    message: WebhookMessage, *, at: datetime, inside: Collection[str]
) -> DeliveryOutcome:
    """Send it. Raises nothing: whatever goes wrong is an outcome."""
    if not message.secrets:
        return DeliveryOutcome(why="a new secret has to be made: the key of the old one is gone")
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": AGENT,
        **signed_headers(message, at=at),
    }
    try:
        reply = post_guarded(message.address, message.body.encode(), headers=headers, inside=inside)
    except NotOutside:
        return DeliveryOutcome(why="the address leads to no place that may be reached")
    except Exception as error:
        # One receiver must not stop the others.
        return DeliveryOutcome(why=f"{type(error).__name__}: {error}")
    return DeliveryOutcome(reply.status, reply.retry_after, reply.content)


def signed_headers(message: WebhookMessage, *, at: datetime) -> dict[str, str]:
    """Id, moment and one signature for each secret."""
    # The library takes whatever zone a moment has for UTC.
    moment = at.astimezone(UTC)
    name = message_id(message.event_id)
    signatures = [Webhook(secret).sign(name, moment, message.body) for secret in message.secrets]
    return {
        "webhook-id": name,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": " ".join(signatures),
    }
