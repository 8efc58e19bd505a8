"""Puts items into inboxes, each once: the key is unique, a second insert is refused by the database."""

from collections.abc import Iterable
from datetime import datetime

from accounts.models import User
from notifications.models import InboxItem


def item(
    user: User, *, topic: str, subject: str, path: str, key: str, at: datetime, shown_from: datetime | None = None, **data: object
) -> InboxItem:
    """An unsaved item; `key` names the cause, together with the person it is unique."""
    return InboxItem(
        user=user, topic=topic, subject=subject[:200], path=path, data=data,
        dedupe_key=f"{key}:{user.pk}", created_at=at, shown_from=shown_from or at,
    )  # fmt: skip


def deliver(items: Iterable[InboxItem]) -> None:
    """Insert those that are not there yet."""
    InboxItem.objects.bulk_create(items, ignore_conflicts=True)


def mark_read(user: User, *, at: datetime, pk: int | None = None) -> int:
    """One item, or all that are shown, as read; the number changed."""
    unread = InboxItem.objects.filter(user=user, read_at__isnull=True, shown_from__lte=at)
    return (unread.filter(pk=pk) if pk else unread).update(read_at=at)
