"""Receivers of webhooks in the table, and what is queued for them."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from notifications.actions.endpoints import make_secret
from notifications.enums import CHOSEN_EVENTS, EventType
from notifications.models import WebhookDelivery, WebhookEndpoint

HOUR = timedelta(hours=1)


def set_up_endpoint(
    name: str,
    address: str,
    owner: User,
    *,
    events: Any = CHOSEN_EVENTS,
    has_delivery: bool = False,
) -> WebhookEndpoint:
    """A receiver with a secret."""
    endpoint = WebhookEndpoint.objects.create(
        name=name, address=address, owner=owner, events=[str(event) for event in events]
    )
    make_secret(endpoint, by=owner, at=timezone.now())
    endpoint.refresh_from_db()
    if has_delivery:
        queue_events(endpoint, 1)
    return endpoint


def queue_events(
    endpoint: WebhookEndpoint, count: int, *, subject: str = "/inbox/", at: Any = None
) -> list[WebhookDelivery]:
    """Messages about something that everybody may open, numbered in their order."""
    at = at or timezone.now() - HOUR
    begin = WebhookDelivery.objects.filter(subject=subject).count()
    return WebhookDelivery.objects.bulk_create(
        WebhookDelivery(
            endpoint=endpoint,
            event_id=uuid.uuid4(),
            event_type=EventType.TICKET_STATUS,
            subject=subject,
            sequence=begin + n,
            payload={
                "type": EventType.TICKET_STATUS.value,
                "timestamp": at.isoformat(),
                "data": {"number": subject, "version": n + 1, "sequence": begin + n},
            },
            created_at=at,
            next_at=at,
        )
        for n in range(count)
    )


def states_of(endpoint: WebhookEndpoint) -> list[str]:
    return list(endpoint.deliveries.order_by("pk").values_list("state", flat=True))
