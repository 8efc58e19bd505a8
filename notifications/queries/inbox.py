"""Reads of the inbox: a person sees the own items only, and only once they are due to be shown."""

from datetime import datetime

from django.db.models import QuerySet

from accounts.models import User
from core.queries.compiled import KEY, MOMENT, CompiledQuery
from notifications.models import InboxItem

CAP = 100


def items_of(user: User | int, *, at: datetime) -> QuerySet[InboxItem]:
    """The person's items, newest first."""
    return InboxItem.objects.filter(user=user, shown_from__lte=at)


# Every page says how many there are.
UNREAD = CompiledQuery(
    items_of(KEY, at=MOMENT).filter(read_at__isnull=True).order_by().values_list("pk")[:CAP],
    by_key=True,
    user=KEY,
    at=MOMENT,
)


def unread_count(user: User, *, at: datetime) -> str:
    """How many are unread, `99+` beyond; empty for none."""
    count = len(UNREAD.ask(user=user.pk, at=at))
    if not count:
        return ""
    return "99+" if count == CAP else str(count)
