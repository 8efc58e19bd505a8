"""Sends what the outbox holds: claim by a lease, hand over outside any transaction, mark behind a
fence (design: reliability).

None is lost; none is created twice. A repeat is possible only for a message in flight when a
process died, and carries the same Message-ID. Celery only rings; whoever comes first claims.
"""

import time
from collections.abc import Iterable
from contextlib import ExitStack
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Q

from core.actions import audit
from core.later import enqueue
from notifications.channels import CHANNELS, Parcel, Refused
from notifications.domain import timing
from notifications.enums import Audited, OutboxState, Topic
from notifications.models import Outbox, Preference
from notifications.queries import wordings

LEASE = timedelta(seconds=120)
BATCH = 20
NOWHERE = "the person has no address any more"
PATIENCE_SECONDS = 40
"""A batch that takes longer hands the rest back before its lease ends."""


def deliver(at: datetime, *, limit: int = BATCH) -> int:
    """Send up to `limit` messages that are due; the number claimed."""
    rows = claim(at, limit)
    if not rows:
        return 0
    templates, began = wordings.templates(), time.monotonic()
    with ExitStack() as lines:
        senders = {
            name: lines.enter_context(CHANNELS[name].open())
            for name in {row.channel for row in rows}
        }
        for position, row in enumerate(rows):
            if time.monotonic() - began > PATIENCE_SECONDS:
                _hand_back(rows[position:])
                break
            now = at + timedelta(seconds=time.monotonic() - began)
            if _renewed(row, now):
                _send(row, senders[row.channel], templates, now)
    return len(rows)


@transaction.atomic
def claim(at: datetime, limit: int) -> list[Outbox]:
    """Take due rows under a lease; those that another worker holds are left to it.

    A row out of attempts is given up.
    """
    free = Q(lease_until__isnull=True) | Q(lease_until__lt=at)
    due = Outbox.objects.filter(
        free, state=OutboxState.PENDING, next_at__lte=at, channel__in=CHANNELS
    ).order_by("next_at", "pk")
    if connection.features.has_select_for_update_skip_locked:
        due = due.select_for_update(skip_locked=True, of=("self",))
    rows = _side_by_side(list(due.select_related("user")[:limit]))
    for row in rows:
        row.doubts += row.lease_until is not None
        row.attempts += 1
        row.lease_until = at + LEASE
        if row.attempts > timing.MAX_ATTEMPTS:
            row.state, row.ended_at, row.attempts = OutboxState.DEAD, at, timing.MAX_ATTEMPTS
            row.error = row.error or "every process that sent it died"
    Outbox.objects.bulk_update(
        rows, ["doubts", "attempts", "lease_until", "state", "ended_at", "error"]
    )
    return [row for row in rows if row.state == OutboxState.PENDING]


def _side_by_side(rows: list[Outbox]) -> list[Outbox]:
    """Which of them travel together.

    A row whose sender died goes alone: it may be what killed it, and others would die with it.
    """
    return (
        rows[:1]
        if rows and rows[0].lease_until is not None
        else [row for row in rows if row.lease_until is None]
    )


def _renewed(row: Outbox, at: datetime) -> bool:
    """Begin the lease anew for this one message: neither taken over by another worker meanwhile,
    nor settled because the address was refused.
    """
    return _mark(row, lease_until=at + LEASE)


def _send(row: Outbox, sender: Any, templates: dict[str, Any], at: datetime) -> None:
    try:
        parcel = _parcel(row, templates)
        if not parcel.address:
            _mark(row, state=OutboxState.FAILED, ended_at=at, lease_until=None, error=NOWHERE)
            return
        sender.send(parcel)
    except Refused as error:
        _refused(row, _storable(str(error)), at)
    except Exception as error:  # a poison message must not stop the others: it is counted, shown, and given up in the end
        _failed(row, _storable(f"{type(error).__name__}: {error}"), at)
    else:
        _mark(row, state=OutboxState.DONE, ended_at=at, lease_until=None, error="")


def _storable(why: str) -> str:
    """PostgreSQL keeps no NUL, whatever a mail server says."""
    return why.replace("\x00", "")[:500]


def _parcel(row: Outbox, templates: dict[str, Any]) -> Parcel:
    language = row.user.language
    subject, body = wordings.words(templates[row.topic], _known(row, language), language)
    return Parcel(row.message_id, CHANNELS[row.channel].address_of(row.user), subject, body)


