"""Messages to customers: a row of the outbox each, in the caller's transaction, each once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from core.later import enqueue
from core.models.bulk import insert_with_keys
from notifications.actions.outbox import try_anew
from notifications.enums import GIVEN_UP, ChannelName, OutboxState, Topic
from notifications.models import Outbox


@dataclass(frozen=True, slots=True)
class Letter:
    """A message to somebody outside: with an address and a language, and without an inbox.

    `key` names the cause and is unique. `data` are the variables of the topic's wording, among
    them the `number` of the ticket; `thread` the Message-IDs of what it answers, the oldest first;
    `reply_to` where answers go.
    """

    channel: ChannelName
    address: str
    topic: Topic
    key: str
    at: datetime
    language: str
    data: Mapping[str, Any] = field(default_factory=dict)
    thread: tuple[str, ...] = ()
    reply_to: str = ""


def queue_letters(letters: Iterable[Letter]) -> list[Outbox]:
    """Write them for the worker to send: one statement whatever their number."""
    rows = [_row_of(letter) for letter in letters]
    insert_with_keys(Outbox, rows)
    if rows:
        enqueue("notifications.deliver_outbox")
    return rows


def _row_of(letter: Letter) -> Outbox:
    return Outbox(
        channel=letter.channel,
        topic=letter.topic,
        address=letter.address,
        dedupe_key=f"{letter.channel}:{letter.key}",
        created_at=letter.at,
        next_at=letter.at,
        data={
            **letter.data,
            "language": letter.language,
            "thread": list(letter.thread),
            "reply_to": letter.reply_to,
        },
    )


def send_letter_again(row: Outbox, *, address: str, at: datetime) -> bool:
    """Try a message anew that did not arrive, at the address that is right now.

    False when it was not given up: it was sent, or it is on its way.
    """
    ended = Outbox.objects.filter(pk=row.pk, state__in=GIVEN_UP)
    return bool(try_anew(ended, at=at, address=address, error=""))


def addresses_tried(row: Outbox) -> dict[str, str]:
    """By channel the address to which this very message was sent."""
    keys = [_key_on(name, row) for name in ChannelName]
    tried = Outbox.objects.filter(dedupe_key__in=keys)
    return dict(tried.values_list("channel", "address"))


def send_by_another(
    row: Outbox, channel: ChannelName, *, address: str, at: datetime
) -> Outbox | None:
    """Let another channel carry a message that was given up; the row that carries it now.

    None where somebody has it sent again on its own channel meanwhile.
    """
    given_up = Outbox.objects.filter(pk=row.pk, state__in=GIVEN_UP)
    if not given_up.update(state=OutboxState.REPLACED):
        return None
    key = _key_on(channel, row)
    if try_anew(Outbox.objects.filter(dedupe_key=key), at=at, address=address, error=""):
        return Outbox.objects.get(dedupe_key=key)
    return Outbox.objects.create(
        channel=channel,
        topic=row.topic,
        address=address,
        dedupe_key=key,
        created_at=at,
        next_at=at,
        data=row.data,
    )


def _key_on(channel: ChannelName, row: Outbox) -> str:
    """By what the message of a row is known on a channel."""
    return f"{channel}:{row.dedupe_key.partition(':')[2]}"


def give_up(row: Outbox, *, at: datetime) -> bool:
    """Try a message no longer; False when somebody is sending it, or has."""
    unchanged = Outbox.objects.filter(
        pk=row.pk,
        state=OutboxState.PENDING,
        lease_until__isnull=True,
        attempts=row.attempts,
    )
    return bool(unchanged.update(state=OutboxState.DEAD, ended_at=at))


def mark_bounced(row: Outbox, *, why: str, at: datetime) -> None:
    """A server reports that a message which was sent did not arrive. Of any other it says nothing.

    `why` is stored as it is: the caller leaves out what names people.
    """
    sent = Outbox.objects.filter(pk=row.pk, state=OutboxState.DONE)
    sent.update(state=OutboxState.FAILED, ended_at=at, error=why)
