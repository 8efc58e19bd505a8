"""Commands of `manage.py` as processes of their own, that may be killed, and locks that stop them where
a test wants it."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg2
from django.conf import settings
from django.db import connection

from local_services.privileges import dies_with_parent
from tests.fixtures import until


@dataclass
class Run:
    """One command: its process, and, once it has ended, its exit code, all that it said, and the
    most memory in bytes that it, or one of its children, ever held."""

    commands: Commands
    pid: int
    log: Path
    code: int | None = None
    most_bytes: int = 0

    def end(self) -> Run:
        """Wait for it."""
        code, kilobytes = self.commands.answer("ended")
        self.code, self.most_bytes = int(code), int(kilobytes) << 10
        return self

    def kill(self) -> Run:
        """As the machine would. The command must not have ended before."""
        os.kill(self.pid, signal.SIGKILL)
        self.end()
        assert self.code == -signal.SIGKILL, f"it had ended before it was killed: {self.said}"
        return self

    @property
    def said(self) -> str:
        return self.log.read_text()


class Commands:
    """Starts them, one at a time, on any database and with any settings."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.count = 0
        self.process = subprocess.Popen(
            [*dies_with_parent("KILL"), sys.executable, "-m", "tests.support.command_server"],
            cwd=settings.BASE_DIR,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def start(self, *words: object, database: str = "", **changed: Any) -> Run:
        self.count += 1
        log = self.folder / f"command-{self.count}.log"
        log.touch()
        wanted = {
            "words": list(map(str, words)),
            "database": database or connection.settings_dict["NAME"],
            "settings": {name: str(value) for name, value in changed.items()},
            "log": str(log),
        }
        self.process.stdin.write(json.dumps(wanted) + "\n")
        self.process.stdin.flush()
        return Run(self, int(self.answer("born")[0]), log)

    def run(self, *words: object, **wanted: Any) -> Run:
        """From its start to its end."""
        return self.start(*words, **wanted).end()

    def answer(self, word: str) -> list[str]:
        line = self.process.stdout.readline().split()
        assert line[:1] == [word], line
        return line[1:]

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()


# --- databases of a test's own --------------------------------------------------------------------


@contextlib.contextmanager
def on_server(database: str = "postgres") -> Any:
    """A session on a database of the test's server that commits each statement."""
    with contextlib.closing(
        psycopg2.connect(**{**connection.get_connection_params(), "dbname": database})
    ) as session:
        session.autocommit = True
        with session.cursor() as cursor:
            yield cursor


def databases_like(name: str) -> set[str]:
    """The names that begin so."""
    with on_server() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [name])
        return {found for (found,) in cursor.fetchall()}


def drop_databases_like(name: str) -> None:
    with on_server() as cursor:
        for found in databases_like(name):
            cursor.execute(f'DROP DATABASE IF EXISTS "{found}" WITH (FORCE)')


class LockQueue:
    """Sessions that take the same table one after the other, each behind whoever waits for it already:
    so a command is stopped at its first touch of the table, let go, and stopped at the next one.
    """

    def __init__(self, table: str, mode: str, database: str = "") -> None:
        self.statement = f"LOCK TABLE {table} IN {mode} MODE"
        self.params = {
            **connection.get_connection_params(),
            "dbname": database or connection.settings_dict["NAME"],
        }
        self.sessions: list[Any] = []
        self.threads: list[threading.Thread] = []

    def __enter__(self) -> LockQueue:
        self.stand_in_line()
        self.threads[-1].join()
        return self

    def __exit__(self, *_: object) -> None:
        for thread, session in zip(self.threads, self.sessions, strict=True):
            if not session.closed:
                thread.join()
                session.close()

    def stand_in_line(self) -> None:
        """One more session asks for the table, behind all that wait now."""
        session = psycopg2.connect(**self.params)
        self.sessions.append(session)
        thread = threading.Thread(target=session.cursor().execute, args=(self.statement,))
        self.threads.append(thread)
        thread.start()

    def wait_for_command(self) -> str:
        """Until another session stands at the lock; its statement."""
        own = [session.info.backend_pid for session in self.sessions]
        with on_server() as cursor:
            return until(lambda: waiting_statement(cursor, own), "the command stands at the lock")

    def stop_at(self, words: str) -> None:
        """Let the command go on until a statement with these words stands at the lock."""
        while words not in self.wait_for_command():
            self.let_go()

    def let_go(self) -> None:
        """The command goes on; the next session of the line stops it again."""
        self.stand_in_line()
        with on_server() as cursor:
            own = [self.sessions[-1].info.backend_pid]
            until(lambda: is_waiting(cursor, own), "the next session stands in line")
        first = next(session for session in self.sessions if not session.closed)
        first.close()
        self.threads[-1].join()


def is_waiting(cursor: Any, pids: list[int]) -> bool:
    cursor.execute(
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND pid = ANY(%s)",
        [pids],
    )
    return cursor.fetchone()[0] > 0


def waiting_statement(cursor: Any, own: list[int]) -> str:
    """What a client wants to do that waits for a lock that one of these sessions holds."""
    cursor.execute(
        "SELECT query FROM pg_stat_activity WHERE backend_type = 'client backend'"
        " AND pg_blocking_pids(pid) && %s AND pid <> ALL(%s)",
        [own, own],
    )
    return next((statement for (statement,) in cursor), "")
