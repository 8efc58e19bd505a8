"""Jobs of plans: read the clock, call one action. Safe to run twice, anywhere, at once."""

from dataclasses import asdict

from celery import shared_task

from core.actions.jobs import job_run
from core.clock import database_now
from plans.actions import watching


@shared_task(name="plans.look")
@job_run("plans.look", alone=True)
def look() -> dict[str, int]:
    return asdict(watching.look(at=database_now()))
