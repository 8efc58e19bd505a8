"""/metrics: who may read it, what it tells, that several web processes count as one, and that no name gets in."""

import http.client
import os
import re
import signal
import subprocess
import sys
from collections import Counter
from datetime import timedelta

import pytest
from django.conf import settings as configured
from django.db import connection
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from local_services.postgres import free_port
from local_services.privileges import dies_with_parent
from tests.factories.operations import heartbeat, message, waiting_since
from tests.fixtures import COMPANY, CONTACT, PHONE, browser_of, reported, until

MINUTE = timedelta(minutes=1)


def samples(text):
    """By name and labels: every value of an exposition; the parser refuses what Prometheus would refuse."""
    return {
        (sample.name, *sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("token", "asked", "status"),
    [
        ("", {}, 200),
        ("", {"REMOTE_ADDR": "::1"}, 200),
        ("", {"REMOTE_ADDR": "10.0.0.5"}, 404),
        ("", {"HTTP_X_FORWARDED_FOR": "203.0.113.9"}, 404),
        ("", {"HTTP_FORWARDED": "for=203.0.113.9"}, 404),
        ("s3cret", {}, 404),
        (
            "s3cret",
            {
                "HTTP_AUTHORIZATION": "Bearer s3cret",
                "REMOTE_ADDR": "10.0.0.5",
                "HTTP_X_FORWARDED_FOR": "10.0.0.5",
            },
            200,
        ),
        ("s3cret", {"HTTP_AUTHORIZATION": "Bearer s3creT"}, 404),
        ("s3cret", {"HTTP_AUTHORIZATION": "Basic s3cret"}, 404),
        ("s3cret", {"HTTP_AUTHORIZATION": "Bearer "}, 404),
    ],
)
def test_the_token_opens_it_or_without_one_this_machine(client, settings, token, asked, status):
    settings.METRICS_TOKEN = token
    assert client.get("/metrics", **asked).status_code == status


@pytest.mark.django_db
def test_gauges_tell_the_state_of_the_desk(client, cast):
    heartbeat(ago=5 * MINUTE, data={"seconds": 0.5}, failures=2)
    tickets = [reported(cast, timezone.now()) for _n in range(3)]
    waiting_since(tickets[0], 2 * MINUTE)
    waiting_since(tickets[1], 1 * MINUTE)
    message(cast.staff["agent"], 1, next_at=timezone.now() - 10 * MINUTE)
    message(cast.staff["agent"], 2, state="dead", ended_at=timezone.now())
    found = samples(client.get("/metrics").text)
    sweep = ("job", "tickets.sweep_clocks")
    assert found[("aftersales_sweep_lag_seconds",)] == pytest.approx(120, abs=30)
    assert found[("aftersales_outbox_oldest_seconds",)] == pytest.approx(600, abs=30)
    assert found[("aftersales_job_age_seconds", sweep)] == pytest.approx(300, abs=30)
    exact = {
        ("aftersales_database_up",): 1,
        ("aftersales_clocks_due",): 2,
        ("aftersales_clocks_undetected",): 0,
        ("aftersales_troubles",): 3,
        ("aftersales_outbox_messages", ("state", "pending")): 1,
        ("aftersales_outbox_messages", ("state", "dead")): 1,
        ("aftersales_outbox_messages", ("state", "held")): 0,
        ("aftersales_open_tickets", ("status", "new")): 3,
        ("aftersales_job_overdue", sweep): 1,
        ("aftersales_job_failures", sweep): 2,
        ("aftersales_job_seconds", sweep): 0.5,
    }
    assert {name: found.get(name) for name in exact} == exact


@pytest.mark.django_db
def test_no_label_holds_a_number_a_name_or_an_address(client, cast):
    ticket = reported(cast, timezone.now())
    browser = browser_of(cast.staff["agent"])
    for path in (
        f"/tickets/{ticket.number}/",
        "/tickets/?q=13812345678",
        "/nowhere/zhangsan@example.com",
        "/customers/K000001/",
    ):
        browser.get(path)
    browser.generic("BREW", "/healthz")
    text = client.get("/metrics").text
    labels = {value for name in samples(text) for _label, value in name[1:]}
    assert {"tickets:page", "none", "other"} <= labels
    for secret in (
        ticket.number,
        COMPANY,
        CONTACT,
        PHONE,
        "zhangsan",
        "nowhere",
        "BREW",
        "K000001",
    ):
        assert secret not in text
    assert all(re.fullmatch(r"[\w.:+-]+", label) for label in labels)


@pytest.mark.django_db(transaction=True)
def test_without_a_database_requests_are_still_told(client):
    client.get("/healthz")
    stored = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict["PORT"] = "1"
    try:
        found = samples(client.get("/metrics").text)
    finally:
        connection.close()
        connection.settings_dict.update(stored)
    assert found[("aftersales_database_up",)] == 0
    assert (
        found[
            ("aftersales_requests_total", ("method", "GET"), ("status", "200"), ("view", "healthz"))
        ]
        >= 1
    )
    assert ("aftersales_sweep_lag_seconds",) not in found


# --- gunicorn -----------------------------------------------------------------------------------------------------

ASKED = 40


class Web:
    """Gunicorn as in production: two processes with threads, its own configuration file read."""

    def __init__(self, folder):
        self.port, self.log = free_port(), folder / "web.log"
        stored = connection.settings_dict
        url = f"postgres://{stored['USER']}:{stored['PASSWORD']}@{stored['HOST']}:{stored['PORT']}/{stored['NAME']}"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [
                    *dies_with_parent("KILL"),
                    sys.executable,
                    "-m",
                    "gunicorn",
                    "aftersales.wsgi",
                    "-b",
                    f"127.0.0.1:{self.port}",
                    "-k",
                    "gthread",
                    "-w",
                    "2",
                    "--threads",
                    "2",
                    "--no-control-socket",
                ],
                cwd=configured.BASE_DIR,
                stdout=log,
                stderr=log,
                start_new_session=True,
                env={
                    **os.environ,
                    "DATABASE_URL": url,
                    "LOG_FORMAT": "json",
                    "TMPDIR": str(folder),
                },
            )

    def ask(self, path):
        server = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            server.request("GET", path)
            answer = server.getresponse()
            answer.text = answer.read().decode()
            return answer
        finally:
            server.close()

    def is_up(self):
        try:
            return self.ask("/healthz").status == 200
        except OSError:
            return False

    def workers(self):
        return {
            found[1]
            for found in re.finditer(r"Booting worker with pid: (\d+)", self.log.read_text())
        }


