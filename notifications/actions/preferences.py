"""How a person wants to be told."""

from collections.abc import Collection
from datetime import time

from accounts.models import User
from notifications.models import Preference


def save_preference(
    user: User,
    *,
    mail_topics: list[str],
    digest: str,
    quiet_from: time | None,
    quiet_until: time | None,
) -> Preference:
    """Store the wishes.

    An address that had been refused is tried again: its owner has just looked at it.
    """
    wishes = {
        "mail_topics": mail_topics,
        "digest": digest,
        "quiet_from": quiet_from,
        "quiet_until": quiet_until,
    }
    row, _is_new = Preference.objects.update_or_create(
        user=user, defaults={**wishes, "bounced_at": None, "bounced_why": ""}
    )
    return row


def forget_bounces(people: Collection[int]) -> None:
    """Mails go to these people (keys) again, whatever their address refused before."""
    refused = Preference.objects.filter(user__in=people, bounced_at__isnull=False)
    refused.update(bounced_at=None, bounced_why="")
