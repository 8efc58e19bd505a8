"""What administrators do to receivers of webhooks: set up, a new secret, a test, sending again."""

import base64
import secrets
import uuid
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.actions import audit
from core.enums import Audited as OfSettings
from core.errors import LawBroken
from core.later import enqueue
from core.work.record import lock_row
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
from notifications.models.sealed import SignedParty

PREFIX = "whsec_"
SECRET_BYTES = 32

# The secret before signs no more.
NO_OVERLAP = timedelta(0)
NUMBER = "TEST-00001"


def store_endpoint(endpoint: WebhookEndpoint, *, changed: Collection[str]) -> None:
    """Store a receiver, of which these fields are other ones than before."""
    if {"address", "is_active"} & set(changed):
        # What was is not the fault of what is.
        endpoint.failures, endpoint.error = 0, ""
        endpoint.failing_since = endpoint.next_at = None
    if endpoint.pk is not None:
        endpoint.version += 1
    endpoint.save()


def note_setting(
    endpoint: WebhookEndpoint, *, by: User, at: datetime, changed: Collection[str], is_new: bool
) -> None:
    """The line of the audit ledger that a page of the administration writes."""
    fields: dict[str, Any] = {} if is_new else {"fields": sorted(changed)}
    action = OfSettings.SETTING_ADDED if is_new else OfSettings.SETTING_CHANGED
    _write_setting_line(endpoint, action, by=by, at=at, **fields)


def _write_setting_line(
    endpoint: WebhookEndpoint, action: OfSettings, *, by: User, at: datetime, **facts: Any
) -> None:
    """From it the other administrators are told."""
    target = f"webhookendpoint {endpoint.name}"
    audit.write_audit_entry(action, by=by, at=at, target=target, is_dangerous=True, **facts)


@transaction.atomic
def delete_endpoint(
    endpoint: WebhookEndpoint, *, version: int | None, by: User, at: datetime
) -> None:
    """Take a receiver away, with what it was told and what it was to be told. Raises
    `StaleVersion`.
    """
    endpoint = lock_row(endpoint, version=version)
    untold = endpoint.deliveries.filter(state=DeliveryState.PENDING).count()
    _write_setting_line(endpoint, OfSettings.SETTING_DELETED, by=by, at=at, untold=untold)
    endpoint.delete()


@transaction.atomic
def make_secret_of(
    party: SignedParty,
    action: str,
    target: str,
    *,
    by: User,
    at: datetime,
    overlap: timedelta,
) -> str:
    """A new secret of another program, which is told this once; the one before counts until the
    overlap is over. `action` and `target` are those of the line in the audit ledger.
    """
    party = type(party)._default_manager.select_for_update().get(pk=party.pk)
    party.sealed_old_secret = party.sealed_secret if overlap else ""
    party.old_secret_until = at + overlap if party.sealed_old_secret else None
    secret = PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()
    party.secret = secret
    party.save(update_fields=["sealed_secret", "sealed_old_secret", "old_secret_until"])
    is_old_valid = party.old_secret_until is not None
    audit.write_audit_entry(action, by=by, at=at, target=target, is_old_valid=is_old_valid)
    return secret


def make_secret(
    endpoint: WebhookEndpoint, *, by: User, at: datetime, overlap: timedelta = OVERLAP
) -> str:
    """A new signing secret, which is told this once. The one before signs as well until the
    overlap is over.
    """
    target = f"webhook {endpoint.name}"
    return make_secret_of(endpoint, Audited.WEBHOOK_SECRET, target, by=by, at=at, overlap=overlap)


def send_test(endpoint: WebhookEndpoint, *, by: User, at: datetime) -> WebhookDelivery:
    """Send an event of no ticket now. It stands among the deliveries; its `error` is empty where
    it was taken. Raises `LawBroken` while there is no secret to sign it with.
    """
    keys = secrets_of(endpoint, at)
    if not keys:
        raise LawBroken(_("Make a signing secret first."))
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
    return row


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
