"""What the health page prints."""

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
from accounts.queries.roles import held_roles
from operations import timetable
from operations.queries import databases, health, server
from operations.queries.handover import people_gone_with_work
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
    held = held_roles()
    return {
        "at": at,
        "troubles": [
            _open_outage(trouble, at)
            for trouble in health.list_troubles(seen)
            if trouble.kind != "paused"
        ],
        "pause": _pause_of(seen, user),
        "left_database": databases.left_by_restore(),
        "restoring": databases.restoring_name(),
        "backup": backup_facts(at),
        "over": [_ended_outage(outage) for outage in watched.get("over", [])],
        "lag": timedelta(seconds=seen.lag_seconds),
        "is_lag_late": seen.lag_seconds > settings.SWEEP_LAG_SECONDS,
        "due": seen.lag.due,
        "undetected": seen.lag.undetected,
        "oldest_mail": timedelta(seconds=seen.mail_seconds),
        "is_mail_late": seen.mail_seconds > health.MAIL_PATIENCE,
        "mails": list(_message_rows(seen, user)),
        "jobs": [_job_row(job, at) for job in seen.jobs],
        "facts": list(_server_facts()),
        "gone": people_gone_with_work(at),
        "may_hand_over": user.is_staff and user.has_perm("accounts.change_user"),
        "empty_roles": [role.label for role in held.empty_escalation_roles],
        "lacks_superuser": not held.has_superuser,
    }


def may_release_outbox(user: User) -> bool:
    """Whoever may send a message again."""
    return bool(user.is_staff and user.has_perm("notifications.change_outbox"))


def _pause_of(seen: health.OperationLook, user: User) -> dict[str, Any] | None:
    """What is said while nothing leaves; None at all other times."""
    if seen.outbox.paused_at is None:
        return None
    return {
        "since": seen.outbox.paused_at,
        "waiting": seen.outbox.pending + seen.outbox.held,
        "files": job_data(timetable.FILES).get("waiting", 0),
        "may_release": may_release_outbox(user),
    }


def backup_facts(at: datetime) -> dict[str, Any]:
    """The newest backup that the desk knows of, and whether the timetable makes any."""
    data = job_data(timetable.BACKUP)
    made_at = datetime.fromisoformat(data["made_at"]) if "made_at" in data else None
    verified_at = datetime.fromisoformat(data["verified_at"]) if made_at else None
    return {
        "is_set_up": bool(settings.BACKUP_DIR),
        "folder": settings.BACKUP_DIR,
        "time": settings.BACKUP_AT,
        "name": data.get("set", ""),
        "made_at": made_at,
        "verified_at": verified_at,
        "ago": made_at and at - made_at,
        "size": filesizeformat(data.get("bytes", 0)),
        "rows": data.get("rows", 0),
        "files": data.get("files", 0),
        "is_encrypted": data.get("is_encrypted", False),
        "lost": data.get("lost", []),
        "lost_count": data.get("lost_count", 0),
    }


def _open_outage(trouble: health.Trouble, at: datetime) -> dict[str, Any]:
    return {"words": trouble.sentence(at), "since": trouble.since}


def _ended_outage(outage: dict[str, str]) -> dict[str, Any]:
    since = datetime.fromisoformat(outage["since"])
    until = datetime.fromisoformat(outage["until"])
    trouble = health.Trouble(outage["key"], since)
    return {"words": trouble.sentence(until), "since": since, "until": until}


def _job_row(job: JobState, at: datetime) -> dict[str, Any]:
    return {
        "name": timetable.job_name(job.name),
        "code": job.name,
        "period": job.period,
        "done_at": job.done_at,
        "ago": job.done_at and at - job.done_at,
        "seconds": job.seconds,
        # made at a time of day: the section of the backup tells it
        "expected_at": None if job.name == timetable.BACKUP else job.expected_at,
        "error": job.error,
        "failures": job.failures,
        "failed_at": job.failed_at,
        "result": _job_result(job, at),
    }


def _job_result(job: JobState, at: datetime) -> str:
    """One word for the row, the worst that is true."""
    if job.is_overdue(at):
        return "late"
    if job.failures:
        return "failing"
    return "never" if job.done_at is None else "done"


def _message_rows(seen: health.OperationLook, user: User) -> Iterator[dict[str, Any]]:
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


def _server_facts() -> Iterator[tuple[str, str]]:
    disk = server.disk_of(Path(settings.MEDIA_ROOT))
    yield _("Database"), server.database_version()
    yield _("Size of the database"), filesizeformat(server.database_size())
    yield _("Free where files lie"), f"{filesizeformat(disk.free)} ({disk.free_percent:.0f} %)"
    yield "Python", platform.python_version()
    yield "Django", django.get_version()
    yield "Celery", version("celery")
    yield _("Release"), settings.RELEASE or _("not named")
