"""What runs by itself and belongs to no house.

The watch beside beat, and the id under which a job's lines are written.
"""

import logging
import threading
from datetime import datetime
from pathlib import Path
from typing import Any

from celery import shared_task, signals
from django.conf import settings
from django.db import close_old_connections, connection

from core import tracing
from core.actions import jobs
from core.clock import database_now
from documents.actions import sweeping
from notifications.queries.backlog import is_outbox_paused
from operations import timetable
from operations.actions import dangerous_acts, ending_tokens, ledger_heads, watching
from operations.exports.nightly import make_nightly_backup
from operations.queries.jobs import job_data
from operations.queries.ledger_check import check_ledger, count_lines

log = logging.getLogger(__name__)

# Files of a large desk are copied for hours; no other job of the timetable may take so long.
BACKUP_SECONDS = 12 * 3600

# A ledger of many years is hashed for minutes.
LEDGER_SECONDS = 3600

# An entry that was taken out is one fault; a table that was swapped is thousands.
FAULTS_LOGGED = 20


@signals.task_prerun.connect
def _begin_tracing(task_id: str = "", **_: Any) -> None:
    tracing.begin_work(task_id.replace("-", ""))


@signals.task_postrun.connect
def _end_tracing(**_: Any) -> None:
    tracing.end_work()


@signals.setup_logging.connect
def _keep_our_logs(**_: Any) -> None:
    """Keeps Celery from handlers of its own: it asks whether somebody listens."""
    # they would write lines that are not masked


@signals.beat_init.connect
def _watch_beside_beat(**_: Any) -> None:
    threading.Thread(
        target=keep_watch, args=(threading.Event(),), name="watch", daemon=True
    ).start()


def keep_watch(stopped: threading.Event) -> None:
    """Look once in a while, for ever.

    Whatever goes wrong with a look is written down and does not end the watch.
    """
    began: datetime | None = None
    while not stopped.wait(settings.WATCH_SECONDS):
        tracing.begin_work()
        try:
            # PostgreSQL may have been started anew since the last look
            close_old_connections()
            began = began or database_now()
            look_once(began)
        except Exception:
            log.exception("the watch could not look")
        finally:
            connection.close()


@jobs.job_run(timetable.WATCH, alone=True)
def look_once(began: datetime) -> watching.WatchNotes:
    return watching.watch_operation(at=database_now(), watching_since=began)


@shared_task(name=timetable.HEADS)
@jobs.job_run(timetable.HEADS, alone=True)
def note_heads() -> dict[str, object]:
    """Also whether heads that were noted are gone: a new line would hide that from the check."""
    place = Path(settings.LEDGER_HEADS)
    is_cut = count_lines(place) < job_data(timetable.HEADS).get("lines", 0)
    if is_cut:
        log.error("audit ledger: heads that were noted in %s are gone", place)
    ledger_heads.note_ledger_heads(place, at=database_now())
    return {"lines": count_lines(place), "is_cut": is_cut}


@shared_task(name=timetable.LEDGER, time_limit=LEDGER_SECONDS)
@jobs.job_run(timetable.LEDGER, alone=True)
def verify_ledger() -> dict[str, object]:
    """What is wrong is not this job's failure: it is told as a trouble of its own."""
    report = check_ledger(Path(settings.LEDGER_HEADS))
    for fault in report.faults[:FAULTS_LOGGED]:
        log.error("audit ledger: %s", fault)
    return {"faults": len(report.faults), "first": report.faults[:1], "entries": report.chained}


@shared_task(name=timetable.BACKUP, time_limit=BACKUP_SECONDS)
@jobs.job_run(timetable.BACKUP, alone=True)
def back_up() -> dict[str, Any]:
    return make_nightly_backup()


@shared_task(name=timetable.FILES)
@jobs.job_run(timetable.FILES, alone=True)
def sweep_files() -> dict[str, object]:
    """After a restore files without a row wait for the same word as the messages do."""
    return sweeping.sweep_files(
        at=database_now(),
        before=job_data(timetable.FILES),
        is_desk_restored=is_outbox_paused(),
    )


@shared_task(name="operations.tell_of_dangerous_acts")
@jobs.job_run("operations.tell_of_dangerous_acts", alone=True)
def tell_of_dangerous_acts() -> dangerous_acts.LookNotes:
    until = job_data("operations.tell_of_dangerous_acts").get("until", "")
    return dangerous_acts.tell_of_dangerous_acts(at=database_now(), until=until)


@shared_task(name="operations.tell_of_ending_tokens")
@jobs.job_run("operations.tell_of_ending_tokens", alone=True)
def tell_of_ending_tokens() -> dict[str, int]:
    return {"tokens": ending_tokens.tell_of_ending_tokens(at=database_now())}
