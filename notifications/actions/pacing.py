"""Messages to customers leave at the pace that their channel allows."""

from collections import Counter
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from notifications.actions.alarms import tell_administrators
from notifications.enums import ChannelName
from notifications.models import ChannelPace, Outbox

# How long a channel is left alone that had too much.
HOLD = timedelta(minutes=1)

# A message that has waited so long for a channel with too much is somebody's to look at.
LONG_WAIT = timedelta(hours=2)


def take_at_pace(due: "QuerySet[Outbox]", at: datetime, limit: int) -> list[Outbox]:
    """Of what is due the first, of channels that may send now; what comes after them waits for its
    time. Within a transaction: another worker takes none of the channel meanwhile.
    """
    paced = set(ChannelPace.objects.values_list("channel", flat=True))
    if not paced:
        return list(due[:limit])
    free = ChannelPace.objects.select_for_update(skip_locked=True)
    paces = {pace.channel: pace for pace in free}
    closed = paced - paces.keys()
    closed |= {name for name, pace in paces.items() if pace.next_at and pace.next_at > at}
    rows = list(due.exclude(channel__in=closed)[:limit])
    taken = Counter(row.channel for row in rows)
    for name, count in taken.items():
        pace = paces.get(name)
        if pace is not None and pace.per_minute:
            pace.next_at = at + pace.time_for(count)
            pace.save(update_fields=["next_at"])
    return rows


def hold_channel(row: Outbox, why: str, at: datetime) -> None:
    """Leave the channel of a message alone for a while: it takes no more now. Administrators hear
    of it where messages have waited for long.
    """
    ChannelPace.objects.update_or_create(channel=row.channel, defaults={"next_at": at + HOLD})
    if at - row.created_at < LONG_WAIT:
        return
    name = ChannelName(row.channel)
    tell_administrators(
        lambda: (
            _("the channel to customers “%(name)s” takes no more messages now: %(why)s")
            % {"name": name.label, "why": why}
        ),
        key=f"pace:{name}",
        at=at,
    )
