"""Jobs of the work order: read the clock, call one action. Safe to run twice, anywhere, at once."""

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from tickets.actions import clocks, imports

BATCHES = 40


@shared_task(name="tickets.sweep_clocks")
def sweep_clocks() -> None:
    """Sweep until nothing is due, at most `BATCHES` batches a ring; the next ring goes on."""
    for _batch in range(BATCHES):
        if clocks.sweep(at=timezone.now(), limit=settings.SWEEP_LIMIT).looked_at < settings.SWEEP_LIMIT:
            return


@shared_task(name="tickets.commit_imports")
def commit_imports() -> None:
    imports.commit_requested(at=timezone.now())
