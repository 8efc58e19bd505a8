"""The watch over operation: tells administrators and managers of an outage once, and remembers when
it was over.

It runs in the process of beat, not in a worker: a worker whose places are all taken by a hanging
sweep could not tell.
"""

import logging
from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from typing import Any

from django.conf import settings
from django.db.models import Q
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

KEPT = 10
"""So many outages that are over stay on the page."""
PAGE = "/operations/"


def watch_operation(*, at: datetime, watching_since: datetime) -> dict[str, Any]:
    """Look, tell what is new, and return what the next look has to know (it becomes the heartbeat's
    data).

    After a pause of the whole system every job is late at first: what is late only since nobody
    could run it is not told before it has had as long as it is given at any other time.
    """
    jobs.enrol_jobs(timetable.job_periods(), at=at)
    seen = health.look_at_operation(at)
    young = {f"overdue:{job.name}" for job in seen.jobs if at - watching_since < job.patience}
    found = {one.key: one for one in health.list_troubles(seen) if one.key not in young}
    before = job_data(timetable.WATCH)
    known = before.get("open", {})
    for key, trouble in found.items():
        if key not in known:
            announce_trouble(trouble, at=at)
    ended = [
        {"key": key, "since": since, "until": at.isoformat()}
        for key, since in known.items()
        if key not in found
    ]
    still = {key: known.get(key, trouble.since.isoformat()) for key, trouble in found.items()}
    return {"open": still, "over": [*ended, *before.get("over", [])][:KEPT]}


def announce_trouble(trouble: Trouble, *, at: datetime) -> None:
    """To each in the own language; the key holds the outage's beginning, so that a second look
    tells nothing twice.
    """
    log.error("alarm: %s since %s", trouble.key, trouble.since.isoformat())
    key = f"alarm:{trouble.key}:{trouble.since:%Y%m%d%H%M%S}"
    for language, people in groupby(sorted(users_on_guard(), key=_language), key=_language):
        with translation.override(language):
            words = trouble.words(at)
        tell.notify_users(
            list(people),
            topic=Topic.ALARM,
            key=key,
            at=at,
            path=PAGE,
            data={"summary": words},
            is_urgent=True,
        )


def users_on_guard() -> Iterable[User]:
    """Whoever keeps the system or answers for the desk."""
    is_one = Q(groups__name__in=[Role.ADMIN, Role.MANAGER]) | Q(is_superuser=True)
    return User.objects.at_work().filter(is_one).distinct()


def _language(user: User) -> str:
    return user.language or settings.LANGUAGE_CODE
