"""/healthz, /readyz, /operations/: what they say when all is well, and when each thing they look at is broken."""

import re

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection

from accounts.enums import Role
from operations import timetable
from operations.queries import health
from tests.factories.operations import HOUR, MINUTE, SECOND, heartbeat, message, now, waiting_since
from tests.fixtures import browser_of, reported
from tickets.limits.actions import clocks
from tickets.limits.queries.lag import CAP, sweep_lag


def checks_of(client):
    answer = client.get("/readyz")
    return (
        answer.status_code,
        answer.json()["status"],
        {name: check["state"] for name, check in answer.json()["checks"].items()},
    )


GOOD = dict.fromkeys(("database", "migrations", "jobs", "sweep", "outbox", "queue"), "ok")


@pytest.fixture(autouse=True)
def _roomy_disk(settings):
    """Whatever the machine of the test has free."""
    settings.DISK_FLOOR_BYTES = 1


def test_healthz_asks_for_nothing_but_the_process(client):
    """No database is allowed in this test, so it would fail if it were asked."""
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("ago", "status", "word"),
    [
        (SECOND, 200, b"ok"),
        (2.9 * MINUTE, 200, b"ok"),
        (3.1 * MINUTE, 503, b"late"),
        (None, 503, b"late"),
    ],
)
def test_healthz_with_jobs_is_red_after_three_minutes_without_beat_or_worker(
    client, ago, status, word
):
    if ago:
        heartbeat(ago=ago)
    answer = client.get("/healthz?jobs")
    assert (answer.status_code, answer.content) == (status, word)
    assert client.get("/healthz").status_code == 200, "a late job never restarts a web server"


@pytest.mark.django_db
def test_readyz_is_green_when_all_is_well(client):
    heartbeat()
    status, word, checks = checks_of(client)
    assert (status, word) == (200, "ok")
    assert {name: checks[name] for name in GOOD} == GOOD
    assert checks["disk"] in ("ok", "warning")


def break_jobs(cast, settings):
    heartbeat(ago=4 * MINUTE)


def break_sweep(cast, settings):
    waiting_since(reported(cast, now()), 4 * MINUTE)


def break_outbox(cast, settings):
    message(cast.staff["agent"], next_at=now() - 16 * MINUTE)


def break_disk(cast, settings):
    settings.DISK_FLOOR_BYTES = 1 << 60


def break_migrations(cast, settings):
    health._migrated.clear()
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM django_migrations WHERE app = 'core' AND name = (SELECT max(name) FROM django_migrations WHERE app = 'core')"
        )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("broken", "how", "state"),
    [
        ("jobs", break_jobs, "late"),
        ("sweep", break_sweep, "late"),
        ("outbox", break_outbox, "late"),
        ("disk", break_disk, "late"),
        ("migrations", break_migrations, "failed"),
    ],
)
def test_readyz_is_red_for_each_thing_that_is_broken(client, cast, settings, broken, how, state):
    heartbeat()
    how(cast, settings)
    status, word, checks = checks_of(client)
    assert (status, word, checks[broken]) == (503, "late", state)
    assert {name for name, found in checks.items() if found in ("late", "failed", "unknown")} == {
        broken
    }


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("broken", "how"),
    [
        ("queue", lambda cast, settings: setattr(settings, "REDIS_URL", "redis://127.0.0.1:1/0")),
        ("sweep", lambda cast, settings: waiting_since(reported(cast, now()), 2 * MINUTE)),
        ("outbox", lambda cast, settings: message(cast.staff["agent"], next_at=now() - 5 * MINUTE)),
    ],
)
def test_readyz_warns_and_stays_green_for_what_pages_can_do_without(
    client, cast, settings, broken, how
):
    heartbeat()
    how(cast, settings)
    status, _word, checks = checks_of(client)
    assert (status, checks[broken]) == (200, "warning")


@pytest.mark.django_db(transaction=True)
def test_readyz_answers_while_the_database_is_away(client, settings):
    heartbeat()
    stored = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict["PORT"] = "1"
    try:
        status, word, checks = checks_of(client)
        assert client.get("/healthz?jobs").status_code == 503
        assert client.get("/healthz").status_code == 200
    finally:
        connection.close()
        connection.settings_dict.update(stored)
    assert (status, word, checks["database"]) == (503, "late", "failed")
    assert {checks[name] for name in ("migrations", "jobs", "sweep", "outbox")} == {"unknown"}
    assert checks["queue"] == "ok"
    assert checks_of(client)[0] == 200, "and is green again when it is back"


@pytest.mark.django_db
def test_probes_tell_strangers_only_words_and_seconds(client, cast):
    heartbeat(error="ValueError: 13812345678", failures=9)
    message(cast.staff["agent"], next_at=now() - HOUR)
    ticket = reported(cast, now())
    waiting_since(ticket, HOUR)
    answer = client.get("/readyz")
    assert answer.headers["Cache-Control"] == "no-store"
    for check in answer.json()["checks"].values():
        assert set(check) <= {"state", "seconds"}
        assert check["state"] in ("ok", "warning", "late", "failed", "unknown")
        assert isinstance(check.get("seconds", 0), int)
    assert answer.json()["checks"]["sweep"]["seconds"] == pytest.approx(3600, abs=30)
    for secret in (ticket.number, "ValueError", "agent", "tickets", "PostgreSQL"):
        assert secret not in answer.text


