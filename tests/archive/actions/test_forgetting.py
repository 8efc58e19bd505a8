"""Messages and rows of imported files that are as old as any file go too."""

import pytest

from archive.actions.forgetting import empty_old_messages
from notifications.models import InboxItem, Outbox
from privacy.domain.classes import HIDDEN
from tests.archive.support import ARCHIVED, CONTACT, DAY, archived

pytestmark = pytest.mark.django_db


def test_old_messages_lose_their_words_and_young_ones_keep_them(cast):
    archived(cast)
    user = cast.staff["agent"]
    for n, at in enumerate((ARCHIVED - DAY, ARCHIVED + DAY)):
        InboxItem.objects.create(
            user=user,
            topic="assigned",
            subject=CONTACT,
            data={"summary": CONTACT},
            path="/",
            dedupe_key=f"test {n}",
            created_at=at,
            shown_from=at,
        )
        Outbox.objects.create(
            channel="email",
            topic="assigned",
            address="zhang@example.com",
            data={"summary": CONTACT},
            dedupe_key=f"test {n}",
            state="sent",
            created_at=at,
            next_at=at,
            ended_at=at,
        )
    assert empty_old_messages(ARCHIVED, limit=10) >= 2
    while empty_old_messages(ARCHIVED, limit=1):
        pass
    old, young = InboxItem.objects.filter(dedupe_key__startswith="test").order_by("created_at")
    assert (old.subject, old.data) == (HIDDEN, {})
    assert young.subject == CONTACT
    old, young = Outbox.objects.filter(dedupe_key__startswith="test").order_by("created_at")
    assert (old.address, old.data) == (HIDDEN, {})
    assert young.data == {"summary": CONTACT}
