"""Tell people: an item in the inbox, and a row in the outbox for each channel they want.

All in the caller's transaction, each once.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from accounts.models import User
from calendars.queries.hours import desk_hours
from core.domain.worktime import WorkCalendar
from core.later import enqueue
from core.models.bulk import insert_many, insert_values
from notifications.channels import CHANNELS
from notifications.domain import timing
from notifications.enums import Digest, OutboxState, Topic
from notifications.models import InboxItem, Outbox, Preference
from notifications.models.settings import mailed_by_default

STORM = 10
"""More than so many messages to one person at once travel as one digest."""

ITEM = ("user_id", "topic", "subject", "path", "data", "dedupe_key", "created_at", "shown_from")
Moments = dict[tuple[int, datetime, bool], datetime]
"""By person, moment and urgency: when it is told."""


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
    known = _known(notices)
    fresh = [notice for notice in notices if _key(notice) not in known]
    desk, wishes = desk_hours(), _wishes(fresh)
    moments = _moments(fresh, wishes, desk)
    insert_values(InboxItem, ITEM, [_item(notice, moments) for notice in fresh])
    rows = _outgoing(fresh, wishes, moments, desk)
    if rows:
        insert_many(Outbox, rows)
        enqueue("notifications.deliver_outbox")


def _key(notice: Notice) -> str:
    return f"{notice.key}:{notice.user.pk}"


def _known(notices: list[Notice]) -> set[str]:
    """Keys that were told before: a read inbox item is not told anew, nor mailed to somebody whose
    wishes changed since.
    """
    return set(
        InboxItem.objects.filter(dedupe_key__in=[_key(notice) for notice in notices]).values_list(
            "dedupe_key", flat=True
        )
    )


def _wishes(notices: list[Notice]) -> dict[int, Preference]:
    return {
        wish.user_id: wish
        for wish in Preference.objects.filter(user__in={notice.user.pk for notice in notices})
    }


def _quiet(wish: Preference | None) -> timing.Quiet | None:
    if wish is None or wish.quiet_from is None or wish.quiet_until is None:
        return None
    return timing.Quiet(wish.quiet_from, wish.quiet_until)


def _when(notice: Notice) -> tuple[int, datetime, bool]:
    return notice.user.pk, notice.at, notice.is_urgent


def _moments(notices: list[Notice], wishes: dict[int, Preference], desk: WorkCalendar) -> Moments:
    """When each is told: the same for all that a person is told at once."""
    asked = {_when(notice) for notice in notices}
    return {
        (user, at, is_urgent): timing.told_at(
            at, is_urgent=is_urgent, desk=desk, quiet=_quiet(wishes.get(user))
        )
        for user, at, is_urgent in asked
    }


def _item(notice: Notice, moments: Moments) -> tuple[Any, ...]:
    """A row of the inbox, its columns as in `ITEM`."""
    return (
        notice.user.pk,
        notice.topic,
        notice.subject[:200],
        notice.path,
        dict(notice.data),
        _key(notice),
        notice.at,
        moments[_when(notice)],
    )


def _outgoing(
    notices: list[Notice], wishes: dict[int, Preference], moments: Moments, desk: WorkCalendar
) -> list[Outbox]:
    """The rows for every channel that is set up, knows the person, and is wanted for the topic."""
    open_channels = [channel for channel in CHANNELS.values() if channel.is_on]
    found = [
        (channel.name, notice)
        for channel in open_channels
        for notice in notices
        if channel.address_of(notice.user)
    ]
    wanted = [
        (name, notice) for name, notice in found if _is_wanted(notice, wishes.get(notice.user.pk))
    ]
    counts = Counter((name, notice.user.pk) for name, notice in wanted)
    return [
        _row(
            name,
            notice,
            wishes.get(notice.user.pk),
            moments[_when(notice)],
            desk,
            is_storm=counts[name, notice.user.pk] > STORM,
        )
        for name, notice in wanted
    ]


def _is_wanted(notice: Notice, wish: Preference | None) -> bool:
    topics = wish.mail_topics if wish else mailed_by_default()
    return notice.topic in topics and (wish is None or wish.bounced_at is None)


def _row(
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
        dedupe_key=f"{name}:{_key(notice)}",
        created_at=notice.at,
        data={"summary": notice.subject, **notice.data, "path": notice.path},
        state=OutboxState.HELD if in_digest or is_storm else OutboxState.PENDING,
        next_at=timing.digest_at(moment, wish.digest, desk) if wish and in_digest else moment,
    )
