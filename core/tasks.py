"""Jobs of the ground floor: read the clock, call one action."""

from celery import shared_task
from django.utils import timezone

from core.actions import submissions
from core.actions.jobs import job_run


@shared_task(name="core.purge_submissions")
@job_run("core.purge_submissions", alone=True)
def purge_submissions() -> None:
    submissions.purge_submissions(at=timezone.now())
