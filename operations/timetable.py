"""The timetable as others read it: how often each job runs, and what people call it."""

from datetime import timedelta
from typing import Any

from celery import current_app
from celery.schedules import crontab
from django.conf import settings
from django.utils.translation import gettext_lazy as _

WATCH = "aftersales.watch"
SWEEP = "tickets.sweep_clocks"
FILES = "operations.sweep_files"
BACKUP = "operations.back_up"
HEADS = "operations.note_ledger_heads"
LEDGER = "operations.verify_ledger"

NAMES = {
    SWEEP: _("Sweep of the limits"),
    "tickets.carry_out_escalations": _("Consequences of escalations"),
    "notifications.ring_groups": _("Messages to chat groups"),
    "tickets.fetch_mails": _("Fetching of customers' mails"),
    "tickets.take_mails": _("Sorting of customers' mails"),
    "tickets.forget_mails": _("Emptying of old mails"),
    "tickets.note_undelivered": _("Messages that did not arrive"),
    "feedback.ask_customers": _("Satisfaction surveys"),
    "feedback.send_invitations": _("Invitations to regular surveys"),
    "tickets.confirm_silence": _("Confirmation of what nobody answers"),
    "tickets.archive_old": _("Archiving of old tickets"),
    "archive.file_tickets": _("Files of archived tickets"),
    "archive.carry_on_disposal": _("Removal of personal data"),
    "archive.remind_of_due_files": _("Reminder of files that were kept long enough"),
    "tickets.apply_terms": _("New rules for running limits"),
    "tickets.follow_names": _("Search of tickets of renamed customers"),
    "tickets.read_imports": _("Reading of large registers"),
    "tickets.commit_imports": _("Imports that were asked for"),
    "tickets.work_on_histories": _("Histories of other desks"),
    "analytics.look_after_reports": _("Monthly reports"),
    "analytics.measure_months": _("Figures of months"),
    "analytics.follow_measures": _("Measures that are due"),
    "analytics.look_after_audits": _("Data audits"),
    "analytics.look_after_rectification": _("Rectification of models"),
    "plans.look": _("Late stages and reminders of plans"),
    "notifications.deliver_outbox": _("Sending of messages"),
    "notifications.gather_digests": _("Digests of messages"),
    "notifications.read_ledgers": _("Events for webhooks"),
    "notifications.deliver_webhooks": _("Sending of webhooks"),
    "notifications.forget_deliveries": _("Forgetting old webhooks"),
    "tickets.forget_events": _("Forgetting old events of other programs"),
    HEADS: _("Noting of the audit ledger's heads"),
    LEDGER: _("Check of the audit ledger"),
    "core.purge_submissions": _("Forgetting old form submissions"),
    "api.purge_answers": _("Forgetting old answers of the REST interface"),
    "api.number_changes": _("Numbering of changes that other programs follow"),
    "operations.tell_of_dangerous_acts": _("News of changed rights and accounts"),
    "operations.tell_of_ending_tokens": _("Reminder of access tokens that end"),
    FILES: _("Files without a record, records without a file"),
    BACKUP: _("Nightly backup"),
    "accounts.forget_log_ins": _("Forgetting sessions and tries that are over"),
    "accounts.follow_leavers": _("Look for people who left the company"),
    WATCH: _("Watch over operation"),
}


def job_periods() -> dict[str, timedelta]:
    """How often each job of the timetable runs.

    The watch is no line of it: beat looks itself, see `operations.tasks`.
    """
    periods: dict[str, timedelta] = {}
    for line in current_app.conf.beat_schedule.values():
        periods[line["task"]] = longest_period(line["schedule"])
    periods[WATCH] = timedelta(seconds=settings.WATCH_SECONDS)
    return periods


def longest_period(schedule: Any) -> timedelta:
    """The longest time between two runs, for lines of a calendar rounded up."""
    if isinstance(schedule, crontab):
        return _calendar_period(schedule)
    if isinstance(schedule, timedelta):
        return schedule
    if isinstance(schedule, int | float):
        return timedelta(seconds=schedule)
    return schedule.run_every


def _calendar_period(line: crontab) -> timedelta:
    if len(line.month_of_year) < 12:
        return timedelta(days=366)
    if len(line.day_of_month) < 31:
        return timedelta(days=31)
    if len(line.day_of_week) < 7:
        return timedelta(days=7)
    return timedelta(days=1) if len(line.hour) < 24 else timedelta(hours=1)


def job_name(job: str) -> str:
    """What people call a job; its code name if nobody gave it one."""
    return str(NAMES.get(job, job))