@pytest.fixture
def web(tmp_path, transactional_db):
    found = Web(tmp_path)
    try:
        until(found.is_up, "the web server answers")
        yield found
    finally:
        if found.process.poll() is None:
            os.killpg(found.process.pid, signal.SIGKILL)
        found.process.wait(10)


def counted(web):
    found = samples(web.ask("/metrics").text)
    return found[
        (
            "aftersales_requests_total",
            ("method", "GET"),
            ("status", "302"),
            ("view", "tickets:list"),
        )
    ]


def test_two_processes_count_as_one_and_a_new_start_begins_at_nothing(web, tmp_path):
    until(lambda: len(web.workers()) == 2, "gunicorn starts both")
    for silent in (
        web.workers()
    ):  # the system hands most of one client's requests to one process: hold the other
        os.kill(int(silent), signal.SIGSTOP)
        for _n in range(ASKED // 2):
            assert web.ask("/tickets/").status == 302
        os.kill(int(silent), signal.SIGCONT)
    (folder,) = tmp_path.glob("aftersales-metrics-*")
    by_process = Counter(path.stem.rpartition("_")[2] for path in folder.glob("counter_*.db"))
    assert len(by_process) == 2, f"only one process was asked: {by_process}"
    assert {counted(web) for _n in range(6)} == {ASKED}, "whichever process answers"

    victim = min(map(int, by_process))
    os.kill(victim, signal.SIGKILL)
    until(lambda: len(web.workers()) == 3, "gunicorn starts another")
    assert counted(web) == ASKED, "a process that died takes nothing along"
    web.process.send_signal(signal.SIGTERM)
    assert web.process.wait(30) == 0
    assert not folder.exists()


def test_no_header_tells_what_serves(web):
    headers = {name.lower() for name, _value in web.ask("/accounts/login/").getheaders()}
    assert not headers & {"server", "x-powered-by", "via"}
    assert "x-request-id" in headers
