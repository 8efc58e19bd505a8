"""Jobs of plans: read the clock, call actions. Safe to run twice, anywhere, at once."""

from celery import shared_task

from core.actions.jobs import job_run
from core.clock import database_now
from plans.actions import watching


# The names stand in rows of job runs and in the timetable.
@shared_task(name="plans.look")
@job_run("plans.look", alone=True)
def watch_plans() -> dict[str, int]:
    """How many stages became late, and how many reasons for a reminder there were."""
    at = database_now()
    return {
        "late": watching.mark_late_stages(at=at),
        "told": watching.send_reminders(at=at),
    }
