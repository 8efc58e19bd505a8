"""The processes of `manage.py up`: how they start, that they end together, and one run per folder."""

from __future__ import annotations

import ctypes
import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from types import FrameType
from typing import IO

from django.conf import settings
from django.core.management import CommandError

VAR = settings.BASE_DIR / "var"
LOGS = VAR / "log"
STARTUP_SECONDS = 60
STOP_SECONDS = (
    6  # a worker in the middle of a job gets this long; its job is repeated on the next start
)
LOCK_SECONDS = 15  # what a killed run leaves behind is gone by then
SHOWN_LOG_LINES = 20
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PR_SET_PDEATHSIG = 1


class Process:
    """One child: its name, its log, and how it ends."""

    def __init__(self, name: str, command: Sequence[str], lock: IO[str]) -> None:
        self.name = name
        self.log = LOGS / f"{name}.log"
        with self.log.open("wb") as log:
            self.popen = subprocess.Popen(
                command,
                cwd=settings.BASE_DIR,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C reaches only the parent, which keeps the order
                preexec_fn=dies_with(os.getpid()),
                pass_fds=[lock.fileno()],  # so the lock is free only when the last child is gone
            )

    @property
    def has_ended(self) -> bool:
        return self.popen.poll() is not None

    def last_words(self) -> str:
        lines = self.log.read_text(errors="replace").splitlines()
        return "\n".join(lines[-SHOWN_LOG_LINES:])

    def failure(self) -> CommandError:
        ended = f"{self.name} ended by itself with code {self.popen.returncode}"
        return CommandError(f"{ended}. The end of {self.log}:\n{self.last_words()}")

    def ask_to_stop(self) -> None:
        if not self.has_ended:
            self.popen.terminate()

    def wait_or_kill(self, deadline: float) -> None:
        try:
            self.popen.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.popen.kill()
        self.kill_rest()
        self.popen.wait()

    def kill_rest(self) -> None:
        """Whatever it has started and not taken along."""
        try:
            os.killpg(self.popen.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            return


class Guard:
    """A shell that outlives this process when it is killed, and then ends what is left of its children.

    The signal of `dies_with` is not enough: a worker waits for its jobs, and its own children never get it.
    """

    script = 'while read group; do all="$all -$group"; done; sleep 3; kill -s KILL -- $all'

    def __init__(self) -> None:
        self.popen = subprocess.Popen(
            ["sh", "-c", self.script],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            text=True,
            bufsize=1,
        )

    def watch(self, process: Process) -> None:
        assert self.popen.stdin
        self.popen.stdin.write(f"{process.popen.pid}\n")

    def dismiss(self) -> None:
        self.popen.kill()
        self.popen.wait()


class Children:
    """All that has been started, in that order."""

    def __init__(self, lock: IO[str]) -> None:
        self.lock = lock
        self.guard = Guard()
        self.processes: list[Process] = []

    def start(self, name: str, command: Iterable[str | Path]) -> Process:
        process = Process(name, [str(part) for part in command], self.lock)
        self.processes.append(process)
        self.guard.watch(process)
        return process

    def check(self) -> None:
        for process in self.processes:
            if process.has_ended:
                raise process.failure()

    def stop(self) -> None:
        """The users of Redis first and together, Redis last."""
        from_now_on(do_nothing)
        servers = [process for process in self.processes if process.name == "redis"]
        users = [process for process in self.processes if process.name != "redis"]
        for group in (users, servers):
            for process in group:
                process.ask_to_stop()
            deadline = time.monotonic() + STOP_SECONDS
            for process in group:
                process.wait_or_kill(deadline)
        self.guard.dismiss()


def dies_with(parent: int) -> Callable[[], None] | None:
    """What a child does before it starts: ask Linux for a signal when the parent is killed."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)  # loaded before the fork

    def ask() -> None:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)

    return ask


def from_now_on(handler: Callable[[int, FrameType | None], None]) -> None:
    for number in STOPPING:
        signal.signal(number, handler)


def do_nothing(number: int, frame: FrameType | None) -> None:
    """A second request to stop changes nothing."""


def stop(number: int, frame: FrameType | None) -> None:
    from_now_on(do_nothing)
    raise SystemExit(0)


def is_alive(pid: str) -> bool:
    try:
        os.kill(int(pid), 0)
    except (ValueError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return True


def got(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def refuse_beside_another(lock: IO[str]) -> None:
    lock.seek(0)
    pid, _, url = lock.read().partition(" ")
    if is_alive(pid):
        where = f"at {url} " if url else ""
        raise CommandError(
            f"Already running {where}(process {pid}). Ctrl-C in its terminal stops it."
        )


def take_lock() -> IO[str]:
    """One run per folder: two would share database and timetable. Waits for the rest of a killed run."""
    VAR.mkdir(exist_ok=True)
    lock = (VAR / "up.lock").open("a+")
    deadline = time.monotonic() + LOCK_SECONDS
    while not got(lock):
        refuse_beside_another(lock)
        if time.monotonic() > deadline:
            raise CommandError(
                "What a killed run left behind has not ended yet; try again in a minute."
            )
        time.sleep(0.2)
    note(lock, "")
    return lock


def note(lock: IO[str], url: str) -> None:
    """Who holds the lock, for the message a second run shows."""
    lock.truncate(0)
    lock.write(f"{os.getpid()} {url}")
    lock.flush()
