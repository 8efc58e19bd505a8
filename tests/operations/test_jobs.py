"""Heartbeats: every run of a job leaves its traces, never stands in the job's way, and some run alone."""

import os
import subprocess
import sys
import threading
from datetime import timedelta

import pytest
from celery import current_app
from celery.schedules import crontab
from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from core.actions import jobs
from core.models import JobRun
from operations import timetable
from operations.queries.jobs import JobState, job_data, job_states
from tests.fixtures import in_background, table_held, until

MINUTE = timedelta(minutes=1)


def beat(name, job, **how):
    return jobs.job_run(name, **how)(job)()


def row(name="t.job"):
    return JobRun.objects.get(pk=name)


@pytest.mark.django_db
def test_a_run_leaves_when_it_began_was_done_and_what_it_did():
    before = timezone.now() - timedelta(seconds=2)
    beat("t.job", lambda: {"rows": 3})
    first = row()
    assert before < first.began_at <= first.done_at < timezone.now() + timedelta(seconds=2)
    assert first.data["rows"] == 3
    assert 0 <= first.data["seconds"] < 5
    assert (first.failed_at, first.failures) == (None, 0)
    beat("t.job", lambda: None)
    assert row().done_at > first.done_at
    assert set(row().data) == {"seconds"}


@pytest.mark.django_db
def test_a_failure_is_recorded_masked_raised_and_forgiven_by_the_next_good_run():
    def broken():
        raise ValueError("no answer from 13812345678, zhangsan@example.com, token=abcDEF123456789")

    for failures in (1, 2):
        with pytest.raises(ValueError, match="13812345678"):
            beat("t.job", broken)
        assert row().failures == failures
    assert row().error == "ValueError: no answer from 138****5678, z***@example.com, token=***"
    assert (row().done_at, row().failed_at is not None) == (None, True)
    beat("t.job", lambda: None)
    assert row().failures == 0
    (state,) = job_states({"t.job": MINUTE})
    assert (state.error, state.failures) == ("", 0)


@pytest.mark.django_db(transaction=True)
def test_the_heartbeat_never_stands_in_the_way_of_the_job():
    """Its table is held by somebody: writing is given up, the job is done all the same."""
    done = []
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '100ms'")
    try:
        with table_held("core_jobrun"):
            beat("t.job", lambda: done.append("job"))
        beat("t.job", lambda: done.append("again"))
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET lock_timeout")
    assert done == ["job", "again"]
    assert row().done_at is not None


@pytest.mark.django_db(transaction=True)
def test_a_job_that_lost_its_connection_is_recorded_as_failed():
    def cut():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    with pytest.raises(OperationalError):
        beat("t.job", cut, alone=True)
    assert row().failures == 1
    assert row().error.startswith("OperationalError: ")
    ran = []
    beat("t.job", lambda: ran.append(1), alone=True)
    assert ran == [1], "the lock went with the connection"


@pytest.mark.django_db(transaction=True)
def test_a_job_rolls_back_without_taking_its_heartbeat_along():
    def broken():
        with transaction.atomic():
            JobRun.objects.create(name="t.other")
            raise ValueError("x")

    with pytest.raises(ValueError, match="x"):
        beat("t.job", broken)
    assert [one.name for one in JobRun.objects.all()] == ["t.job"]


# --- alone --------------------------------------------------------------------------------------------------------


def two_at_once(**how):
    """What runs while another run of the same job stands in the middle of its work."""
    inside, may_end, ran = threading.Event(), threading.Event(), []

    def first():
        inside.set()
        may_end.wait(30)

    finish = in_background(lambda: beat("t.job", first, **how))
    try:
        assert inside.wait(30)
        beat("t.job", lambda: ran.append("second"), **how)
        beat("t.other", lambda: ran.append("other job"), **how)
    finally:
        may_end.set()
        finish()
    beat("t.job", lambda: ran.append("later"), **how)
    return ran


@pytest.mark.django_db(transaction=True)
def test_a_job_that_runs_alone_ends_at_once_beside_another_run():
    assert two_at_once(alone=True) == ["other job", "later"]


@pytest.mark.django_db(transaction=True)
def test_without_that_both_run():
    assert two_at_once() == ["second", "other job", "later"]


HOLD = """
from core.actions.jobs import job_run
job_run("t.job", alone=True)(lambda: (print("inside", flush=True), input()))()
"""


