"""Which jobs are overdue or failing."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.actions import jobs
from core.models import JobRun
from operations.queries.jobs import JobState, job_data, job_states

MINUTE = timedelta(minutes=1)
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
