"""Jobs of the ground floor: read the clock, call one action."""

from celery import shared_task
from django.utils import timezone

from core.actions import submissions


@shared_task(name="core.purge_submissions")
def purge_submissions() -> None:
    submissions.purge(at=timezone.now())
