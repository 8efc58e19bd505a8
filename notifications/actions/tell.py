"""Tell people: an item in the inbox, and a row in the outbox for each channel they want.

All in the caller's transaction, each once.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import translation

from accounts.models import User
from calendars.queries.hours import desk_hours
from core.domain.worktime import WorkCalendar
from core.later import enqueue
from core.models.bulk import insert_many, insert_values
from notifications.actions.group_lines import queue_group_messages
from notifications.channels import CHANNELS
from notifications.domain import timing
from notifications.enums import ALWAYS_MAILED, ChannelName, Digest, OutboxState, Topic
from notifications.models import InboxItem, Outbox, Preference
from notifications.models.settings import mailed_by_default

# More than so many messages to one person at once travel as one digest.
STORM = 10

ITEM = ("user_id", "topic", "subject", "path", "data", "dedupe_key", "created_at", "shown_from")

# By person, moment and urgency: when it is told.
Moments = dict[tuple[int, datetime, bool], datetime]


@dataclass(frozen=True, slots=True)
class Notice:
    """Something a person should know.

    `key` names the cause; together with the person it is unique.
    """

    user: User
    topic: Topic
    key: str
    subject: str
    path: str
    at: datetime
    is_urgent: bool = False
    data: Mapping[str, Any] = field(default_factory=dict)


def say_in_both_languages(key: str, say: Callable[[], str]) -> dict[str, str]:
    """A line of a message's data as its templates read it: under `key`, and in English beside it.

    A reader changes the language after the message was written, so both are kept.
    """
    lines = {}
    for name, language in ((key, "zh-hans"), (f"{key}_en", "en")):
        with translation.override(language):
            lines[name] = say()
    return lines


def notify_users(
    users: Iterable[User],
    *,
    topic: Topic,
    key: str,
    at: datetime,
    path: str,
    data: Mapping[str, Any],
    is_urgent: bool = False,
) -> None:
    """Tell several people the same; `data["summary"]` is the line they read."""
    notify(
        Notice(user, topic, key, str(data.get("summary", "")), path, at, is_urgent, data)
        for user in users
    )


def notify(notices: Iterable[Notice]) -> None:
    """Write them, each once, however often they are told. Four statements whatever their number."""
    notices = list(notices)
    if not notices:
        return
    known = _keys_told(notices)
    fresh = [notice for notice in notices if _dedupe_key(notice) not in known]
    desk = desk_hours()
    wishes = _preferences_of(fresh)
    moments = _shown_moments(fresh, wishes, desk)
    insert_values(InboxItem, ITEM, [_inbox_row(notice, moments) for notice in fresh])
    rows = _outbox_rows(fresh, wishes, moments, desk)
    if rows:
        insert_many(Outbox, rows)
        enqueue("notifications.deliver_outbox")
    queue_group_messages(fresh)


def notify_at_address(notice: Notice, address: str) -> None:
    """Mail it, once, to an address that is not the person's own any more; nothing in the inbox.

    It leaves at once, whatever the person wishes of mails to the own address.
    """
    if not CHANNELS[ChannelName.MAIL].is_on(notice.at):
        return
    row = Outbox(
        channel=ChannelName.MAIL,
        topic=notice.topic,
        user=notice.user,
        address=address,
        dedupe_key=f"{ChannelName.MAIL}:{_dedupe_key(notice)}",
        created_at=notice.at,
        data=_message_data(notice),
        next_at=notice.at,
    )
    insert_many(Outbox, [row])
    enqueue("notifications.deliver_outbox")


def _dedupe_key(notice: Notice) -> str:
    return f"{notice.key}:{notice.user.pk}"


def _keys_told(notices: list[Notice]) -> set[str]:
    """Keys that were told before: a read inbox item is not told anew, nor mailed to somebody whose
    wishes changed since.
    """
    keys = [_dedupe_key(notice) for notice in notices]
    items = InboxItem.objects.filter(dedupe_key__in=keys)
    return set(items.values_list("dedupe_key", flat=True))


def _preferences_of(notices: list[Notice]) -> dict[int, Preference]:
    wishes = Preference.objects.filter(user__in={notice.user.pk for notice in notices})
    return {wish.user_id: wish for wish in wishes}


def _quiet_hours(wish: Preference | None) -> timing.QuietHours | None:
    if wish is None or wish.quiet_from is None or wish.quiet_until is None:
        return None
    return timing.QuietHours(wish.quiet_from, wish.quiet_until)


def _occasion(notice: Notice) -> tuple[int, datetime, bool]:
    return notice.user.pk, notice.at, notice.is_urgent


def _shown_moments(
    notices: list[Notice], wishes: dict[int, Preference], desk: WorkCalendar
) -> Moments:
    """When each is told: the same for all that a person is told at once."""
    moments: Moments = {}
    for user, at, is_urgent in {_occasion(notice) for notice in notices}:
        quiet = _quiet_hours(wishes.get(user))
        moment = timing.moment_to_tell(at, is_urgent=is_urgent, desk=desk, quiet=quiet)
        moments[user, at, is_urgent] = moment
    return moments


def _inbox_row(notice: Notice, moments: Moments) -> tuple[Any, ...]:
    """A row of the inbox, its columns as in `ITEM`."""
    return (
        notice.user.pk,
        notice.topic,
        notice.subject[:200],
        notice.path,
        dict(notice.data),
        _dedupe_key(notice),
        notice.at,
        moments[_occasion(notice)],
    )


def _outbox_rows(
    notices: list[Notice], wishes: dict[int, Preference], moments: Moments, desk: WorkCalendar
) -> list[Outbox]:
    """The rows for every channel that is set up, knows the person, and is wanted for the topic."""
    wanted = []
    for channel in CHANNELS.values():
        for notice in notices:
            wish = wishes.get(notice.user.pk)
            is_known = channel.address_of(notice.user) and channel.is_on(notice.at)
            if is_known and _is_wanted(notice, wish):
                wanted.append((channel.name, notice))

    counts = Counter((name, notice.user.pk) for name, notice in wanted)
    rows = []
    for name, notice in wanted:
        wish = wishes.get(notice.user.pk)
        is_storm = counts[name, notice.user.pk] > STORM
        moment = moments[_occasion(notice)]
        rows.append(_outbox_row(name, notice, wish, moment, desk, is_storm=is_storm))
    return rows


def _is_wanted(notice: Notice, wish: Preference | None) -> bool:
    topics = wish.mail_topics if wish else mailed_by_default()
    is_chosen = notice.topic in topics or notice.topic in ALWAYS_MAILED
    return is_chosen and (wish is None or wish.bounced_at is None)


def _outbox_row(
    name: str,
    notice: Notice,
    wish: Preference | None,
    moment: datetime,
    desk: WorkCalendar,
    *,
    is_storm: bool,
) -> Outbox:
    in_digest = wish is not None and wish.digest != Digest.NONE and not notice.is_urgent
    return Outbox(
        channel=name,
        topic=notice.topic,
        user=notice.user,
        dedupe_key=f"{name}:{_dedupe_key(notice)}",
        created_at=notice.at,
        data=_message_data(notice),
        state=OutboxState.HELD if in_digest or is_storm else OutboxState.PENDING,
        next_at=timing.digest_at(moment, wish.digest, desk) if wish and in_digest else moment,
    )


def _message_data(notice: Notice) -> dict[str, Any]:
    """What is kept for the template of its topic."""
    return {"summary": notice.subject, **notice.data, "path": notice.path}
