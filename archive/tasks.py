"""Jobs of the archive: read the clock, call one action. Safe to run twice, anywhere, at once."""

from pathlib import Path

from celery import shared_task
from django.conf import settings

from archive.actions import disposal, filing, reminding
from archive.actions.erasure_list import note_erasures
from core.actions.jobs import job_run
from core.clock import database_now

# Bounds of one run: what is left waits for the next one.
FILED_AT_ONCE = 500
BATCHES = 10
DISPOSAL_STEPS = 2000


@shared_task(name="archive.file_tickets")
@job_run("archive.file_tickets", alone=True)
def file_tickets() -> None:
    """Give archived tickets their files."""
    for _batch in range(BATCHES):
        if filing.file_tickets(at=database_now(), limit=FILED_AT_ONCE) < FILED_AT_ONCE:
            return


@shared_task(name="archive.remind_of_due_files")
@job_run("archive.remind_of_due_files", alone=True)
def remind_of_due_files() -> None:
    """Say that files were kept long enough."""
    reminding.remind_of_due_files(at=database_now())


@shared_task(name="archive.carry_on_disposal")
@job_run("archive.carry_on_disposal", alone=True)
def carry_on_disposal() -> None:
    """Remove the personal data that somebody has ordered to be removed."""
    note_erasures(Path(settings.ERASURE_LIST))
    disposal.carry_on_disposal(at=database_now(), limit=DISPOSAL_STEPS)
