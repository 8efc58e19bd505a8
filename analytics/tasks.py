"""Jobs of figures, reports, data audits and rectification: read the clock, call one action.

Safe to run twice, anywhere, at once.
"""

from celery import shared_task

from analytics.actions import (
    auditing,
    following,
    measuring,
    quarters,
    rectifying,
    reminding,
)
from core.actions.jobs import job_run
from core.clock import database_now


@shared_task(name="analytics.look_after_reports")
@job_run("analytics.look_after_reports", alone=True)
def look_after_reports() -> None:
    """Make the reports of the month and the quarter that are over, and remind of them."""
    reminding.look_after_reports(at=database_now())
    quarters.look_after_quarters(at=database_now())


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


@shared_task(name="analytics.follow_measures")
@job_run("analytics.follow_measures", alone=True)
def follow_measures() -> None:
    """Judge measures whose days have ended, and ask for those that are late."""
    following.follow_measures(at=database_now())


@shared_task(name="analytics.look_after_rectification")
@job_run("analytics.look_after_rectification", alone=True)
def look_after_rectification() -> None:
    """Open requests to rectify models that fail too often, and count the open ones anew."""
    rectifying.look_after_rectification(at=database_now())
