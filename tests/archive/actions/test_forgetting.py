"""Messages and rows of imported files that are as old as any file go too."""

import pytest

from archive.actions.forgetting import empty_old_messages
from notifications.models import InboxItem, Outbox
from tests.archive.support import ARCHIVED, CONTACT, DAY, archived

pytestmark = pytest.mark.django_db


def test_old_messages_go_and_young_ones_stay(cast):
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
    young = InboxItem.objects.get(dedupe_key__startswith="test")
    assert young.subject == CONTACT
    assert Outbox.objects.get(dedupe_key__startswith="test").data == {"summary": CONTACT}
