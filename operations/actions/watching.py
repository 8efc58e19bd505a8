"""The watch over operation.

It tells administrators and managers of an outage once, and remembers when it was over. It runs in
the process of beat, not in a worker: a worker whose places are all taken by a hanging
sweep could not tell.
"""

from __future__ import annotations

import logging
from datetime import datetime
from itertools import groupby
from typing import Any, TypedDict

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import translation

from accounts.enums import Role
from accounts.models import User
from core.actions import jobs
from notifications.actions import tell
from notifications.enums import Topic
from operations import timetable
from operations.queries import health
from operations.queries.health import Trouble
from operations.queries.jobs import job_data

log = logging.getLogger(__name__)

# So many outages that are over stay on the page.
KEPT_OUTAGES = 10
PAGE = "/operations/"


class EndedOutage(TypedDict):
    """An outage that is over; moments as ISO texts."""

    key: str
    since: str
    until: str


class WatchNotes(TypedDict):
    """What the next look has to know: the outages since when, by key, and the last ones over."""

    open: dict[str, str]
    over: list[EndedOutage]


def watch_operation(*, at: datetime, watching_since: datetime) -> WatchNotes:
    """Look, tell what is new, and return what becomes the heartbeat's data.

    After a pause of the whole system every job is late at first: what is late only since nobody
    could run it is not reported before it has had as long as it is given at any other time.
    """
    jobs.enrol_jobs(timetable.job_periods(), at=at)
    seen = health.look_at_operation(at)
    young = {f"overdue:{job.name}" for job in seen.jobs if at - watching_since < job.patience}
    troubles: dict[str, Trouble] = {}
    for trouble in health.list_troubles(seen):
        if trouble.key not in young:
            troubles[trouble.key] = trouble

    before: dict[str, Any] = job_data(timetable.WATCH)
    known: dict[str, str] = before.get("open", {})
    still_open: dict[str, str] = {}
    for key, trouble in troubles.items():
        if key not in known:
            announce_trouble(trouble, at=at)
        still_open[key] = known.get(key, trouble.since.isoformat())

    over: list[EndedOutage] = []
    for key, since in known.items():
        if key not in troubles:
            over.append({"key": key, "since": since, "until": at.isoformat()})
    over += before.get("over", [])
    return {"open": still_open, "over": over[:KEPT_OUTAGES]}


def announce_trouble(trouble: Trouble, *, at: datetime) -> None:
    """To each in the own language."""
    log.error("alarm: %s since %s", trouble.key, trouble.since.isoformat())
    # the beginning of the outage in it, so that a second look tells nothing twice
    key = f"alarm:{trouble.key}:{trouble.since:%Y%m%d%H%M%S}"
    users = sorted(users_on_guard(), key=_language)
    for language, recipients in groupby(users, key=_language):
        with translation.override(language):
            summary = trouble.sentence(at)
        tell.notify_users(
            list(recipients),
            topic=Topic.ALARM,
            key=key,
            at=at,
            path=PAGE,
            data={"summary": summary},
            is_urgent=True,
        )


def users_on_guard() -> QuerySet[User]:
    """Whoever keeps the system or answers for the desk."""
    is_on_guard = Q(groups__name__in=[Role.ADMIN, Role.MANAGER]) | Q(is_superuser=True)
    on_guard: QuerySet[User] = User.objects.at_work().filter(is_on_guard).distinct()
    return on_guard


def _language(user: User) -> str:
    return user.language or settings.LANGUAGE_CODE