@pytest.mark.django_db
def test_a_ticket_written_down_late_waits_since_it_was_written_down(cast):
    """Its limit was over three hours ago; the sweep could not know before now."""
    ticket = reported(cast, now(), reported_at=now() - 3 * HOUR)
    lag = sweep_lag(now())
    assert (lag.due, lag.undetected) == (1, 1)
    assert lag.since == ticket.updated_at
    assert lag.seconds(now()) < 60


@pytest.mark.django_db
def test_the_lag_is_that_of_the_oldest_and_gone_after_the_sweep(cast):
    for minutes in (5, 40, 20):
        waiting_since(reported(cast, now()), minutes * MINUTE)
    lag = sweep_lag(now())
    assert lag.due == 3
    assert lag.seconds(now()) == pytest.approx(40 * 60, abs=30)
    assert lag.undetected == 0, "none of them is due yet, only to be looked at"
    clocks.sweep_clocks(at=now(), limit=500)
    assert sweep_lag(now()) == type(lag)(None, 0, 0)
    assert CAP >= 10_000


@pytest.fixture
def keeper(cast):
    """An administrator whose role has the right to see jobs and outgoing messages."""
    rights = Permission.objects.filter(codename__in=["view_jobrun", "view_outbox"])
    Group.objects.get(name=Role.ADMIN).permissions.add(*rights)
    return cast.staff["admin"]


def page_of(user, **headers):
    answer = browser_of(user).get("/operations/", headers=headers)
    assert answer.status_code == 200
    return answer.text


def test_the_page_is_for_those_with_the_right(cast, keeper, client):
    Group.objects.get(name=Role.MANAGER).permissions.remove(
        *Permission.objects.filter(codename="view_jobrun")
    )
    statuses = {
        name: browser_of(person).get("/operations/").status_code
        for name, person in cast.staff.items()
    }
    assert {name for name, status in statuses.items() if status == 200} == {"admin"}
    assert {status for name, status in statuses.items() if name != "admin"} == {404}
    assert client.get("/operations/").status_code == 302


def test_all_is_well_is_said_and_every_job_is_there(keeper):
    keeper.language = "en"
    keeper.save()
    for name in timetable.job_periods():
        heartbeat(name, data={"seconds": 0.25})
    page = page_of(keeper)
    assert "All systems are working." in page
    assert all(name in page for name in timetable.job_periods())
    assert 'class="chip tone-kept"' in page
    assert "tone-late" not in page
    assert 'hx-trigger="every 15s"' in page


def test_each_trouble_is_said_on_the_page(cast, keeper):
    keeper.language = "en"
    keeper.save()
    heartbeat(ago=5 * MINUTE)
    heartbeat(
        "core.purge_submissions",
        failures=1,
        failed_at=now() - MINUTE,
        error="ValueError: 138****5678",
    )
    waiting_since(reported(cast, now()), 130 * SECOND)
    message(cast.staff["agent"], 1, state="dead", ended_at=now() - MINUTE)
    message(cast.staff["agent"], 2, next_at=now() - 20 * MINUTE)
    message(cast.staff["agent"], 3, state="held")
    page = page_of(keeper)
    alerts = re.findall(r'role="alert">.*?<strong>(.*?)</strong>', page)
    assert alerts == [
        "The sweep of the limits is 2 min behind: warnings and escalations come late.",
        "“Sweep of the limits” has not been done for 5 min.",
        "“Forgetting old form submissions” failed and has not been done since.",
        "Messages could not be delivered and were given up.",
        "Messages wait to be sent for 20 min.",
    ]
    assert "All systems are working." not in page
    assert "ValueError: 138****5678" in page
    assert re.search(r"tone-late.*Overdue", page)
    assert "failed 1 time" in page
    figures = dict(re.findall(r"<dt>(.*?)</dt><dd>(?:<a[^>]*>)?(.*?)<", page))
    assert figures["Sweep is behind"] == "2 min"
    assert figures["Limits that wait for the sweep"] == "1"
    assert figures["Oldest message waits"] == "20 min"
    assert [
        figures[f"Messages: {state}"]
        for state in ("to be sent", "held for a digest", "given up", "refused by the receiver")
    ] == [
        "1",
        "1",
        "1",
        "0",
    ]


def test_it_renews_only_its_inner_part(keeper):
    heartbeat()
    part = page_of(keeper, **{"HX-Request": "true"})
    assert "<html" not in part
    assert part in page_of(keeper) or "<table" in part


def test_counts_link_to_the_list_of_messages_for_those_who_may_see_it(cast, keeper):
    heartbeat()
    link = "/admin/notifications/outbox/?state__exact=dead"
    assert link in page_of(keeper)
    Group.objects.get(name=Role.MANAGER).permissions.add(
        Permission.objects.get(codename="view_jobrun")
    )
    assert link not in page_of(cast.staff["manager"])


def test_the_page_asks_the_same_few_questions_whatever_it_shows(
    cast, keeper, django_assert_num_queries
):
    """Jobs 1, watch 1, lag 3, messages 6, database 3, backup 1, people who left 1, proxies 1, and who asks 4."""
    browser = browser_of(keeper)
    waiting_since(reported(cast, now()), 5 * MINUTE)
    message(cast.staff["agent"], 1)
    with django_assert_num_queries(21):
        browser.get("/operations/")
    for name in timetable.job_periods():
        heartbeat(name)
    for n in range(2, 9):
        message(cast.staff["agent"], n, state="dead", ended_at=now())
        waiting_since(reported(cast, now()), 5 * MINUTE)
    with django_assert_num_queries(21):
        browser.get("/operations/")
