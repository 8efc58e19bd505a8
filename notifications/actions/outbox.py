"""Sends what the outbox holds: claim by a lease, hand over outside any transaction, mark behind a
fence (design: reliability).

None is lost; none is created twice. A repeat is possible only for a message in flight when a
process died, and carries the same Message-ID. Celery only rings; whoever comes first claims.
"""

import re
import time
from collections.abc import Iterable
from contextlib import ExitStack
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.actions.passwords import issue_password_link
from accounts.models import User
from accounts.queries.openable import openable_paths
from core.actions import audit
from core.later import enqueue
from notifications.actions.alarms import tell_administrators
from notifications.actions.pacing import hold_channel, take_at_pace
from notifications.channels import CHANNELS, Broken, Parcel, Refused, TooOften
from notifications.customer_links import customer_link
from notifications.domain import timing
from notifications.enums import Audited, ChannelName, OutboxState, Topic
from notifications.models import Outbox, OutboxPause, Preference
from notifications.queries import wordings
from privacy.domain.redact import redacted_text
from privacy.error_texts import error_text

LEASE = timedelta(seconds=120)
BATCH = 20
# What a variable without a value leaves between two paragraphs.
GAP = re.compile(r"\n{3,}")
NOWHERE = "the person has no address any more"

# A batch that takes longer hands the rest back before its lease ends.
PATIENCE_SECONDS = 40


def deliver_due(at: datetime, *, limit: int = BATCH) -> int:
    """Send up to `limit` messages that are due; the number claimed."""
    rows = claim_due(at, limit)
    if not rows:
        return 0
    templates = wordings.templates_by_topic()
    began = time.monotonic()
    with ExitStack() as lines:
        senders = {
            name: lines.enter_context(CHANNELS[name].open())
            for name in {row.channel for row in rows}
        }
        held: set[str] = set()
        for position, row in enumerate(rows):
            if time.monotonic() - began > PATIENCE_SECONDS:
                _hand_back(rows[position:])
                break
            if row.channel in held:
                _hand_back([row])
                continue
            now = at + timedelta(seconds=time.monotonic() - began)
            if _renew_lease(row, now):
                try:
                    _send_message(row, senders[row.channel], templates, now)
                except TooOften as error:
                    _wait_for_channel(row, _storable_reason(str(error)), now)
                    held.add(row.channel)
    return len(rows)


@transaction.atomic
def claim_due(at: datetime, limit: int) -> list[Outbox]:
    """Take due rows under a lease; those that another worker holds are left to it.

    A row out of attempts is given up. While the outbox is paused nothing is due.
    """
    free = Q(lease_until__isnull=True) | Q(lease_until__lt=at)
    due = Outbox.objects.filter(
        ~Exists(OutboxPause.objects.all()),
        free,
        state=OutboxState.PENDING,
        next_at__lte=at,
        channel__in=CHANNELS,
    ).order_by("next_at", "pk")
    due = due.select_for_update(skip_locked=True, of=("self",)).select_related("user")
    # The desk first: an alarm does not wait for ten thousand letters.
    rows = list(due.filter(user__isnull=False)[:limit])
    rows += take_at_pace(due.filter(user__isnull=True), at, limit - len(rows))
    rows = _sent_together(rows)
    for row in rows:
        row.doubts += row.lease_until is not None
        row.attempts += 1
        row.lease_until = at + LEASE
        if row.attempts > timing.MAX_ATTEMPTS:
            row.state = OutboxState.DEAD
            row.ended_at = at
            row.attempts = timing.MAX_ATTEMPTS
            row.error = row.error or "every process that sent it died"
    Outbox.objects.bulk_update(
        rows, ["doubts", "attempts", "lease_until", "state", "ended_at", "error"]
    )
    return [row for row in rows if row.state == OutboxState.PENDING]


def _sent_together(rows: list[Outbox]) -> list[Outbox]:
    """Which of them travel together.

    A row whose sender died goes alone: it may be what killed it, and others would die with it.
    """
    if rows and rows[0].lease_until is not None:
        return rows[:1]
    return [row for row in rows if row.lease_until is None]


def _renew_lease(row: Outbox, at: datetime) -> bool:
    """Begin the lease anew for this one message: neither taken over by another worker meanwhile,
    nor settled because the address was refused.
    """
    return _mark_claimed(row, lease_until=at + LEASE)


