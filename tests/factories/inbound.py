"""Programs that report by webhook, and what they send."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from standardwebhooks.webhooks import Webhook

from accounts.models import User
from customers.models import Channel, Customer
from tickets.inbound.actions import make_source_secret
from tickets.inbound.models import InboundSource


def set_up_source(code: str, owner: User, **fields: Any) -> InboundSource:
    """A source with a secret, whose events are of the first customer unless they say otherwise."""
    given = {
        "name": code,
        "channel": Channel.objects.get(code="phone"),
        "customer": Customer.objects.order_by("pk").first(),
        "prefix": f"{code}:",
        **fields,
    }
    source = InboundSource.objects.create(code=code, owner=owner, **given)
    make_source_secret(source, by=owner, at=timezone.now())
    source.refresh_from_db()
    return source


def signed_headers(
    secret: str, event_id: str, body: str, *, at: datetime | None = None
) -> dict[str, str]:
    """As Standard Webhooks has them."""
    moment = at or timezone.now()
    return {
        "webhook-id": event_id,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": Webhook(secret).sign(event_id, moment, body),
    }


def send_event(
    source: InboundSource,
    event_id: str,
    body: Any,
    *,
    secret: str = "",
    late: timedelta = timedelta(0),
    **headers: str,
) -> HttpResponse:
    """The answer to an event; texts are sent as they are."""
    written = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
    at = timezone.now() - late
    signed = signed_headers(secret or source.secret, event_id, written, at=at)
    return Client().post(
        f"/api/v1/inbound/{source.code}/",
        written,
        content_type="application/json",
        headers={**signed, **headers},
    )
