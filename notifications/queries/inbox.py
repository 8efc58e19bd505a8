"""Reads of the inbox: a person sees the own items only, and only once they are due to be shown."""

from datetime import datetime

from django.db.models import QuerySet

from accounts.models import User
from notifications.models import InboxItem

CAP = 100


def items_of(user: User, *, at: datetime) -> QuerySet[InboxItem]:
    """The person's items, newest first."""
    return InboxItem.objects.filter(user=user, shown_from__lte=at)


def unread_count(user: User, *, at: datetime) -> str:
    """How many are unread, `99+` beyond; empty for none."""
    unread = items_of(user, at=at).filter(read_at__isnull=True).order_by()[:CAP]
    count = len(unread.values_list("pk", flat=True))
    if not count:
        return ""
    return "99+" if count == CAP else str(count)
