"""Everything a fault test starts, breaks and ends: workers, beats, processes to be killed, an own Redis, an own PostgreSQL."""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection

from local_services.binaries import binaries_for_new_data
from local_services.postgres import Cluster, free_port
from local_services.privileges import prefix_for
from notifications.actions import outbox
from tests.fixtures import browser_of, until, waiting
from tests.processes import Processes, Web

TOLD = re.compile(r"^(born|gone|cut|failed) (\d+)(?: (-?\d+))?$", re.MULTILINE)
OTHER_TIME = "other_time"


class Nursery:
    """The processes of `tests.faults.nursery`, and what has become of them."""

    def __init__(self, processes: Processes, hand: str, count: int = 3) -> None:
        self.processes, self.count = processes, count
        self.process = processes.python("-m", "tests.faults.nursery", hand, count)
        until(
            lambda: len(self.at_work) == count or self.process.poll() is not None,
            f"{count} processes are at work",
        )
        assert self.process.poll() is None, processes.log_of(self.process)[-3000:]

    @property
    def told(self) -> list[tuple[str, int, str]]:
        lines = [
            (word, int(pid), end)
            for word, pid, end in TOLD.findall(self.processes.log_of(self.process))
        ]
        assert not [line for line in lines if line[0] == "failed"], self.processes.log_of(
            self.process
        )[-3000:]
        return lines

    def of(self, word: str) -> list[int]:
        return [pid for said, pid, _end in self.told if said == word]

    @property
    def at_work(self) -> list[int]:
        gone = set(self.of("gone"))
        return [pid for pid in self.of("born") if pid not in gone]

    @property
    def kills(self) -> int:
        """How many really died of SIGKILL."""
        return sum(end == "-9" for said, _pid, end in self.told if said == "gone")

    def kill(self, *pids: int) -> None:
        """At once; returns when they are gone and others stand in for them."""
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        until(
            lambda: not set(pids) & set(self.at_work) and len(self.at_work) == self.count,
            "others stand in for the killed",
        )

    def kill_any(self, dice: random.Random) -> None:
        self.kill(dice.choice(self.at_work))

    def end(self) -> None:
        """No further process is born; asks first whether one failed by itself."""
        assert self.process.poll() is None, self.processes.log_of(self.process)[-3000:]
        assert self.told
        self.processes.kill(self.process)


def cookies_of(user: Any) -> dict[str, str]:
    """The cookies of somebody who is logged in."""
    return {name: morsel.value for name, morsel in browser_of(user).cookies.items()}


class Visitor(Web):
    """Somebody else on a web server that runs; nobody for a stranger."""

    def __init__(self, web: Web, cookies: dict[str, str] | None = None) -> None:
        self.port, self.cookies = web.port, cookies or {}

    def form(self, path: str, **told: object) -> Any:
        """The answer to a form that was fetched and filled in."""
        page = self.ask("GET", path)
        hidden = dict(re.findall(r'name="(submit_id|seen)" value="([^"]*)"', page.text))
        return self.ask("POST", path, {**hidden, **told})


def children_of(pid: int) -> list[int]:
    """The processes that one has started."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def cut_sessions(pids: list[int]) -> int:
    """End sessions of the test's database from the server's side; how many there were."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FILTER (WHERE pg_terminate_backend(pid)) FROM unnest(%s::int[]) AS pid",
            [pids],
        )
        return cursor.fetchone()[0]


@contextmanager
def held_from_reading(table: str) -> Iterator[Callable[[], list[int]]]:
    """As `table_held`, for whoever reads the table next."""
    holder = connection.copy()
    try:
        with holder.cursor() as cursor:
            holder.set_autocommit(False)
            cursor.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
            yield waiting
    finally:
        holder.rollback()
        holder.close()


@contextmanager
def database_clock(processes: Processes, expression: str) -> Iterator[None]:
    """What is started meanwhile asks a database whose clock shows something else: SQL over `now`, the true time.

    Leases and waits are counted by that clock, so a quick one makes an hour pass in seconds, with the product's own figures.
    """
    now = "pg_catalog.clock_timestamp()"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA {OTHER_TIME}")
        cursor.execute(
            f"CREATE FUNCTION {OTHER_TIME}.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE"
            f" AS $$ SELECT {expression.replace('now', now)} $$"
        )
    before = processes.environment["DATABASE_URL"]
    processes.environment["DATABASE_URL"] = (
        f"{before}?options=-c%20search_path%3D{OTHER_TIME},pg_catalog,public"
    )
    try:
        yield
    finally:
        processes.environment["DATABASE_URL"] = before
        processes.end()
        with connection.cursor() as cursor:
            cursor.execute(f"DROP SCHEMA {OTHER_TIME} CASCADE")


def lease_in(seconds: float) -> str:
    """A clock that runs so fast from now on that a message's lease ends after so many seconds: for `database_clock`."""
    factor = outbox.LEASE.total_seconds() / seconds
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()::text")
        begin = f"'{cursor.fetchone()[0]}'::timestamptz"
    return f"{begin} + (now - {begin}) * {factor}"


class OwnPostgres:
    """A copy of the test's whole cluster that keeps its promises to the disk (fsync on), and may be torn down and come back."""

    def __init__(self, processes: Processes) -> None:
        self.processes, self.port, self.home = processes, free_port(), processes.folder / "pg"
        self.home.mkdir(mode=0o700)
        self.cluster = Cluster(self.home / "data", binaries_for_new_data(), prefix_for(self.home))
        stored = connection.settings_dict
        source = ("-h", stored["HOST"], "-p", stored["PORT"], "-U", stored["USER"])
        copy = [
            *self.cluster.prefix,
            self.cluster.binaries.program("pg_basebackup"),
            *source,
            "-D",
            self.cluster.data,
            "--checkpoint=fast",
            "--no-sync",
        ]
        subprocess.run(list(map(str, copy)), check=True, capture_output=True, cwd=self.home)
        self.address = f"127.0.0.1:{self.port}/{stored['NAME']}"
        processes.environment["DATABASE_URL"] = f"postgres://{stored['USER']}@{self.address}"

    def start(self, **changed: str) -> None:
        """`changed`: settings for a control; without them every commit is on disk before it is acknowledged."""
        durable = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on", **changed}
        command = self.cluster.server(
            sockets=self.home,
            port=self.port,
            listen="127.0.0.1",
            settings=[f"{name}={value}" for name, value in durable.items()],
        )
        with (self.home / "log").open("ab") as log:
            self.process = subprocess.Popen(
                command,
                cwd=self.home,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        until(
            lambda: self.cluster.is_ready(host="127.0.0.1", port=self.port),
            "the own PostgreSQL answers",
        )

    def stop_immediately(self) -> None:
        """What `pg_ctl stop -m immediate` sends: no checkpoint, no goodbye; recovery comes with the next start."""
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait(30)

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """What a session of its own gets; a statement commits by itself."""
        own = connection.copy()
        own.settings_dict["PORT"] = self.port
        try:
            with own.cursor() as cursor:
                cursor.execute(statement)
                return cursor.fetchall()
        finally:
            own.close()

    def end(self) -> None:
        if self.process.poll() is None:
            self.stop_immediately()


def in_steps(progress: Callable[[], int], *, total: int, steps: int) -> Iterator[int]:
    """Gives each step when the work has come that far: faults spread over the first two thirds of it, so that the last one comes in
    its middle, on quick and on slow machines.
    """
    for step in range(1, steps + 1):
        until(
            lambda step=step: progress() >= total * 2 * step // (3 * steps),
            f"step {step} of {steps} of the work",
            patience=90,
        )
        yield step
