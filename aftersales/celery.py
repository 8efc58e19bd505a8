"""The queue and its whole timetable. Beat only rings; every job asks the database what is due."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aftersales.settings")

app = Celery("aftersales")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@app.on_after_configure.connect
def timetable(sender: Celery, **_: object) -> None:
    """Everything that happens by itself."""
    from django.conf import settings

    sender.conf.beat_schedule = {
        "sweep the clocks": {"task": "tickets.sweep_clocks", "schedule": settings.SWEEP_SECONDS},
        "commit requested imports": {"task": "tickets.commit_imports", "schedule": 60},
        "purge old form submissions": {"task": "core.purge_submissions", "schedule": 24 * 3600},
    }