def _send_message(row: Outbox, sender: Any, templates: dict[str, Any], at: datetime) -> None:
    """Hand it over, and mark what became of it. Raises `TooOften`."""
    try:
        parcel = _make_parcel(row, templates, at)
        if not parcel.address:
            _mark_claimed(
                row, state=OutboxState.FAILED, ended_at=at, lease_until=None, error=NOWHERE
            )
            return
        if not _may_reader_open(row):
            _mark_claimed(row, state=OutboxState.WITHHELD, ended_at=at, lease_until=None, error="")
            return
        sender.send(parcel)
    except TooOften:
        raise
    except Broken as error:
        _mark_broken(row, _storable_reason(str(error)), at)
    except Refused as error:
        _mark_refused(row, _storable_reason(str(error)), at)
    except Exception as error:
        # a poison message must not stop the others: it is counted, shown, given up in the end
        _mark_failed(row, _storable_reason(error_text(error)), at)
    else:
        _mark_claimed(row, state=OutboxState.DONE, ended_at=at, lease_until=None, error="")


def _may_reader_open(row: Outbox) -> bool:
    """May the person still open what the message is about?

    A customer reads the own case. A digest must have something left to say; the way to a new
    password is nobody's secret.
    """
    if row.user is None or row.topic == Topic.PASSWORD:
        return True
    if row.topic == Topic.DIGEST:
        return bool(_openable_rows(row.user, row.gathered.all()))
    return bool(_openable_rows(row.user, [row]))


def _reader_of(row: Outbox) -> User:
    """Of a message of the desk. Customers get letters, and no digest."""
    if row.user is None:
        raise TypeError("a letter has no reader of the desk")
    return row.user


def _openable_rows(reader: User, rows: Iterable[Outbox]) -> list[Outbox]:
    """Those that are about something that the reader may open now."""
    rows = list(rows)
    openable = openable_paths(reader, [row.data.get("path", "/") for row in rows])
    return [row for row in rows if row.data.get("path", "/") in openable]


def _storable_reason(why: str) -> str:
    """Without addresses that a mail server quotes; PostgreSQL keeps no NUL."""
    return redacted_text(why).replace("\x00", "")[:500]


def _make_parcel(row: Outbox, templates: dict[str, Any], at: datetime) -> Parcel:
    if row.user is None:
        return _make_letter(row, templates, at)
    language = row.user.language
    values = _template_values(row, language, at)
    if row.topic == Topic.DIGEST:
        values |= _digest_values(row, templates, language, at)
    subject, body = wordings.worded_message(templates[row.topic], values, language)
    address = row.address or CHANNELS[row.channel].address_of(row.user)
    return Parcel(row.message_id, address, subject, body, at)


def _make_letter(row: Outbox, templates: dict[str, Any], at: datetime) -> Parcel:
    """The message to a customer, with a link to the own case."""
    data, language = row.data, row.data["language"]
    path = customer_link(data["number"], at=at, topic=row.topic)
    values = wordings.template_values(data, name=data["name"], path=path, language=language)
    subject, body = wordings.worded_message(templates[row.topic], values, language)
    return Parcel(
        row.message_id,
        row.address,
        subject,
        GAP.sub("\n\n", body),
        at,
        thread=tuple(data["thread"]),
        reply_to=data["reply_to"],
        is_written_by_hand=row.topic == Topic.LETTER,
        topic=row.topic,
        language=language,
        # A template of a provider may hold the beginning of the address itself.
        values={**values, "path": path.lstrip("/")},
    )


def _template_values(row: Outbox, language: str, at: datetime) -> dict[str, object]:
    path = row.data.get("path", "/")
    data = row.data
    if row.topic == Topic.PASSWORD and row.user is not None:
        # Made when it is sent: no table holds an address that opens an account.
        path = issue_password_link(row.user, at=at)
        data = {"username": row.user.username}
    return wordings.template_values(data, name=str(row.user), path=path, language=language)


def _mark_claimed(row: Outbox, **changes: object) -> bool:
    """Write the outcome unless somebody else took the row over meanwhile (fencing)."""
    mine = Outbox.objects.filter(pk=row.pk, attempts=row.attempts, state=OutboxState.PENDING)
    return bool(mine.update(**changes))


def _mark_failed(row: Outbox, why: str, at: datetime) -> None:
    if row.attempts >= timing.MAX_ATTEMPTS:
        _mark_claimed(row, state=OutboxState.DEAD, ended_at=at, lease_until=None, error=why)
        return
    next_at = timing.next_attempt(at, row.attempts, salt=row.pk)
    _mark_claimed(row, next_at=next_at, lease_until=None, error=why)


@transaction.atomic
def _mark_refused(row: Outbox, why: str, at: datetime) -> None:
    """The address is wrong: its owner is told, and nothing more goes there until it is mended.

    An address that only this message was to reach says nothing about the person's own.
    """
    if row.address:
        _mark_claimed(row, state=OutboxState.FAILED, ended_at=at, lease_until=None, error=why)
        return
    # locked first: two workers with mails to one person would otherwise wait for each other
    wish, _is_new = Preference.objects.select_for_update().get_or_create(user=row.user)
    if _mark_claimed(row, state=OutboxState.FAILED, ended_at=at, lease_until=None, error=why):
        wish.bounced_at = at
        wish.bounced_why = why[:300]
        wish.save(update_fields=["bounced_at", "bounced_why"])
        written = Outbox.objects.filter(
            user=row.user,
            channel=row.channel,
            address="",
            state__in=[OutboxState.PENDING, OutboxState.HELD],
        )
        written.update(state=OutboxState.FAILED, ended_at=at, lease_until=None, error=why)


