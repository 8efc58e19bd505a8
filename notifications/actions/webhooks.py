"""Sends webhooks: claim by a lease, hand over outside any transaction, mark behind a fence, as the
outbox does. None is lost; what was in flight when a process died comes again under the same id.

Each receiver is a lane of its own with room for a few at once, so that one that hangs holds up no
other. Threads do nothing but the network; the database is the main thread's.
"""

import time
from collections import Counter
from collections.abc import Collection
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from core.actions import audit
from notifications.actions.alarms import tell_administrators
from notifications.actions.events import paths_open_to
from notifications.channels.webhook import DeliveryOutcome, WebhookMessage, post_message
from notifications.domain import webhooks
from notifications.domain.webhooks import message_body
from notifications.enums import Audited, DeliveryState
from notifications.models import OutboxPause, WebhookDelivery, WebhookEndpoint
from privacy.domain.redact import redacted_text
from privacy.domain.sealing import Unreadable

LEASE = timedelta(seconds=120)

# Messages of one receiver that are on their way at once, and of all.
LANE_WIDTH = 4
THREADS = 64

# How often somebody looks for new messages while others are on their way, in seconds.
PULSE = 0.5

# A receiver that goes on taking messages has this noted once in a while.
NOTED_EVERY = timedelta(minutes=1)

# Bytes that are kept of an answer.
KEPT_ANSWER = 2048

# How long what was sent can be looked up.
KEPT_FOR = timedelta(days=30)
DELETED_AT_ONCE = 5000


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message that is this process's to send, and the number of its attempt."""

    row: WebhookDelivery
    message: WebhookMessage


@dataclass(frozen=True, slots=True)
class Landed:
    """What became of it, and how long that took."""

    outcome: DeliveryOutcome
    took_ms: int


def deliver_due(at: datetime, *, seconds: float) -> int:
    """Send until nothing is due; nothing new is begun after so many seconds. The number sent."""
    began = time.monotonic()
    flying: dict[Future[Landed], Claimed] = {}
    count = 0
    with ThreadPoolExecutor(THREADS, thread_name_prefix="webhook") as threads:
        while True:
            passed = time.monotonic() - began
            now = at + timedelta(seconds=passed)
            if passed < seconds:
                for claimed in claim_due(now, flying.values()):
                    flying[threads.submit(post_timed, claimed.message, now)] = claimed
            if not flying:
                return count
            landed, _others = wait(flying, PULSE, FIRST_COMPLETED)
            for future in landed:
                now = at + timedelta(seconds=time.monotonic() - began)
                note_outcome(flying.pop(future).row, future.result(), now)
                count += 1


def post_timed(message: WebhookMessage, at: datetime) -> Landed:
    """Hand a message over, with the time that this took."""
    began = time.monotonic()
    outcome = post_message(message, at=at, inside=settings.WEBHOOK_INSIDE)
    return Landed(outcome, int((time.monotonic() - began) * 1000))


# --- claiming -------------------------------------------------------------------------------------


def claim_due(at: datetime, flying: Collection[Claimed] = ()) -> list[Claimed]:
    """What may leave now, each receiver's within its room. While the outbox is paused, nothing."""
    busy = Counter(claimed.row.endpoint_id for claimed in flying)
    full = [key for key, count in busy.items() if count >= LANE_WIDTH]
    of_lane = {"endpoint": OuterRef("pk")}
    is_to_ask = Q(Exists(_waiting_rows(at).filter(**of_lane)), failures__gte=webhooks.OPEN_AFTER)
    has_work = Exists(_due_rows(at).filter(**of_lane)) | is_to_ask
    lanes = _open_lanes(at).filter(has_work, ~Exists(OutboxPause.objects.all()))
    claimed: list[Claimed] = []
    # In no order: where there are more lanes than room, none is always the last.
    for key in lanes.exclude(pk__in=full).order_by("?").values_list("pk", flat=True):
        if len(flying) + len(claimed) + LANE_WIDTH > THREADS:
            break
        claimed += _claim_lane(key, at)
    return claimed


def _open_lanes(at: datetime) -> "QuerySet[WebhookEndpoint]":
    rests = Q(next_at__isnull=True) | Q(next_at__lte=at)
    return WebhookEndpoint.objects.filter(rests, is_active=True).exclude(sealed_secret="")


def _due_rows(at: datetime) -> "QuerySet[WebhookDelivery]":
    return _waiting_rows(at).filter(next_at__lte=at)


