"""Heartbeats: every run of a job leaves its traces, never stands in the job's way, and some run alone."""

import os
import subprocess
import sys
import threading
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from core.actions import jobs
from core.models import JobRun
from operations.queries.jobs import job_states
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
