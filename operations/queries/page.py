"""What the health page prints."""

import os
import platform
from collections.abc import Iterator
from datetime import datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from operations import timetable
from operations.queries import health, server
from operations.queries.jobs import JobState, job_data

OUTBOX_STATES = (
    ("pending", gettext_lazy("to be sent")),
    ("held", gettext_lazy("held for a digest")),
    ("failed", gettext_lazy("refused by the receiver")),
    ("dead", gettext_lazy("given up")),
)


def health_page_context(at: datetime, user: User) -> dict[str, Any]:
    """Everything on the page."""
    seen = health.look_at_operation(at)
    watched = job_data(timetable.WATCH)
    return {
        "at": at,
        "troubles": [
            {"words": one.words(at), "since": one.since} for one in health.list_troubles(seen)
        ],
        "over": [_past(row) for row in watched.get("over", [])],
        "lag": timedelta(seconds=seen.lag_seconds),
        "is_lag_late": seen.lag_seconds > settings.SWEEP_LAG_SECONDS,
        "due": seen.lag.due,
        "undetected": seen.lag.undetected,
        "oldest_mail": timedelta(seconds=seen.mail_seconds),
        "is_mail_late": seen.mail_seconds > health.MAIL_PATIENCE,
        "mails": list(_messages(seen, user)),
        "jobs": [_job(job, at) for job in seen.jobs],
        "facts": list(_facts()),
    }


def _past(row: dict[str, str]) -> dict[str, Any]:
    since, until = datetime.fromisoformat(row["since"]), datetime.fromisoformat(row["until"])
    return {"words": health.Trouble(row["key"], since).words(until), "since": since, "until": until}


def _job(job: JobState, at: datetime) -> dict[str, Any]:
    return {
        "name": timetable.job_name(job.name),
        "code": job.name,
        "period": job.period,
        "done_at": job.done_at,
        "ago": job.done_at and at - job.done_at,
        "seconds": job.seconds,
        "expected_at": job.expected_at,
        "error": job.error,
        "failures": job.failures,
        "failed_at": job.failed_at,
        "result": "late"
        if job.is_overdue(at)
        else "failing"
        if job.failures
        else "never"
        if job.done_at is None
        else "done",
    }


def _messages(seen: health.OperationLook, user: User) -> Iterator[dict[str, Any]]:
    """Counts by state; each a link to the administration's list for those who may enter it."""
    for state, words in OUTBOX_STATES:
        count = getattr(seen.outbox, state)
        is_bad = bool(count) and state in ("failed", "dead")
        yield {"words": words, "count": count, "url": _outbox_url(state, user), "is_bad": is_bad}


def _outbox_url(state: str, user: User) -> str:
    if not (user.is_staff and user.has_perm("notifications.view_outbox")):
        return ""
    try:
        return f"{reverse('admin:notifications_outbox_changelist')}?state__exact={state}"
    except NoReverseMatch:
        return ""


def _facts() -> Iterator[tuple[str, str]]:
    disk = server.disk_of(Path(settings.MEDIA_ROOT))
    yield _("Database"), server.database_version()
    yield _("Size of the database"), filesizeformat(server.database_size())
    yield _("Free where files lie"), f"{filesizeformat(disk.free)} ({disk.free_percent:.0f} %)"
    yield "Python", platform.python_version()
    yield "Django", django.get_version()
    yield "Celery", version("celery")
    yield _("Release"), os.environ.get("RELEASE", "") or _("not named")