def _waiting_rows(at: datetime) -> "QuerySet[WebhookDelivery]":
    """What nobody has in hand. Not those behind which an earlier one of the same subject waits."""
    free = Q(lease_until__isnull=True) | Q(lease_until__lt=at)
    earlier = WebhookDelivery.objects.filter(
        endpoint=OuterRef("endpoint"),
        subject=OuterRef("subject"),
        state=DeliveryState.PENDING,
        pk__lt=OuterRef("pk"),
    )
    rows = WebhookDelivery.objects.filter(free, state=DeliveryState.PENDING)
    return rows.filter(~Exists(earlier))


@transaction.atomic
def _claim_lane(key: int, at: datetime) -> list[Claimed]:
    """Of one receiver as many as there is room for; one, where it is only asked how it is: the
    next one, also where that was to wait for hours.
    """
    endpoint = _open_lanes(at).filter(pk=key).select_for_update(skip_locked=True).first()
    if endpoint is None:
        return []
    waiting, width = _due_rows(at), LANE_WIDTH
    if endpoint.is_left_alone:
        waiting, width = _waiting_rows(at), 1
    busy = endpoint.deliveries.filter(state=DeliveryState.PENDING, lease_until__gt=at).count()
    ordered = waiting.filter(endpoint=endpoint).order_by("next_at", "pk")
    rows = list(ordered.select_for_update(skip_locked=True, of=("self",))[: max(0, width - busy)])
    if rows and endpoint.is_left_alone:
        # Also where the one who asks dies.
        endpoint.next_at = at + webhooks.PROBE_EVERY
        endpoint.save(update_fields=["next_at"])
    openable = paths_open_to(endpoint.owner_id, {row.subject for row in rows if row.subject})
    for row in rows:
        _take_hold(row, at, is_openable=not row.subject or row.subject in openable)
    WebhookDelivery.objects.bulk_update(
        rows, ["doubts", "attempts", "lease_until", "state", "ended_at", "error"]
    )
    secrets = secrets_of(endpoint, at)
    return [
        Claimed(row, message_of(row, endpoint, secrets))
        for row in rows
        if row.state == DeliveryState.PENDING
    ]


def _take_hold(row: WebhookDelivery, at: datetime, *, is_openable: bool) -> None:
    """Under a lease; what is out of attempts, or no longer the owner's to know, ends."""
    row.doubts += row.lease_until is not None
    row.lease_until = at + LEASE
    row.attempts += not _is_ahead_of_time(row)
    if not is_openable:
        row.state = DeliveryState.WITHHELD
    elif row.attempts > webhooks.MAX_ATTEMPTS:
        row.state = DeliveryState.DEAD
        row.attempts = webhooks.MAX_ATTEMPTS
        row.error = row.error or "every process that sent it died"
    if row.state != DeliveryState.PENDING:
        row.ended_at, row.lease_until = at, None


def _is_ahead_of_time(row: WebhookDelivery) -> bool:
    """Is a claimed one on its way only to ask how a receiver is that is left alone? That is none of
    its attempts.
    """
    return row.lease_until is not None and row.next_at > row.lease_until - LEASE


def secrets_of(endpoint: WebhookEndpoint, at: datetime) -> tuple[str, ...]:
    """With which it is signed now; none where their key is gone."""
    try:
        return endpoint.secrets(at)
    except Unreadable:
        return ()


def message_of(
    row: WebhookDelivery, endpoint: WebhookEndpoint, secrets: tuple[str, ...]
) -> WebhookMessage:
    """A row as it is sent."""
    return WebhookMessage(endpoint.address, row.event_id, message_body(row.payload), secrets)


# --- what became of it ----------------------------------------------------------------------------


@transaction.atomic
def note_outcome(row: WebhookDelivery, landed: Landed, at: datetime) -> None:
    """Write it down, unless somebody else took the row over meanwhile (fencing).

    The receiver's row first: all who write both lock them in this order.
    """
    outcome = landed.outcome
    facts = {
        "status_code": outcome.status,
        "answer": kept_answer(outcome),
        "took_ms": landed.took_ms,
        "sent_at": at,
        "lease_until": None,
    }
    if outcome.is_taken:
        _note_taken(row.endpoint_id, at)
        _mark_claimed(row, state=DeliveryState.DONE, ended_at=at, error="", **facts)
        return
    why = failure_text(outcome)
    rest = webhooks.asked_rest(outcome.status, outcome.retry_after)
    name = _note_failed(row.endpoint_id, outcome.status, why, rest, at)
    if name is None:
        return
    if _is_ahead_of_time(row):
        _mark_claimed(row, error=why, **facts)
    elif row.attempts < webhooks.MAX_ATTEMPTS:
        next_at = webhooks.next_attempt(at, row.attempts, salt=row.pk)
        _mark_claimed(row, next_at=max(next_at, at + (rest or timedelta(0))), error=why, **facts)
    elif _mark_claimed(row, state=DeliveryState.DEAD, ended_at=at, error=why, **facts):
        _tell_of_loss(row.endpoint_id, name, why, at)


