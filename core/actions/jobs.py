"""Heartbeats of the timetable: each run of a job leaves in its row when it began, was done, failed. Never in the job's way."""

import functools
import logging
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime
from typing import Any, ParamSpec

from django.db import DatabaseError, InterfaceError, connection, transaction
from django.db.models import F
from django.db.models.functions import Now

from core.domain import redact
from core.models import JobRun

log = logging.getLogger(__name__)
P = ParamSpec("P")

ERROR_LENGTH = 2000
LOCK_SPACE = 0x6A6F62 << 32
"""Advisory locks of jobs have their own range of numbers."""


def job_run(name: str, *, alone: bool = False) -> Callable[[Callable[P, Any]], Callable[P, None]]:
    """Decorates a job. What it returns, if a dict, is kept in `JobRun.data`, with the `seconds` it took.

    `alone`: while the same job runs elsewhere, a further ring ends at once and leaves no trace. For jobs
    whose second run would be nothing but load; the lock goes with its connection, so a killed process leaves none.
    """

    def of(job: Callable[P, Any]) -> Callable[P, None]:
        @functools.wraps(job)
        def run(*args: P.args, **kwargs: P.kwargs) -> None:
            with hold_alone(name) if alone else nullcontext(True) as is_free:
                if is_free:
                    _run(name, lambda: job(*args, **kwargs))
                else:
                    log.info("%s runs elsewhere", name)

        run.beats_as = name
        return run

    return of


def _run(name: str, job: Callable[[], Any]) -> None:
    began = time.monotonic()
    _note(_began, name)
    try:
        result = job()
    except Exception as error:
        _note(_failed, name, error)
        raise
    data = result if isinstance(result, dict) else {}
    _note(_done, name, {**data, "seconds": round(time.monotonic() - began, 3)})


def _note(write: Callable[..., None], *args: object) -> None:
    """Write in a transaction of its own; what goes wrong here is not the job's fault and does not stop it."""
    try:
        _mend()
        with transaction.atomic():
            write(*args)
    except (DatabaseError, InterfaceError):
        log.warning("no heartbeat for %s", args[0], exc_info=True)


def _mend() -> None:
    """Let go of a connection that broke; the next statement opens another. Not within somebody's transaction."""
    if connection.errors_occurred and not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()


def _began(name: str) -> None:
    _upsert(JobRun(name=name, began_at=Now()), ["began_at"])


def _done(name: str, data: dict[str, Any]) -> None:
    _upsert(JobRun(name=name, done_at=Now(), data=data), ["done_at", "failures", "data"])


def _failed(name: str, error: Exception) -> None:
    words = redact.redacted_text(f"{type(error).__name__}: {error}")[:ERROR_LENGTH].replace(
        "\x00", ""
    )
    JobRun.objects.bulk_create([JobRun(name=name)], ignore_conflicts=True)
    JobRun.objects.filter(pk=name).update(failed_at=Now(), error=words, failures=F("failures") + 1)


def _upsert(row: JobRun, columns: list[str]) -> None:
    JobRun.objects.bulk_create(
        [row], update_conflicts=True, unique_fields=["name"], update_fields=columns
    )


def enrol_jobs(names: Iterable[str], *, at: datetime) -> None:
    """Rows for jobs that never ran, with the moment since when they are waited for."""
    rows = [JobRun(name=name, data={"enrolled_at": at.isoformat()}) for name in names]
    JobRun.objects.bulk_create(rows, ignore_conflicts=True)


# --- one at a time ------------------------------------------------------------------------------------------------


@contextmanager
def hold_alone(name: str) -> Iterator[bool]:
    """Whether nobody else is at the work of that name, which is held by an advisory lock meanwhile."""
    number = LOCK_SPACE | zlib.crc32(name.encode())
    _mend()
    is_free = _ask("SELECT pg_try_advisory_lock(%s)", number)
    try:
        yield is_free
    finally:
        if is_free:
            _release(number)


def _release(number: int) -> None:
    """A connection that broke has let go already."""
    try:
        _ask("SELECT pg_advisory_unlock(%s)", number)
    except (DatabaseError, InterfaceError):
        connection.close()


def _ask(statement: str, number: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(statement, [number])
        return cursor.fetchone()[0]
