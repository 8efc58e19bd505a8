"""Real processes on the test's database: workers, beats, web servers, a Redis that may be killed. Ended with the test, whatever happens."""

import http.client
import os
import signal
import socket
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
import redis
from django.conf import settings
from django.db import connection
from django.utils import timezone

from local_services.binaries import redis_binary
from local_services.postgres import free_port
from local_services.privileges import can_run, dies_with_parent
from tests.fixtures import browser_of, registration_of, until
from tests.services import GENUINE_REDIS

LONG_AGO = timedelta(hours=3)


class Processes:
    """Everything a test started; ended by process group, also when the test fails. All logs are kept."""

    def __init__(self, folder: Path, redis_url: str) -> None:
        self.folder, self.running = folder, []
        stored = connection.settings_dict
        place = f"{stored['HOST']}:{stored['PORT']}/{stored['NAME']}"
        known = {
            "DATABASE_URL": f"postgres://{stored['USER']}:{stored['PASSWORD']}@{place}",
            "REDIS_URL": redis_url,
        }
        quick = {"SWEEP_SECONDS": "1", "OUTBOX_SECONDS": "1"}
        plain = {
            "EMAIL_URL": "",
            "LOG_LEVEL": "INFO",
            "LOG_FORMAT": "line",
            "COVERAGE_PROCESS_START": "",
        }
        self.environment = {
            **os.environ,
            **known,
            **quick,
            **plain,
            "MEDIA_ROOT": str(folder / "media"),
        }

    def start(self, *command):
        log = (self.folder / f"{len(self.running)}.log").open("wb")
        with log:
            process = subprocess.Popen(
                [*dies_with_parent("KILL"), *map(str, command)],
                cwd=settings.BASE_DIR,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.running.append(process)
        return process

    def python(self, *arguments):
        return self.start(sys.executable, *arguments)

    def worker(self, *, app="aftersales", children=1):
        quiet = ("--without-gossip", "--without-mingle", "--loglevel", "INFO")
        return self.python(
            "-m",
            "celery",
            "-A",
            app,
            "worker",
            "-c",
            children,
            "-n",
            f"w{len(self.running)}@%h",
            *quiet,
        )

    def beat(self):
        schedule = self.folder / f"beat-{len(self.running)}"
        return self.python(
            "-m",
            "celery",
            "-A",
            "aftersales",
            "beat",
            "--schedule",
            schedule,
            "--pidfile",
            "",
            "--loglevel",
            "INFO",
        )

    @staticmethod
    def kill(process):
        """As the machine would: at once, with everything it has started."""
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        return process.wait(10)

    def end(self):
        for process in self.running:
            self.kill(process)

    def last_words(self):
        return "\n".join(
            f"--- {log.name}\n{log.read_text(errors='replace')[-1500:]}"
            for log in sorted(self.folder.glob("*.log"))
        )

    def log_of(self, process):
        """All that a process has said so far."""
        return (self.folder / f"{self.running.index(process)}.log").read_text(errors="replace")

    def runs_of(self, task, *workers):
        """How often workers took a task, by their logs."""
        return sum(self.log_of(worker).count(f"Task {task}[") for worker in workers)

    def rings_of(self, line, *beats):
        """How often beats rang for a line of the timetable, by their logs."""
        return sum(self.log_of(beat).count(f"Sending due task {line}") for beat in beats)

    def mail_to(self, sink):
        """What is started from now on mails there."""
        self.environment["EMAIL_URL"] = f"smtp://127.0.0.1:{sink.port}"


@pytest.fixture
def processes(cast, tmp_path):
    """Real processes on the test's database and Redis; their last words are shown when it fails."""
    redis.Redis.from_url(settings.REDIS_URL).flushdb()
    started = Processes(tmp_path, settings.REDIS_URL)
    try:
        yield started
    except BaseException:
        print(started.last_words())  # noqa: T201 — pytest shows it with the failure
        raise
    finally:
        started.end()


class OwnRedis:
    """A Redis of this test alone, that may be killed and comes back empty."""

    def __init__(self, processes):
        self.processes, self.port = processes, free_port()
        self.program = redis_binary(GENUINE_REDIS)
        self.url = f"redis://127.0.0.1:{self.port}/0"
        processes.environment["REDIS_URL"] = self.url

    def start(self):
        where = (
            "--port",
            self.port,
            "--bind",
            "127.0.0.1",
            "--dir",
            self.processes.folder,
            "--save",
            "",
            "--appendonly",
            "no",
        )
        self.process = self.processes.start(self.program, *where)
        until(
            lambda: can_run(self.program.with_name("redis-cli"), "-p", str(self.port), "ping"),
            "Redis answers",
        )

    def kill(self):
        assert self.processes.kill(self.process) == -signal.SIGKILL
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", self.port)) != 0, "Redis is gone"


class Web:
    """A real web server, and a logged-in person's session on it."""

    def __init__(self, processes, user):
        self.port = free_port()
        processes.python(
            "-m",
            "gunicorn",
            "aftersales.wsgi",
            "--bind",
            f"127.0.0.1:{self.port}",
            "--threads",
            "2",
        )
        self.cookies = {name: morsel.value for name, morsel in browser_of(user).cookies.items()}
        until(self.is_up, "the web server answers")

    def is_up(self):
        try:
            return self.ask("GET", "/healthz").status == 200
        except OSError:
            return False

    def ask(self, method, path, form=None):
        server = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if form is not None:
            body = urlencode(form)
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "X-CSRFToken": self.cookies["csrftoken"],
            }
        server.request(method, path, body, headers)
        answer = server.getresponse()
        answer.text = answer.read().decode()
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _is, value = cookie.split(";")[0].partition("=")
            self.cookies[name] = value
        server.close()
        return answer

    def register(self):
        """A ticket whose customer called three hours ago; its number."""
        page = self.ask("GET", "/tickets/new/")
        assert page.status == 200
        form = registration_of(page.text) | {
            "reported_at": f"{timezone.localtime() - LONG_AGO:%Y-%m-%dT%H:%M}"
        }
        answer = self.ask("POST", "/tickets/new/", form)
        assert answer.status == 302, answer.text[:2000]
        return urlsplit(answer.headers["Location"]).path.split("/")[2]