@transaction.atomic
def _mark_broken(row: Outbox, why: str, at: datetime) -> None:
    """The channel does not work: whoever wrote the message hears of it at once and takes another
    way, administrators hear of the channel.
    """
    if _mark_claimed(row, state=OutboxState.FAILED, ended_at=at, lease_until=None, error=why):
        name = ChannelName(row.channel)
        tell_administrators(
            lambda: (
                _("the channel to customers “%(name)s” does not work: %(why)s")
                % {"name": name.label, "why": why}
            ),
            key=f"channel:{name}",
            at=at,
        )


@transaction.atomic
def _wait_for_channel(row: Outbox, why: str, at: datetime) -> None:
    """It is not the message's fault: no attempt is counted."""
    if _mark_claimed(row, lease_until=None, attempts=F("attempts") - 1, error=why):
        hold_channel(row, why, at)


def _hand_back(rows: Iterable[Outbox]) -> None:
    for row in rows:
        _mark_claimed(row, lease_until=None, attempts=F("attempts") - 1)


@transaction.atomic
def gather_digests(at: datetime, *, limit: int = 1000) -> int:
    """Join the held messages whose digest is due into one message per person and channel; the
    number joined. None while the outbox is paused: a digest that was joined cannot be taken apart.
    """
    is_paused = Exists(OutboxPause.objects.all())
    held = Outbox.objects.filter(~is_paused, state=OutboxState.HELD, next_at__lte=at)
    held = held.order_by("next_at", "pk")
    held = held.select_for_update(skip_locked=True, of=("self",))
    groups: dict[tuple[str, int | None], list[Outbox]] = {}
    for row in held.select_related("user")[:limit]:
        groups.setdefault((row.channel, row.user_id), []).append(row)
    for rows in groups.values():
        digest = _make_digest(rows, at)
        digest.save()
        Outbox.objects.filter(pk__in=[row.pk for row in rows]).update(
            state=OutboxState.GATHERED, digest=digest, ended_at=at
        )
    if groups:
        enqueue("notifications.deliver_outbox")
    return sum(map(len, groups.values()))


def _make_digest(rows: list[Outbox], at: datetime) -> Outbox:
    """The message that carries them. What it says is worded when it is sent."""
    first = rows[0]
    return Outbox(
        channel=first.channel,
        topic=Topic.DIGEST,
        user=first.user,
        data={"path": "/inbox/"},
        created_at=at,
        next_at=at,
        dedupe_key=f"{first.channel}:digest:{first.pk}",
    )


def _digest_values(
    digest: Outbox, templates: dict[str, Any], language: str, at: datetime
) -> dict[str, object]:
    """How many messages it carries, and a line of each that the reader may open now."""
    rows = _openable_rows(_reader_of(digest), digest.gathered.select_related("user").order_by("pk"))
    lines = [_digest_line(row, templates, language, at) for row in rows]
    return {"count": len(rows), "lines": "\n".join(f"- {line}" for line in lines)}


def _digest_line(row: Outbox, templates: dict[str, Any], language: str, at: datetime) -> str:
    """Its subject; the bare matter where no wording is known, so that one message does not hold up
    everybody's digest.
    """
    template = templates.get(row.topic)
    if template is None:
        return str(row.data.get("summary", ""))
    values = _template_values(row, language, at)
    subject, _body = wordings.worded_message(template, values, language)
    return subject


@transaction.atomic
def retry_messages(rows: Iterable[Outbox], *, by: User, at: datetime) -> int:
    """Send given-up and refused messages again, from the first attempt; the number."""
    ended = Outbox.objects.filter(
        pk__in=[row.pk for row in rows], state__in=[OutboxState.DEAD, OutboxState.FAILED]
    )
    people = set(ended.values_list("user", flat=True))
    Preference.objects.filter(user__in=people).update(bounced_at=None, bounced_why="")
    count = try_anew(ended, at=at)
    audit.write_audit_entry(Audited.MESSAGES_RETRIED, by=by, at=at, target=f"{count}")
    return count


def try_anew(ended: "QuerySet[Outbox]", *, at: datetime, **changes: str) -> int:
    """Send them again, from the first attempt, with what changes of them; their number."""
    fresh = {"attempts": 0, "next_at": at, "lease_until": None, "ended_at": None}
    count = ended.update(state=OutboxState.PENDING, **fresh, **changes)
    enqueue("notifications.deliver_outbox")
    return count
