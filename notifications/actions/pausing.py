"""Stops the outbox after a restore, and lets it go on when somebody says so."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from core.actions import audit
from core.later import enqueue
from notifications.enums import Audited, DeliveryState, OutboxState
from notifications.models import Outbox, OutboxPause, WebhookDelivery

UNSENT = [OutboxState.PENDING, OutboxState.HELD]


@transaction.atomic
def pause_outbox(*, restored_from: str, at: datetime) -> OutboxPause:
    """No message leaves from now on."""
    OutboxPause.objects.all().delete()
    return OutboxPause.objects.create(since=at, restored_from=restored_from)


@transaction.atomic
def release_outbox(*, by: User | None, at: datetime, discards_old: bool = False) -> int | None:
    """Messages leave again. The number of those that will; None if the outbox was not paused.

    `discards_old`: what was written before the restore is not sent, because it was sent long ago;
    webhooks neither.
    """
    pauses = list(OutboxPause.objects.select_for_update())
    if not pauses:
        return None
    waiting = Outbox.objects.filter(state__in=UNSENT)
    discarded = 0
    if discards_old:
        since = min(pause.since for pause in pauses)
        discarded = waiting.filter(created_at__lt=since).update(
            state=OutboxState.DISCARDED, ended_at=at, lease_until=None
        )
        events = WebhookDelivery.objects.filter(state=DeliveryState.PENDING, created_at__lt=since)
        events.update(state=DeliveryState.DISCARDED, ended_at=at, lease_until=None)
    count = waiting.count()
    audit.write_audit_entry(
        Audited.OUTBOX_RELEASED,
        by=by,
        at=at,
        target=pauses[0].restored_from,
        sent_on=count,
        discarded=discarded,
    )
    OutboxPause.objects.all().delete()
    enqueue("notifications.deliver_outbox")
    enqueue("notifications.deliver_webhooks")
    return count