def _known(row: Outbox, language: str) -> dict[str, object]:
    return wordings.values(
        row.data, name=str(row.user), path=row.data.get("path", "/"), language=language
    )


def _mark(row: Outbox, **changes: object) -> bool:
    """Write the outcome unless somebody else took the row over meanwhile (fencing)."""
    mine = Outbox.objects.filter(pk=row.pk, attempts=row.attempts, state=OutboxState.PENDING)
    return bool(mine.update(**changes))


def _failed(row: Outbox, why: str, at: datetime) -> None:
    if row.attempts >= timing.MAX_ATTEMPTS:
        _mark(row, state=OutboxState.DEAD, ended_at=at, lease_until=None, error=why)
    else:
        _mark(
            row,
            next_at=timing.next_attempt(at, row.attempts, salt=row.pk),
            lease_until=None,
            error=why,
        )


@transaction.atomic
def _refused(row: Outbox, why: str, at: datetime) -> None:
    """The address is wrong: say so to its owner, and send nothing more there until it was looked
    at.

    The owner's settings are locked first, so that two workers with mails to the same person do not
    wait for each other.
    """
    wish, _is_new = Preference.objects.select_for_update().get_or_create(user=row.user)
    if _mark(row, state=OutboxState.FAILED, ended_at=at, lease_until=None, error=why):
        wish.bounced_at, wish.bounced_why = at, why[:300]
        wish.save(update_fields=["bounced_at", "bounced_why"])
        written = Outbox.objects.filter(
            user=row.user, channel=row.channel, state__in=[OutboxState.PENDING, OutboxState.HELD]
        )
        written.update(state=OutboxState.FAILED, ended_at=at, lease_until=None, error=why)


def _hand_back(rows: Iterable[Outbox]) -> None:
    for row in rows:
        _mark(row, lease_until=None, attempts=F("attempts") - 1)


@transaction.atomic
def gather(at: datetime, *, limit: int = 1000) -> int:
    """Join the held messages whose digest is due into one message per person and channel; the
    number joined.
    """
    held = Outbox.objects.filter(state=OutboxState.HELD, next_at__lte=at).order_by("next_at", "pk")
    if connection.features.has_select_for_update_skip_locked:
        held = held.select_for_update(skip_locked=True, of=("self",))
    groups: dict[tuple[str, int], list[Outbox]] = {}
    for row in held.select_related("user")[:limit]:
        groups.setdefault((row.channel, row.user_id), []).append(row)
    templates = wordings.templates()
    for rows in groups.values():
        digest = _digest(rows, templates, at)
        digest.save()
        Outbox.objects.filter(pk__in=[row.pk for row in rows]).update(
            state=OutboxState.GATHERED, digest=digest, ended_at=at
        )
    if groups:
        enqueue("notifications.deliver_outbox")
    return sum(map(len, groups.values()))


def _digest(rows: list[Outbox], templates: dict[str, Any], at: datetime) -> Outbox:
    first, language = rows[0], rows[0].user.language
    lines = [_line(row, templates, language) for row in rows]
    told = {
        "count": len(rows),
        "lines": "\n".join(f"- {line}" for line in lines),
        "path": "/inbox/",
    }
    return Outbox(
        channel=first.channel,
        topic=Topic.DIGEST,
        user=first.user,
        data=told,
        created_at=at,
        next_at=at,
        dedupe_key=f"{first.channel}:digest:{first.pk}",
    )


def _line(row: Outbox, templates: dict[str, Any], language: str) -> str:
    """Its subject; the bare matter where no wording is known, so that one message does not hold up
    everybody's digest.
    """
    template = templates.get(row.topic)
    return (
        wordings.words(template, _known(row, language), language)[0]
        if template
        else str(row.data.get("summary", ""))
    )


@transaction.atomic
def retry(rows: Iterable[Outbox], *, by: Any, at: datetime) -> int:
    """Send given-up and refused messages again, from the first attempt; the number."""
    ended = Outbox.objects.filter(
        pk__in=[row.pk for row in rows], state__in=[OutboxState.DEAD, OutboxState.FAILED]
    )
    people = set(ended.values_list("user", flat=True))
    Preference.objects.filter(user__in=people).update(bounced_at=None, bounced_why="")
    count = ended.update(
        state=OutboxState.PENDING, attempts=0, next_at=at, lease_until=None, ended_at=None
    )
    audit.write_audit_entry(Audited.MESSAGES_RETRIED, by=by, at=at, target=f"{count}")
    enqueue("notifications.deliver_outbox")
    return count