@pytest.mark.django_db(transaction=True)
def test_a_killed_process_leaves_no_lock(tmp_path):
    stored = connection.settings_dict
    url = f"postgres://{stored['USER']}:{stored['PASSWORD']}@{stored['HOST']}:{stored['PORT']}/{stored['NAME']}"
    process = subprocess.Popen(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", HOLD],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": url},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    ran = []
    try:
        assert process.stdout.readline() == "inside\n"
        beat("t.job", lambda: ran.append("beside it"), alone=True)
        assert ran == []
    finally:
        process.kill()
        process.communicate()

    def tried():
        beat("t.job", lambda: ran.append("after it"), alone=True)
        return ran

    assert until(tried, "the lock is free again") == ["after it"]


# --- overdue ------------------------------------------------------------------------------------------------------

AT = timezone.now()


@pytest.mark.parametrize(
    ("period", "silent", "is_overdue"),
    [
        (timedelta(seconds=15), timedelta(seconds=179), False),
        (timedelta(seconds=15), timedelta(seconds=181), True),
        (timedelta(minutes=5), timedelta(minutes=14, seconds=59), False),
        (timedelta(minutes=5), timedelta(minutes=15, seconds=1), True),
        (timedelta(days=1), timedelta(days=2, hours=23), False),
        (timedelta(days=1), timedelta(days=3, seconds=1), True),
    ],
)
def test_a_job_is_overdue_after_three_of_its_periods_and_three_minutes_at_least(
    period, silent, is_overdue
):
    assert JobState("j", period, done_at=AT - silent).is_overdue(AT) is is_overdue
    assert JobState("j", period, waited_since=AT - silent).is_overdue(AT) is is_overdue


def test_nobody_waits_for_a_job_that_is_not_enrolled():
    assert not JobState("j", MINUTE).is_overdue(AT)


@pytest.mark.django_db
def test_enrolling_starts_the_wait_once_and_never_touches_a_heartbeat():
    JobRun.objects.create(name="old", done_at=AT - MINUTE, data={"seconds": 1})
    jobs.enrol_jobs(["old", "new"], at=AT)
    jobs.enrol_jobs(["old", "new"], at=AT + MINUTE)
    old, new, unknown = job_states({"old": MINUTE, "new": MINUTE, "unknown": MINUTE})
    assert (old.done_at, old.seconds, old.waited_since) == (AT - MINUTE, 1, None)
    assert (new.waited_since, new.done_at, new.expected_at) == (AT, None, None)
    assert (unknown.waited_since, unknown.done_at) == (None, None)
    assert job_data("unknown") == {}


@pytest.mark.parametrize(
    ("period", "failures", "is_failing"),
    [(MINUTE, 2, False), (MINUTE, 3, True), (60 * MINUTE, 1, True), (MINUTE, 0, False)],
)
def test_a_job_that_runs_seldom_is_failing_at_its_first_failure(period, failures, is_failing):
    assert JobState("j", period, failures=failures).is_failing is is_failing


# --- the timetable ------------------------------------------------------------------------------------------------


def planned():
    current_app.loader.import_default_modules()
    return {line["task"]: line for line in current_app.conf.beat_schedule.values()}


def test_every_job_of_the_timetable_beats_under_its_own_name():
    silent = {
        name for name in planned() if getattr(current_app.tasks[name].run, "beats_as", None) != name
    }
    assert not silent


def test_the_timetable_tells_how_often_each_job_runs():
    periods = timetable.job_periods()
    assert set(periods) == {*planned(), timetable.WATCH}
    assert periods[timetable.SWEEP] == timedelta(seconds=settings.SWEEP_SECONDS)
    assert periods["core.purge_submissions"] == timedelta(days=1)


def test_every_job_has_a_name_for_people():
    assert set(timetable.job_periods()) <= set(timetable.NAMES)
    assert timetable.job_name("x.unknown") == "x.unknown"


@pytest.mark.parametrize(
    ("line", "days"),
    [
        (crontab(), 1 / 24),
        (crontab(minute=5), 1 / 24),
        (crontab(hour=3, minute=0), 1),
        (crontab(hour=3, minute=0, day_of_week="mon"), 7),
        (crontab(hour=3, minute=0, day_of_month=1), 31),
        (crontab(hour=3, minute=0, day_of_month=1, month_of_year="1,7"), 366),
        (timedelta(hours=12), 1 / 2),
        (43200, 1 / 2),
    ],
)
def test_a_line_of_the_timetable_as_a_period(line, days):
    assert timetable.longest_period(line) == timedelta(days=days)
