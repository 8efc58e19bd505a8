"""The watch: an outage is told once, to those who keep the system, in their language; also while the sweep hangs in every worker."""

import re
import signal
from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone, translation

from core.models import JobRun
from notifications.models import InboxItem, Outbox
from operations import tasks, timetable
from operations.actions.watching import watch_operation
from operations.queries.health import Trouble
from tests.factories.operations import heartbeat, message, waiting_since
from tests.fixtures import browser_of, reported, table_held, until
from tickets.limits.actions import clocks

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


def alarms():
    return InboxItem.objects.filter(topic="alarm").order_by("id")


def told():
    """Who was told what."""
    return {(item.user.username, item.subject) for item in alarms().select_related("user")}


class Watching:
    """Looks minute after minute, each look knowing the one before, as beside beat."""

    def __init__(self, at, since=None):
        self.at, self.since = at, since or at - HOUR

    def look(self, *, later=timedelta()):
        self.at += later
        data = watch_operation(at=self.at, watching_since=self.since)
        JobRun.objects.update_or_create(
            pk=timetable.WATCH, defaults={"data": data, "done_at": self.at}
        )
        return data

    def all_done(self):
        """Every job has just been done."""
        for name in timetable.job_periods():
            JobRun.objects.update_or_create(pk=name, defaults={"done_at": self.at})


@pytest.fixture
def watching(cast):
    found = Watching(timezone.now())
    found.all_done()
    return found


def test_nothing_is_told_while_all_is_well(watching):
    assert watching.look() == {"open": {}, "over": []}
    assert told() == set()


def test_a_late_sweep_is_told_once_to_administrators_and_managers_and_its_end_is_kept(
    cast, watching
):
    cast.staff["manager"].language = "en"
    cast.staff["manager"].save()
    ticket = reported(cast, watching.at)
    waiting_since(ticket, 59 * SECOND)
    watching.at = timezone.now()
    watching.look()
    assert told() == set(), "a minute is allowed"

    data = watching.look(later=10 * SECOND)
    (since,) = data["open"].values()
    assert {name for name, _words in told()} == {"admin", "manager"}
    with translation.override("zh-hans"):
        chinese = Trouble("lag", alarms()[0].created_at - 69 * SECOND).sentence(
            alarms()[0].created_at
        )
    assert told() == {
        ("manager", "The sweep of the limits is 1 min behind: warnings and escalations come late."),
        ("admin", chinese),
    }
    assert {(item.path, item.shown_from) for item in alarms()} == {("/operations/", watching.at)}, (
        "urgent, whatever the hour"
    )

    for _look in range(3):
        watching.all_done()
        assert watching.look(later=MINUTE)["open"] == {"lag": since}
    assert alarms().count() == 2, "once for the whole outage"

    clocks.sweep_clocks(at=watching.at, limit=500)
    data = watching.look(later=MINUTE)
    assert (data["open"], [(one["key"], one["since"]) for one in data["over"]]) == (
        {},
        [("lag", since)],
    )
    page = browser_of(cast.staff["manager"]).get("/operations/").text
    assert "All systems are working." in page
    assert re.search(
        r"<h2>Outages that are over</h2>(?:(?!</section>).)*The sweep of the limits is 5 min behind",
        page,
        re.DOTALL,
    )

    waiting_since(ticket, 2 * MINUTE)
    watching.at = timezone.now() + MINUTE
    watching.look()
    assert alarms().count() == 4, "another outage is told anew"


def test_each_kind_of_trouble_is_told(cast, watching):
    heartbeat("tickets.commit_imports", ago=4 * MINUTE)
    heartbeat("core.purge_submissions", failures=1, failed_at=timezone.now(), error="x")
    message(cast.staff["agent"], 1, state="dead", ended_at=watching.at - MINUTE)
    message(cast.staff["agent"], 2, next_at=watching.at - 20 * MINUTE)
    message(cast.staff["agent"], 3, state="dead", ended_at=watching.at - 2 * HOUR)
    data = watching.look()
    assert set(data["open"]) == {
        "overdue:tickets.commit_imports",
        "failing:core.purge_submissions",
        "dead",
        "stuck",
    }
    assert Counter(item.dedupe_key.split(":")[1] for item in alarms()) == dict.fromkeys(
        ("overdue", "failing", "dead", "stuck"), 2
    )


def test_a_look_that_was_lost_after_telling_tells_nothing_twice(cast, watching):
    waiting_since(reported(cast, watching.at), 5 * MINUTE)
    watch_operation(at=watching.at, watching_since=watching.since)
    watch_operation(at=watching.at + MINUTE, watching_since=watching.since)
    assert alarms().count() == 2


def test_after_a_night_switched_off_jobs_get_their_time_before_anybody_is_told(cast):
    morning = Watching(timezone.now())
    morning.all_done()
    JobRun.objects.update(done_at=morning.at - 12 * HOUR)
    morning.since = morning.at - MINUTE
    assert "overdue:tickets.commit_imports" not in morning.look()["open"]
    assert "overdue:tickets.commit_imports" in morning.look(later=3 * MINUTE)["open"]


def test_a_job_that_never_ran_is_missed_in_the_end(cast):
    watching = Watching(timezone.now())
    assert watching.look()["open"] == {}
    assert set(watching.look(later=4 * MINUTE)["open"]) >= {"overdue:tickets.sweep_clocks"}
    assert "overdue:core.purge_submissions" not in watching.look(later=MINUTE)["open"]


@pytest.mark.django_db
def test_the_watch_leaves_a_heartbeat_of_its_own():
    tasks.look_once(timezone.now())
    row = JobRun.objects.get(pk=timetable.WATCH)
    assert row.done_at is not None
    assert set(row.data) == {"open", "over", "seconds"}


# --- real processes -----------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_the_alarm_comes_while_the_sweep_hangs_in_the_only_place_of_the_only_worker(
    cast, processes
):
    """Beat rings, the worker's one place stands still at a held table, and nobody is told by a sweep. The watch tells."""
    processes.environment |= {"WATCH_SECONDS": "1", "SWEEP_LAG_SECONDS": "2", "LOG_FORMAT": "json"}
    processes.worker()
    beat = processes.beat()
    until(
        lambda: JobRun.objects.filter(pk=timetable.SWEEP, done_at__isnull=False).exists(),
        "the sweep runs",
    )
    with table_held("tickets_escalation") as who_waits:
        reported(cast, timezone.now(), reported_at=timezone.now() - 3 * HOUR)
        until(who_waits, "the sweep hangs")
        until(
            lambda: "lag" in JobRun.objects.get(pk=timetable.WATCH).data.get("open", {}),
            "the watch has seen it",
        )
        assert {name for name, _words in told()} == {"admin", "manager"}
        assert who_waits(), "and the sweep still hangs"
    until(
        lambda: "lag" not in JobRun.objects.get(pk=timetable.WATCH).data.get("open", {}),
        "all clear",
    )
    assert Counter(
        item.user.username for item in alarms().filter(dedupe_key__startswith="alarm:lag:")
    ) == {"admin": 1, "manager": 1}
    assert beat.poll() is None
    processes.end()
    assert beat.wait(10) == -signal.SIGKILL
    assert not Outbox.objects.filter(topic="alarm", state="dead").exists()
