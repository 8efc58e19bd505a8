"""What the demo's people find in their inboxes: a handful that is worth reading."""

from collections import defaultdict

from notifications.models import InboxItem

# So many for each person.
MOST = 10


def tidy_inboxes() -> None:
    """Of each matter the newest first, until there are `MOST`; the rest never came."""
    by_person: defaultdict[int, list[InboxItem]] = defaultdict(list)
    for item in InboxItem.objects.order_by("user", "-shown_from", "-pk"):
        by_person[item.user_id].append(item)
    for items in by_person.values():
        seen: defaultdict[str, int] = defaultdict(int)
        ranked = []
        for item in items:
            ranked.append((seen[item.topic], item))
            seen[item.topic] += 1
        ranked.sort(key=lambda pair: pair[0])
        spare = [item.pk for _rank, item in ranked[MOST:]]
        InboxItem.objects.filter(pk__in=spare).delete()
