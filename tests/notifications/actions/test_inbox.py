"""What a reader marks as read: the own items, of those that are shown."""

from datetime import timedelta

import pytest

from notifications.actions import inbox
from notifications.models import InboxItem
from tests.factories.notices import MONDAY

pytestmark = pytest.mark.django_db

LATER = MONDAY + timedelta(hours=1)


def item(user, key, shown_from=MONDAY):
    return InboxItem.objects.create(
        user=user, dedupe_key=key, created_at=MONDAY, shown_from=shown_from
    )


def unread():
    return set(InboxItem.objects.filter(read_at=None).values_list("dedupe_key", flat=True))


@pytest.fixture
def reader(cast):
    """Two shown items, one held back until the morning, and one of somebody else."""
    reader = cast.staff["agent"]
    for key in ("a", "b"):
        item(reader, key)
    item(reader, "tomorrow", MONDAY + timedelta(days=1))
    item(cast.staff["engineer"], "other")
    return reader


def test_one_item_is_read(reader):
    first = InboxItem.objects.get(dedupe_key="a")
    assert inbox.mark_read(reader, at=LATER, pk=first.pk) == 1
    assert unread() == {"b", "tomorrow", "other"}


def test_all_that_are_shown_are_read_and_nothing_else(reader):
    assert inbox.mark_read(reader, at=LATER) == 2
    assert unread() == {"tomorrow", "other"}


def test_the_first_reading_counts(reader):
    inbox.mark_read(reader, at=LATER)
    assert inbox.mark_read(reader, at=LATER + timedelta(hours=1)) == 0
    assert InboxItem.objects.get(dedupe_key="a").read_at == LATER


def test_an_item_of_somebody_else_is_not_touched(reader):
    other = InboxItem.objects.get(dedupe_key="other")
    assert inbox.mark_read(reader, at=LATER, pk=other.pk) == 0
    assert "other" in unread()
