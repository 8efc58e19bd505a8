"""Jobs of the work order: read the clock, call one action. Safe to run twice, anywhere, at once."""

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from core.actions.jobs import job_run
from core.clock import database_now
from tickets.limits.actions import clocks, terms_changes
from tickets.record.actions import renamings
from tickets.transfer.actions import imports
from tickets.work.actions import escalations

BATCHES = 40
CARRIED_OUT = 500


@shared_task(name="tickets.sweep_clocks")
@job_run("tickets.sweep_clocks")
def sweep_clocks() -> None:
    """Sweep until nothing is due, at most `BATCHES` batches a ring; the next ring goes on."""
    for _batch in range(BATCHES):
        if (
            clocks.sweep(at=database_now(), limit=settings.SWEEP_LIMIT).looked_at
            < settings.SWEEP_LIMIT
        ):
            return


@shared_task(name="tickets.commit_imports")
@job_run("tickets.commit_imports", alone=True)
def commit_imports() -> None:
    imports.commit_requested_batches(at=timezone.now())


@shared_task(name="tickets.carry_out_escalations")
@job_run("tickets.carry_out_escalations")
def carry_out_escalations() -> None:
    escalations.carry_out(at=database_now(), limit=CARRIED_OUT)


@shared_task(name="tickets.apply_terms")
@job_run("tickets.apply_terms")
def apply_terms() -> None:
    terms_changes.apply_open(database_now)


@shared_task(name="tickets.follow_names")
@job_run("tickets.follow_names", alone=True)
def follow_names() -> None:
    renamings.follow(at=database_now())
