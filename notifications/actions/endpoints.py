"""What administrators do to receivers of webhooks: a new secret, a test, sending again."""

import base64
import secrets
import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.actions import audit
from core.later import enqueue
from notifications.actions.webhooks import (
    failure_text,
    kept_answer,
    message_of,
    post_timed,
    secrets_of,
)
from notifications.domain.webhooks import OVERLAP
from notifications.enums import Audited, DeliveryState, EventType
from notifications.models import WebhookDelivery, WebhookEndpoint

PREFIX = "whsec_"
SECRET_BYTES = 32

# The secret before signs no more.
NO_OVERLAP = timedelta(0)
NUMBER = "TEST-00001"


@transaction.atomic
def make_secret(
    endpoint: WebhookEndpoint, *, by: User, at: datetime, overlap: timedelta = OVERLAP
) -> str:
    """A new signing secret, which is told this once. The one before signs as well until the
    overlap is over.
    """
    endpoint = WebhookEndpoint.objects.select_for_update().get(pk=endpoint.pk)
    endpoint.sealed_old_secret = endpoint.sealed_secret if overlap else ""
    endpoint.old_secret_until = at + overlap if endpoint.sealed_old_secret else None
    secret = PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()
    endpoint.secret = secret
    endpoint.save(update_fields=["sealed_secret", "sealed_old_secret", "old_secret_until"])
    audit.write_audit_entry(
        Audited.WEBHOOK_SECRET,
        by=by,
        at=at,
        target=f"webhook {endpoint.name}",
        is_old_valid=endpoint.old_secret_until is not None,
    )
    return secret


def send_test(endpoint: WebhookEndpoint, *, by: User, at: datetime) -> str:
    """Send an event of no ticket now; empty when it was taken, else why not. It stands among the
    deliveries.
    """
    keys = secrets_of(endpoint, at)
    if not keys:
        return _("Make a signing secret first.")
    row = _test_delivery(endpoint, at)
    landed = post_timed(message_of(row, endpoint, keys), at)
    outcome, row.took_ms = landed.outcome, landed.took_ms
    row.status_code, row.answer = outcome.status, kept_answer(outcome)
    row.state = DeliveryState.DONE if outcome.is_taken else DeliveryState.DEAD
    row.error = "" if outcome.is_taken else failure_text(outcome)
    row.save()
    audit.write_audit_entry(
        Audited.WEBHOOK_TESTED,
        by=by,
        at=at,
        target=f"webhook {endpoint.name}",
        is_taken=outcome.is_taken,
    )
    return row.error


def _test_delivery(endpoint: WebhookEndpoint, at: datetime) -> WebhookDelivery:
    payload = {
        "type": EventType.TEST.value,
        "timestamp": at.isoformat(),
        "data": {"number": NUMBER, "version": 1, "sequence": 0},
    }
    return WebhookDelivery(
        endpoint=endpoint,
        event_id=uuid.uuid4(),
        event_type=EventType.TEST,
        payload=payload,
        attempts=1,
        created_at=at,
        next_at=at,
        sent_at=at,
        ended_at=at,
    )


@transaction.atomic
def replay_deliveries(rows: Iterable[WebhookDelivery], *, by: User, at: datetime) -> int:
    """Send what has ended once more, under the same id, from the first attempt; the number."""
    ended = WebhookDelivery.objects.filter(pk__in=[row.pk for row in rows])
    ended = ended.exclude(state=DeliveryState.PENDING)
    count = ended.update(
        state=DeliveryState.PENDING, attempts=0, next_at=at, lease_until=None, ended_at=None
    )
    if count:
        audit.write_audit_entry(Audited.WEBHOOKS_REPLAYED, by=by, at=at, count=count)
        enqueue("notifications.deliver_webhooks")
    return count