def _mark_claimed(row: WebhookDelivery, **changes: object) -> bool:
    mine = WebhookDelivery.objects.filter(
        pk=row.pk, lease_until=row.lease_until, state=DeliveryState.PENDING
    )
    return bool(mine.update(**changes))


def _note_taken(key: int, at: datetime) -> None:
    """It works. Where it did not, everything that waits for it leaves at once."""
    endpoint = WebhookEndpoint.objects.filter(pk=key)
    works = {
        "failures": 0,
        "failing_since": None,
        "next_at": None,
        "taken_at": at,
        "error": "",
    }
    if endpoint.filter(failures__gte=webhooks.OPEN_AFTER).update(**works):
        waiting = WebhookDelivery.objects.filter(
            endpoint=key, state=DeliveryState.PENDING, lease_until__isnull=True, next_at__gt=at
        )
        waiting.update(next_at=at)
        return
    is_old = Q(taken_at__isnull=True) | Q(taken_at__lt=at - NOTED_EVERY)
    endpoint.filter(Q(failures__gt=0) | is_old).update(**works)


def _note_failed(
    key: int, status: int | None, why: str, rest: timedelta | None, at: datetime
) -> str | None:
    """Count it; leave the receiver alone, or switch it off, where that was once too often. Its
    name; None where it was taken away meanwhile.
    """
    endpoint = WebhookEndpoint.objects.select_for_update().filter(pk=key).first()
    if endpoint is None:
        return None
    endpoint.failures += 1
    endpoint.failing_since = endpoint.failing_since or at
    endpoint.error = why
    if endpoint.is_left_alone:
        endpoint.next_at = at + max(webhooks.PROBE_EVERY, rest or timedelta(0))
    elif rest is not None:
        endpoint.next_at = at + rest
    is_to_disable = webhooks.is_to_disable(status, endpoint.failures, endpoint.failing_since, at)
    if endpoint.is_active and is_to_disable:
        endpoint.is_active = False
        _tell_of_end(endpoint, at)
    endpoint.save(update_fields=["failures", "failing_since", "error", "next_at", "is_active"])
    return endpoint.name


def _tell_of_end(endpoint: WebhookEndpoint, at: datetime) -> None:
    audit.write_audit_entry(
        Audited.WEBHOOK_DISABLED, by=None, at=at, target=f"webhook {endpoint.name}"
    )
    tell_administrators(
        lambda: (
            _("the webhook “%(name)s” was switched off, as its receiver takes nothing: %(why)s")
            % {"name": endpoint.name, "why": endpoint.error}
        ),
        key=f"webhook_off:{endpoint.pk}",
        at=at,
    )


def _tell_of_loss(key: int, name: str, why: str, at: datetime) -> None:
    tell_administrators(
        lambda: (
            _("messages to the webhook “%(name)s” were given up: %(why)s")
            % {"name": name, "why": why}
        ),
        key=f"webhook:{key}",
        at=at,
    )


def failure_text(outcome: DeliveryOutcome) -> str:
    """Why it was not taken, as the table keeps it."""
    why = outcome.why or f"HTTP {outcome.status}"
    return redacted_text(why).replace("\x00", "")[:300]


def kept_answer(outcome: DeliveryOutcome) -> str:
    """The beginning of what the receiver said, without what it says of people."""
    said = outcome.answer[: 2 * KEPT_ANSWER].decode("utf-8", "replace").replace("\x00", "")
    kept = redacted_text(said).encode()[:KEPT_ANSWER]
    return kept.decode("utf-8", "ignore")


# --- what is old ----------------------------------------------------------------------------------


def forget_deliveries(at: datetime) -> int:
    """Delete what ended long ago; the number."""
    ended = WebhookDelivery.objects.filter(ended_at__lt=at - KEPT_FOR)
    total = 0
    while keys := list(ended.order_by("ended_at").values_list("pk", flat=True)[:DELETED_AT_ONCE]):
        total += WebhookDelivery.objects.filter(pk__in=keys).delete()[0]
    return total
