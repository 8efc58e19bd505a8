"""Jobs of the house: read the clock, call one action."""

from celery import shared_task
from django.utils import timezone

from core.actions.jobs import job_run
from core.models import JobRun
from documents.actions import sweeping

SWEEP = "documents.sweep_files"


@shared_task(name=SWEEP)
@job_run(SWEEP, alone=True)
def sweep_files() -> dict[str, object]:
    before = JobRun.objects.filter(pk=SWEEP).values_list("data", flat=True).first()
    return sweeping.sweep_files(at=timezone.now(), before=before or {})
