"""Jobs of people: read the clock, call one action."""

from celery import shared_task
from django.utils import timezone

from accounts.actions import passwords, sessions, tries
from accounts.sign_on.leavers import switch_leavers_off
from core.actions.jobs import job_run


@shared_task(name="accounts.forget_log_ins")
@job_run("accounts.forget_log_ins", alone=True)
def forget_log_ins() -> None:
    now = timezone.now()
    tries.forget_tries(at=now)
    passwords.forget_password_links(at=now)
    sessions.forget_sessions(at=now)


@shared_task(name="accounts.follow_leavers")
@job_run("accounts.follow_leavers", alone=True)
def follow_leavers() -> None:
    switch_leavers_off()
