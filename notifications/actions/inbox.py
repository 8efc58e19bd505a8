"""What a reader does with the own inbox."""

from datetime import datetime

from accounts.models import User
from notifications.models import InboxItem


def mark_read(user: User, *, at: datetime, pk: int | None = None) -> int:
    """One item, or all that are shown, as read; the number changed."""
    unread = InboxItem.objects.filter(user=user, read_at__isnull=True, shown_from__lte=at)
    if pk is not None:
        unread = unread.filter(pk=pk)
    return unread.update(read_at=at)
