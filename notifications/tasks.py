"""Jobs of messages: read the clock, call one action. Safe to run twice, anywhere, at once."""

import time

from celery import shared_task

from core.actions.jobs import job_run
from core.clock import database_now
from notifications.actions import events, groups, outbox, webhooks

# A ring ends long before the time limit of a job, also with a slow server; the next ring goes on.
SECONDS = 120
WEBHOOK_SECONDS = 60


@shared_task(name="notifications.deliver_outbox")
@job_run("notifications.deliver_outbox")
def deliver_outbox() -> None:
    """Send until nothing is due or the ring has lasted long enough."""
    began = time.monotonic()
    while time.monotonic() - began < SECONDS and outbox.deliver_due(at=database_now()):
        pass


@shared_task(name="notifications.ring_groups")
@job_run("notifications.ring_groups", alone=True)
def ring_groups() -> None:
    """Write into the group chats of the desk."""
    groups.ring_groups(at=database_now())


@shared_task(name="notifications.gather_digests")
@job_run("notifications.gather_digests", alone=True)
def gather_digests() -> None:
    outbox.gather_digests(at=database_now())


@shared_task(name="notifications.read_ledgers")
@job_run("notifications.read_ledgers", alone=True)
def read_ledgers() -> None:
    """Queue what happened for the receivers of webhooks."""
    events.read_ledgers(at=database_now())


@shared_task(name="notifications.deliver_webhooks")
@job_run("notifications.deliver_webhooks", alone=True)
def deliver_webhooks() -> None:
    """One run has room for every receiver: a second one would be nothing but load."""
    webhooks.deliver_due(at=database_now(), seconds=WEBHOOK_SECONDS)


@shared_task(name="notifications.forget_deliveries")
@job_run("notifications.forget_deliveries", alone=True)
def forget_deliveries() -> None:
    webhooks.forget_deliveries(at=database_now())
