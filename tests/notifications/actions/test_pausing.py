"""After a restore nothing leaves until somebody says go; then all of it, or only what is new."""

from datetime import timedelta

import pytest

from core.models import AuditEntry
from notifications.actions import outbox, tell
from notifications.actions.pausing import pause_outbox, release_outbox
from notifications.enums import Digest, OutboxState
from notifications.models import Outbox, OutboxPause, Preference
from notifications.queries.backlog import outbox_backlog
from tests.factories.notices import MONDAY, notice, states

HOUR = timedelta(hours=1)
LATER = MONDAY + 2 * HOUR


@pytest.fixture
def paused(cast, sink):
    """One message of before the restore, and one that a sweep wrote after it."""
    tell.notify([notice(cast.staff["engineer"])])
    pause_outbox(restored_from="set.tar", at=MONDAY + HOUR)
    tell.notify([notice(cast.staff["agent"], "k2")])
    Outbox.objects.filter(user=cast.staff["agent"]).update(created_at=LATER, next_at=LATER)
    return cast


def test_while_it_is_paused_messages_are_written_and_none_leaves(paused, sink):
    for hours in range(50):
        assert outbox.deliver_due(at=LATER + hours * HOUR) == 0
    assert states() == [OutboxState.PENDING, OutboxState.PENDING]
    assert not sink.took
    assert set(Outbox.objects.values_list("attempts", flat=True)) == {0}
    backlog = outbox_backlog(LATER)
    assert (backlog.pending, backlog.paused_at) == (2, MONDAY + HOUR)


def test_digests_are_not_joined_while_it_is_paused(paused):
    Preference.objects.update_or_create(
        user=paused.staff["agent"], defaults={"digest": Digest.HOURLY}
    )
    Outbox.objects.update(state=OutboxState.HELD)
    assert outbox.gather_digests(LATER + HOUR) == 0
    release_outbox(by=None, at=LATER)
    assert outbox.gather_digests(LATER + HOUR) == 2


def test_released_it_sends_everything_once_and_the_ledger_tells_who_said_so(paused, sink):
    admin = paused.staff["admin"]
    assert release_outbox(by=admin, at=LATER) == 2
    assert outbox.deliver_due(at=LATER) == 2
    assert len(sink.took) == 2
    line = AuditEntry.objects.get(action="outbox_released")
    assert (line.actor, line.target, line.data) == (
        admin,
        "set.tar",
        {"sent_on": 2, "discarded": 0},
    )
    assert release_outbox(by=admin, at=LATER) is None, "a second click does nothing"
    assert AuditEntry.objects.filter(action="outbox_released").count() == 1


def test_what_the_backup_brought_can_be_left_unsent(paused, sink):
    Outbox.objects.filter(user=paused.staff["engineer"]).update(state=OutboxState.HELD)
    assert release_outbox(by=None, at=LATER, discards_old=True) == 1
    outbox.gather_digests(LATER + HOUR)
    assert outbox.deliver_due(at=LATER) == 1
    assert [row.state for row in Outbox.objects.order_by("created_at")] == [
        OutboxState.DISCARDED,
        OutboxState.DONE,
    ]


def test_a_second_restore_pauses_anew(paused):
    pause_outbox(restored_from="other.tar", at=LATER)
    assert [(row.since, row.restored_from) for row in OutboxPause.objects.all()] == [
        (LATER, "other.tar")
    ]
