"""Jobs of the work order: read the clock, call one action. Safe to run twice, anywhere, at once."""

from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from core.actions.jobs import job_run
from core.clock import database_now
from core.later import enqueue
from tickets.inbound import actions as inbound
from tickets.limits.actions import clocks, terms_changes
from tickets.mail import mailbox
from tickets.mail.actions import intake
from tickets.record.actions import renamings
from tickets.transfer.actions import imports
from tickets.transfer.imports import staging
from tickets.transfer.imports.history import uploads
from tickets.work.actions import escalations, finishing, messages, moves

# Bounds of one run: what is left waits for the next one, and no worker is lost to a flood.
BATCHES = 40
STEPS_AT_ONCE = 500
MAILS_AT_ONCE = 1000
MOVED_AT_ONCE = 1000
MAILS_KEPT_FOR = timedelta(days=30)


@shared_task(name="tickets.sweep_clocks")
@job_run("tickets.sweep_clocks")
def sweep_clocks() -> None:
    """Sweep until nothing is due, at most `BATCHES` batches a run; the next run goes on."""
    for _batch in range(BATCHES):
        # The database's clock: several workers sweep, and their own clocks differ.
        sweep = clocks.sweep_clocks(at=database_now(), limit=settings.SWEEP_LIMIT)
        if sweep.looked_at < settings.SWEEP_LIMIT:
            return


@shared_task(name="tickets.read_imports")
@job_run("tickets.read_imports", alone=True)
def read_imports() -> None:
    """Read the large registers that somebody has sent."""
    staging.read_waiting_files(at=timezone.now())


@shared_task(name="tickets.commit_imports")
@job_run("tickets.commit_imports", alone=True)
def commit_imports() -> None:
    """Write the imports that somebody has asked for."""
    imports.commit_requested_batches(at=timezone.now())


@shared_task(name="tickets.work_on_histories")
@job_run("tickets.work_on_histories", alone=True)
def work_on_histories() -> None:
    """Look at, try and write the histories that somebody brings in by page."""
    uploads.work_on_histories(at=timezone.now())


@shared_task(name="tickets.carry_out_escalations")
@job_run("tickets.carry_out_escalations")
def carry_out_escalations() -> None:
    """Do what raised steps ask for besides notices."""
    escalations.carry_out_steps(at=database_now(), limit=STEPS_AT_ONCE)


@shared_task(name="tickets.fetch_mails")
@job_run("tickets.fetch_mails", alone=True)
def fetch_mails() -> None:
    """Keep what came to the box of the desk, if it has one."""
    if settings.IMAP_URL and mailbox.fetch_new_mails(at=database_now()):
        enqueue("tickets.take_mails")


@shared_task(name="tickets.take_mails")
@job_run("tickets.take_mails", alone=True)
def take_mails() -> None:
    """Bring what was kept where it belongs, also while the mail server is away."""
    intake.take_mails(at=database_now(), limit=MAILS_AT_ONCE)


@shared_task(name="tickets.forget_mails")
@job_run("tickets.forget_mails", alone=True)
def forget_mails() -> None:
    """Mails whose words are in their tickets are not kept for ever."""
    intake.forget_raw_mails(at=database_now(), kept_for=MAILS_KEPT_FOR, limit=MAILS_AT_ONCE)


@shared_task(name="tickets.note_undelivered")
@job_run("tickets.note_undelivered", alone=True)
def note_undelivered() -> None:
    """Tell of messages that did not reach their customers."""
    messages.note_undelivered(at=database_now(), limit=STEPS_AT_ONCE)


@shared_task(name="tickets.apply_terms")
@job_run("tickets.apply_terms")
def apply_terms() -> None:
    """Apply new terms to running limits, where an administrator has asked for it."""
    terms_changes.apply_open_changes(database_now)


@shared_task(name="tickets.follow_names")
@job_run("tickets.follow_names", alone=True)
def follow_names() -> None:
    """Have old tickets found by the new names of customers and contacts."""
    renamings.refresh_renamed(at=database_now())


@shared_task(name="tickets.confirm_silence")
@job_run("tickets.confirm_silence", alone=True)
def confirm_silence() -> None:
    """Take two attempts and some days of silence for a confirmation."""
    finishing.confirm_silence(at=database_now(), limit=MOVED_AT_ONCE)


@shared_task(name="tickets.archive_old")
@job_run("tickets.archive_old", alone=True)
def archive_old() -> None:
    """Archive what was closed long enough ago."""
    moves.archive_old_tickets(at=database_now(), limit=MOVED_AT_ONCE)


@shared_task(name="tickets.forget_events")
@job_run("tickets.forget_events", alone=True)
def forget_events() -> None:
    """Forget events of other programs that nobody sends again; what still waits is announced."""
    at = database_now()
    inbound.announce_deletions(at)
    inbound.forget_events(at)
