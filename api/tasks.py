"""Jobs of the interface. Safe to run twice, anywhere, at once."""

from celery import shared_task

from api.actions.feed import number_changes
from api.actions.once import purge_answers
from core.actions.jobs import job_run
from core.clock import database_now


@shared_task(name="api.number_changes")
@job_run("api.number_changes", alone=True)
def number_all_changes() -> None:
    """Also where nobody follows them: each row has one place, however often it changes."""
    number_changes()


@shared_task(name="api.purge_answers")
@job_run("api.purge_answers", alone=True)
def purge_kept_answers() -> None:
    """Answers are kept for a week."""
    purge_answers(at=database_now())
