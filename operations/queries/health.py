"""One look at everything that must work, what is wrong with it, and what a probe may know of that.

Wiring: it asks every house.
"""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import redis
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.utils.translation import gettext as _

from accounts.actions.proxies import uncounted_proxy_since
from calendars.models import WorkCalendar
from notifications.queries.backlog import OutboxBacklog, outbox_backlog
from operations import timetable
from operations.queries import jobs, server
from operations.queries.files import FilePlaces, look_at_places
from operations.queries.jobs import PATIENCE, JobState
from pages.formats import time_span
from tickets.limits.queries.lag import Lag, sweep_lag

log = logging.getLogger(__name__)

OK = "ok"
WARNING = "warning"
LATE = "late"
FAILED = "failed"
UNKNOWN = "unknown"
RED = {LATE, FAILED, UNKNOWN}

# A desk without a newer backup than this needs a person.
BACKUP_PATIENCE = timedelta(hours=36)

# Seconds after which a due message that was not sent is an outage.
MAIL_PATIENCE = 15 * 60


@dataclass(frozen=True, slots=True)
class OperationLook:
    """What was seen at a moment."""

    at: datetime
    lag: Lag
    outbox: OutboxBacklog
    jobs: list[JobState]
    places: FilePlaces
    proxy_since: datetime | None

    @property
    def lag_seconds(self) -> int:
        return self.lag.seconds(self.at)

    @property
    def mail_seconds(self) -> int:
        return self.outbox.seconds(self.at)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that needs a person.

    `key` names it, `since` its beginning, so that one outage is told once.
    """

    key: str
    since: datetime

    @property
    def kind(self) -> str:
        return self.key.partition(":")[0]

    def sentence(self, at: datetime) -> str:
        """What is wrong, in the language at hand."""
        message = {
            "lag": _(
                "The sweep of the limits is %(time)s behind: warnings and escalations come late."
            ),
            "overdue": _("“%(job)s” has not been done for %(time)s."),
            "failing": _("“%(job)s” failed and has not been done since."),
            "dead": _("Messages could not be delivered and were given up."),
            "stuck": _("Messages wait to be sent for %(time)s."),
            "files": _(
                "The place where files lie does not answer: none can be opened or attached."
            ),
            "scanner": _("The virus scanner does not answer: no file can be attached."),
            "missing": _("Files that were attached are missing from where files lie."),
            "ledger": _(
                "The audit ledger is not as it was written: run manage.py verify_ledger, which"
                " names each entry that was changed, taken out or slipped in."
            ),
            "strays": _("More files lie there than records know of: none of them was removed."),
            "paused": _("The desk was restored %(time)s ago, and no message leaves since."),
            "backup": _("There is no backup of the last %(time)s."),
            "proxy": _(
                "Log-ins come through a proxy that PROXY_COUNT does not count: everybody behind it"
                " shares the same few tries of a password. Set it to the number of your proxies."
            ),
        }[self.kind]
        job = timetable.job_name(self.key.partition(":")[2])
        return message % {"job": job, "time": time_span(at - self.since)}


def look_at_operation(at: datetime) -> OperationLook:
    """Everything, at a moment."""
    states = jobs.job_states(timetable.job_periods())
    # what was seen before somebody counted the proxies is mended
    proxy_since = None if settings.PROXY_COUNT else uncounted_proxy_since(at=at)
    return OperationLook(
        at, sweep_lag(at), outbox_backlog(at), states, look_at_places(), proxy_since
    )


def list_troubles(seen: OperationLook) -> list[Trouble]:
    """What is wrong, worst first."""
    return list(_troubles(seen))


def _troubles(seen: OperationLook) -> Iterator[Trouble]:
    if seen.lag.since and seen.lag_seconds > settings.SWEEP_LAG_SECONDS:
        yield Trouble("lag", seen.lag.since)
    for job in seen.jobs:
        if job.name == timetable.BACKUP:
            yield from _backup_troubles(job, seen.at)
        elif job.is_overdue(seen.at):
            yield Trouble(f"overdue:{job.name}", job.done_at or job.waited_since)
        elif job.is_failing and job.failed_at:
            yield Trouble(f"failing:{job.name}", job.done_at or job.failed_at)
    if seen.outbox.died_at:
        yield Trouble("dead", seen.outbox.died_at)
    if seen.outbox.paused_at:
        yield Trouble("paused", seen.outbox.paused_at)
    elif seen.outbox.since and seen.mail_seconds > MAIL_PATIENCE:
        yield Trouble("stuck", seen.outbox.since)
    yield from _troubles_found(seen)
    if seen.proxy_since:
        yield Trouble("proxy", seen.proxy_since)


def _troubles_found(seen: OperationLook) -> Iterator[Trouble]:
    """They have no beginning of their own: it is that which the watch has seen first."""
    left_by = {job.name: job.data for job in seen.jobs}
    known: dict[str, str] = left_by[timetable.WATCH].get("open", {})
    swept = left_by[timetable.FILES]
    is_true = {
        "files": not seen.places.do_files_answer,
        "scanner": seen.places.does_scanner_answer is False,
        "ledger": bool(
            left_by[timetable.LEDGER].get("faults") or left_by[timetable.HEADS].get("is_cut")
        ),
        "missing": bool(swept.get("missing")),
        "strays": bool(swept.get("kept")),
    }
    for key in filter(is_true.get, is_true):
        since = datetime.fromisoformat(known[key]) if key in known else seen.at
        yield Trouble(key, since)


def _backup_troubles(job: JobState, at: datetime) -> Iterator[Trouble]:
    """The newest backup is too old, whyever; or the last one failed."""
    made_at = job.data.get("made_at")
    since = datetime.fromisoformat(made_at) if made_at else job.waited_since
    if since and at - since > BACKUP_PATIENCE:
        yield Trouble("backup", since)
    elif job.is_failing and job.failed_at:
        yield Trouble(f"failing:{job.name}", job.done_at or job.failed_at)


# --- probes ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ReadinessCheck:
    """One line of /readyz: a word, and seconds or nothing. No names, no numbers of rows."""

    state: str
    seconds: int | None = None

    def as_json(self) -> dict[str, object]:
        if self.seconds is None:
            return {"state": self.state}
        return {"state": self.state, "seconds": self.seconds}


def readiness_checks(at: datetime) -> dict[str, ReadinessCheck]:
    """Each check of /readyz. A database that does not answer leaves the others unknown."""
    checks = {"database": _guarded_check(_database_check)}
    is_there = checks["database"].state == OK
    asked: dict[str, Callable[[], ReadinessCheck]] = {
        "migrations": _migrations_check,
        "jobs": lambda: silence_check(at),
        "sweep": lambda: _sweep_check(at),
        "outbox": lambda: _outbox_check(at),
    }
    for name, ask in asked.items():
        checks[name] = _guarded_check(ask) if is_there else ReadinessCheck(UNKNOWN)
    return {**checks, "queue": _queue_check(), "disk": _disk_check(), **_checks_of_files()}


def is_ready(checks: dict[str, ReadinessCheck]) -> bool:
    return not any(check.state in RED for check in checks.values())


def silence_check(at: datetime) -> ReadinessCheck:
    """How long beat or worker have done nothing: the sweep rings every few seconds, so its
    heartbeat is theirs.
    """
    sweep = next(
        job for job in jobs.job_states(timetable.job_periods()) if job.name == timetable.SWEEP
    )
    if sweep.done_at is None:
        return ReadinessCheck(LATE)
    seconds = max(0, int((at - sweep.done_at).total_seconds()))
    return ReadinessCheck(LATE if sweep.is_overdue(at) else OK, seconds)


def _guarded_check(ask: Callable[[], ReadinessCheck]) -> ReadinessCheck:
    try:
        return ask()
    except (DatabaseError, InterfaceError):
        log.warning("a check could not ask the database", exc_info=True)
        return ReadinessCheck(FAILED)


def _database_check() -> ReadinessCheck:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return ReadinessCheck(OK)


# Databases seen complete by this process.
#
# What is migrated stays migrated, and looking reads every migration file.
_migrated: set[str] = set()


def _migrations_check() -> ReadinessCheck:
    name = str(connection.settings_dict["NAME"])
    if name not in _migrated:
        if server.missing_migrations() or not WorkCalendar.objects.exists():
            return ReadinessCheck(FAILED)
        _migrated.add(name)
    return ReadinessCheck(OK)


def _sweep_check(at: datetime) -> ReadinessCheck:
    seconds = sweep_lag(at).seconds(at)
    return ReadinessCheck(
        _grade(seconds, settings.SWEEP_LAG_SECONDS, PATIENCE.total_seconds()), seconds
    )


def _outbox_check(at: datetime) -> ReadinessCheck:
    backlog = outbox_backlog(at)
    if backlog.paused_at:
        # somebody has to say go: no reason to send people elsewhere
        return ReadinessCheck(WARNING)
    seconds = backlog.seconds(at)
    return ReadinessCheck(_grade(seconds, PATIENCE.total_seconds(), MAIL_PATIENCE), seconds)


def _grade(seconds: float, warned: float, late: float) -> str:
    if seconds > late:
        return LATE
    return WARNING if seconds > warned else OK


def _queue_check() -> ReadinessCheck:
    """Whether Redis answers."""
    queue = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1)
    try:
        with queue:
            queue.ping()
    except (redis.RedisError, OSError):
        # pages and every saved thing work without it; only the bell is silent
        return ReadinessCheck(WARNING)
    return ReadinessCheck(OK)


def _checks_of_files() -> dict[str, ReadinessCheck]:
    """Where files lie and who looks at them: without these only files stand still."""
    places = look_at_places()
    checks = {"files": ReadinessCheck(OK if places.do_files_answer else WARNING)}
    if places.does_scanner_answer is not None:
        checks["scanner"] = ReadinessCheck(OK if places.does_scanner_answer else WARNING)
    return checks


def _disk_check() -> ReadinessCheck:
    """Where uploads go."""
    # an almost full disk refuses uploads, so it is red before that
    disk = server.disk_of(Path(settings.MEDIA_ROOT))
    if disk.free < settings.DISK_FLOOR_BYTES:
        return ReadinessCheck(LATE)
    return ReadinessCheck(WARNING if disk.free_percent < 5 else OK)
