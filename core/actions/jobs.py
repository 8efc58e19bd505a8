"""Heartbeats of the timetable: each run of a job leaves in its row when it began, was done, failed.

They are never in the job's way.
"""

import functools
import logging
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, ParamSpec

from django.db import DatabaseError, InterfaceError, connection, transaction
from django.db.models import F
from django.db.models.functions import Now

from core.models import JobRun
from privacy.error_texts import error_text

log = logging.getLogger(__name__)
P = ParamSpec("P")

ERROR_LENGTH = 2000

# Advisory locks of jobs have their own range of numbers.
LOCK_SPACE = 0x6A6F62 << 32


def job_run(name: str, *, alone: bool = False) -> Callable[[Callable[P, Any]], Callable[P, None]]:
    """Decorates a job; what it returns, if a dict, is kept in `JobRun.data`, with its `seconds`.

    `alone`: while the same job runs elsewhere, a further ring ends at once and leaves no trace.
    For jobs whose second run would be nothing but load.
    """

    def decorate_job(job: Callable[P, Any]) -> Callable[P, None]:
        @functools.wraps(job)
        def run_job(*args: P.args, **kwargs: P.kwargs) -> None:
            call = functools.partial(job, *args, **kwargs)
            if not alone:
                _run_with_heartbeat(name, call)
                return

            with hold_alone(name) as is_free:
                if is_free:
                    _run_with_heartbeat(name, call)
                else:
                    log.info("%s runs elsewhere", name)

        # a test compares it with the name under which the queue knows the job
        run_job.beats_as = name  # type: ignore[attr-defined]  # functions take attributes
        return run_job

    return decorate_job


def _run_with_heartbeat(name: str, job: Callable[[], Any]) -> None:
    began = time.monotonic()
    _note_quietly(_store_begin, name)
    try:
        result = job()
    except Exception as error:
        _note_quietly(_store_failure, name, error)
        raise

    data = dict(result) if isinstance(result, dict) else {}
    data["seconds"] = round(time.monotonic() - began, 3)
    _note_quietly(_store_end, name, data)


def _note_quietly(store: Callable[..., None], *args: object) -> None:
    """Write in a transaction of its own.

    What goes wrong here is not the job's fault and does not stop it.
    """
    try:
        _drop_broken_connection()
        with transaction.atomic():
            store(*args)
    except (DatabaseError, InterfaceError):
        log.warning("no heartbeat for %s", args[0], exc_info=True)


def _drop_broken_connection() -> None:
    """Let go of a connection that broke; the next statement opens another."""
    # within somebody's transaction a new connection would lose what that one has written
    if connection.errors_occurred and not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()


def _store_begin(name: str) -> None:
    _upsert_run(JobRun(name=name, began_at=Now()), ["began_at"])


def _store_end(name: str, data: dict[str, Any]) -> None:
    _upsert_run(JobRun(name=name, done_at=Now(), data=data), ["done_at", "failures", "data"])


def _store_failure(name: str, error: Exception) -> None:
    message = error_text(error)
    # PostgreSQL refuses NUL in a text, and an error may quote any byte
    message = message[:ERROR_LENGTH].replace("\x00", "")
    JobRun.objects.bulk_create([JobRun(name=name)], ignore_conflicts=True)
    runs = JobRun.objects.filter(pk=name)
    runs.update(failed_at=Now(), error=message, failures=F("failures") + 1)


def _upsert_run(run: JobRun, columns: list[str]) -> None:
    JobRun.objects.bulk_create(
        [run], update_conflicts=True, unique_fields=["name"], update_fields=columns
    )


def enrol_jobs(names: Iterable[str], *, at: datetime) -> None:
    """Rows for jobs that never ran, with the moment since when they are waited for."""
    runs = [JobRun(name=name, data={"enrolled_at": at.isoformat()}) for name in names]
    JobRun.objects.bulk_create(runs, ignore_conflicts=True)


# --- one at a time --------------------------------------------------------------------------------


@contextmanager
def hold_alone(name: str) -> Iterator[bool]:
    """Whether nobody else is at the work of that name, which is held by an advisory lock meanwhile.

    The lock goes with its connection, so a killed process leaves none.
    """
    number = LOCK_SPACE | zlib.crc32(name.encode())
    _drop_broken_connection()
    is_free = _ask_lock("SELECT pg_try_advisory_lock(%s)", number)
    try:
        yield is_free
    finally:
        if is_free:
            _release_lock(number)


def _release_lock(number: int) -> None:
    """A connection that broke has let go already."""
    try:
        _ask_lock("SELECT pg_advisory_unlock(%s)", number)
    except (DatabaseError, InterfaceError):
        connection.close()


def _ask_lock(statement: str, number: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(statement, [number])
        return bool(cursor.fetchone()[0])
