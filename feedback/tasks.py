"""Jobs of surveys: read the clock, call one action. Safe to run twice, anywhere, at once."""

from celery import shared_task

from core.actions.jobs import job_run
from core.clock import database_now
from feedback.actions import campaigns, surveys

# Bounds of one run: what is left waits for the next one.
SURVEYS_AT_ONCE = 10_000
INVITATIONS_AT_ONCE = 500


@shared_task(name="feedback.ask_customers")
@job_run("feedback.ask_customers", alone=True)
def ask_customers() -> None:
    """Ask about what was solved, remind, and end what nobody answered."""
    surveys.make_surveys(at=database_now(), limit=SURVEYS_AT_ONCE)
    surveys.carry_on_surveys(at=database_now(), limit=SURVEYS_AT_ONCE)


@shared_task(name="feedback.send_invitations")
@job_run("feedback.send_invitations", alone=True)
def send_invitations() -> None:
    """Ask the people whom a campaign wants to hear."""
    campaigns.send_invitations(at=database_now(), limit=INVITATIONS_AT_ONCE)
