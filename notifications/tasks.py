"""Jobs of messages: read the clock, call one action. Safe to run twice, anywhere, at once."""

from celery import shared_task

from core.actions.jobs import beating
from core.clock import database_now
from notifications.actions import outbox

BATCHES = 50


@shared_task(name="notifications.deliver_outbox")
@beating("notifications.deliver_outbox")
def deliver_outbox() -> None:
    """Send until nothing is due, at most `BATCHES` batches a ring; the next ring goes on."""
    for _batch in range(BATCHES):
        if not outbox.deliver(at=database_now()):
            return


@shared_task(name="notifications.gather_digests")
@beating("notifications.gather_digests", alone=True)
def gather_digests() -> None:
    outbox.gather(at=database_now())
