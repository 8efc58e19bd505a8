"""The queue and its whole timetable. Beat only rings; every job asks the database what is due."""

import os

from celery import Celery, signals
from celery.schedules import crontab

from aftersales.addresses import load_site_map

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aftersales.settings")

# `migrate` checks the system. Celery would do it in every process, for which it loads all pages:
# half of what beat takes to start, and it shows none.
os.environ.setdefault("CELERY_SKIP_CHECKS", "yes")

app = Celery("aftersales")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@signals.worker_init.connect
def load_pages(**_: object) -> None:
    """Messages hold links."""
    load_site_map()


@app.on_after_configure.connect
def set_timetable(sender: Celery, **_: object) -> None:
    """Everything that happens by itself."""
    # settings are not known yet where this module is imported: every house imports it first
    from django.conf import settings  # noqa: PLC0415

    sender.conf.beat_schedule = {
        "sweep the clocks": {"task": "tickets.sweep_clocks", "schedule": settings.SWEEP_SECONDS},
        "send the outbox": {
            "task": "notifications.deliver_outbox",
            "schedule": settings.OUTBOX_SECONDS,
        },
        "read the ledgers for webhooks": {
            "task": "notifications.read_ledgers",
            "schedule": settings.WEBHOOK_SECONDS,
        },
        "send the webhooks": {
            "task": "notifications.deliver_webhooks",
            "schedule": settings.WEBHOOK_SECONDS,
        },
        "forget old webhooks": {
            "task": "notifications.forget_deliveries",
            "schedule": 24 * 3600,
        },
        "forget old events of other programs": {
            "task": "tickets.forget_events",
            "schedule": 24 * 3600,
        },
        "ring in chat groups": {"task": "notifications.ring_groups", "schedule": 15},
        "gather digests": {"task": "notifications.gather_digests", "schedule": 60},
        "carry out escalations": {"task": "tickets.carry_out_escalations", "schedule": 30},
        "fetch mails": {"task": "tickets.fetch_mails", "schedule": 30},
        "take mails": {"task": "tickets.take_mails", "schedule": 30},
        "forget old mails": {"task": "tickets.forget_mails", "schedule": 3600},
        "tell of lost messages": {"task": "tickets.note_undelivered", "schedule": 30},
        "apply changed terms": {"task": "tickets.apply_terms", "schedule": 30},
        "follow renamed customers": {"task": "tickets.follow_names", "schedule": 30},
        "read waiting imports": {"task": "tickets.read_imports", "schedule": 60},
        "commit requested imports": {"task": "tickets.commit_imports", "schedule": 60},
        "work on histories": {"task": "tickets.work_on_histories", "schedule": 60},
        "confirm what nobody answers": {"task": "tickets.confirm_silence", "schedule": 900},
        "archive old tickets": {"task": "tickets.archive_old", "schedule": 3600},
        "ask customers how it was": {"task": "feedback.ask_customers", "schedule": 15},
        "invite to regular surveys": {"task": "feedback.send_invitations", "schedule": 60},
        "give archived tickets their files": {"task": "archive.file_tickets", "schedule": 15},
        "remove personal data": {"task": "archive.carry_on_disposal", "schedule": 60},
        "remind of due files": {"task": "archive.remind_of_due_files", "schedule": 24 * 3600},
        "follow the measures": {"task": "analytics.follow_measures", "schedule": 3600},
        "keep the figures of months": {"task": "analytics.measure_months", "schedule": 300},
        "look after the reports": {"task": "analytics.look_after_reports", "schedule": 3600},
        "look after the data audits": {"task": "analytics.look_after_audits", "schedule": 3600},
        "look after the rectification": {
            "task": "analytics.look_after_rectification",
            "schedule": 3600,
        },
        "look after the plans": {"task": "plans.look", "schedule": 600},
        "note the heads of the ledger": {
            "task": "operations.note_ledger_heads",
            "schedule": 24 * 3600,
        },
        "verify the ledger": {"task": "operations.verify_ledger", "schedule": 24 * 3600},
        "tell of dangerous acts": {
            "task": "operations.tell_of_dangerous_acts",
            "schedule": 60,
        },
        "tell of ending tokens": {"task": "operations.tell_of_ending_tokens", "schedule": 3600},
        "sweep the kept files": {"task": "operations.sweep_files", "schedule": 24 * 3600},
        "forget old log-ins": {"task": "accounts.forget_log_ins", "schedule": 24 * 3600},
        "follow who left the company": {
            "task": "accounts.follow_leavers",
            "schedule": 24 * 3600,
        },
        "purge old form submissions": {"task": "core.purge_submissions", "schedule": 24 * 3600},
        "purge old answers": {"task": "api.purge_answers", "schedule": 24 * 3600},
        "number changes": {"task": "api.number_changes", "schedule": 300},
    }
    if settings.BACKUP_DIR:
        hour, minute = settings.BACKUP_AT.split(":")
        sender.conf.beat_schedule["back up"] = {
            "task": "operations.back_up",
            "schedule": crontab(hour=hour, minute=minute),
        }
