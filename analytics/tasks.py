"""Jobs of figures, reports, data audits and rectification: read the clock, call one action.

Safe to run twice, anywhere, at once.
"""

from celery import shared_task

from analytics.actions import auditing, measuring, rectifying, reminding
from core.actions.jobs import job_run
from core.clock import database_now


@shared_task(name="analytics.look_after_reports")
@job_run("analytics.look_after_reports", alone=True)
def look_after_reports() -> None:
    """Make the report of the month that is over, and remind of it."""
    reminding.look_after_reports(at=database_now())


@shared_task(name="analytics.measure_months")
@job_run("analytics.measure_months", alone=True)
def measure_months() -> None:
    """Keep the figures of months as they are now."""
    measuring.measure_months(at=database_now())


@shared_task(name="analytics.look_after_audits")
@job_run("analytics.look_after_audits", alone=True)
def look_after_audits() -> None:
    """Audit the data of the period that is over, and look again at what is not signed."""
    auditing.look_after_audits(at=database_now())


@shared_task(name="analytics.look_after_rectification")
@job_run("analytics.look_after_rectification", alone=True)
def look_after_rectification() -> None:
    """Open requests to rectify models that fail too often, and count the open ones anew."""
    rectifying.look_after_rectification(at=database_now())
