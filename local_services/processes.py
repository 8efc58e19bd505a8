"""The processes of a run on this machine: how they start, and that they end together."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from types import FrameType
from typing import IO

from local_services.errors import CannotStart
from local_services.places import LOGS, ROOT
from local_services.postgres import last_lines

STARTUP_SECONDS = 60

# A worker in the middle of a job gets this long; its job is repeated on the next start.
STOP_SECONDS = 6

# A database writes down what it still holds; killed, it would only start more slowly.
SERVER_STOP_SECONDS = 20

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

# The exception that a signal raises is lost where Python ignores exceptions, as while it collects
# garbage: then this is looked at.
stop_asked = threading.Event()
PR_SET_PDEATHSIG = 1


class Process:
    """One child: its name, its log, and how it ends. `stop_signal` asks it to."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        lock: IO[str],
        *,
        stop_signal: signal.Signals = signal.SIGTERM,
        is_server: bool = False,
    ) -> None:
        self.name = name
        self.stop_signal = stop_signal
        self.is_server = is_server
        self.log = LOGS / f"{name}.log"
        with self.log.open("wb") as log:
            self.popen = subprocess.Popen(
                command,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C reaches only the parent, which keeps the order
                preexec_fn=dies_with(os.getpid(), stop_signal),
                pass_fds=[lock.fileno()],  # so the lock is free only when the last child is gone
            )

    @property
    def has_ended(self) -> bool:
        return self.popen.poll() is not None

    def last_words(self) -> str:
        return last_lines(self.log.read_text(errors="replace"))

    def failure(self) -> CannotStart:
        ended = f"{self.name} ended by itself with code {self.popen.returncode}"
        return CannotStart(f"{ended}. The end of {self.log}:\n{self.last_words()}")

    def ask_to_stop(self) -> None:
        if not self.has_ended:
            self.popen.send_signal(self.stop_signal)

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
    """A shell that outlives this process when it is killed, and then ends what is left of its
    children.

    The signal of `dies_with` is not enough: a worker waits for its jobs, and its own children never
    get it.
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
        if self.popen.stdin is None:
            raise RuntimeError("the guard has no input")
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

    def start(
        self,
        name: str,
        command: Iterable[str | Path],
        *,
        stop_signal: signal.Signals = signal.SIGTERM,
        is_server: bool = False,
    ) -> Process:
        """A child that is watched from now on.

        Servers are those that the others need to end well.
        """
        words = [str(part) for part in command]
        process = Process(name, words, self.lock, stop_signal=stop_signal, is_server=is_server)
        self.processes.append(process)
        self.guard.watch(process)
        return process

    def check(self) -> None:
        """Raises when one has ended by itself, and when somebody has asked to stop."""
        self.check_others(None)

    def wait_until(self, is_ready: Callable[[], bool], name: str) -> None:
        """Until the child of that name is ready. Raises when one ends, or takes too long."""
        deadline = time.monotonic() + STARTUP_SECONDS
        while not is_ready():
            self.check()
            if time.monotonic() > deadline:
                log = LOGS / f"{name}.log"
                raise CannotStart(f"{name} did not answer within {STARTUP_SECONDS} s; see {log}")
            time.sleep(0.05)

    def wait_for_end(self, process: Process) -> None:
        """Of a child that has one thing to do. Raises when it failed, or when another one ended."""
        while not process.has_ended:
            self.check_others(process)
            time.sleep(0.05)
        if process.popen.returncode:
            raise process.failure()
        self.processes.remove(process)

    def check_others(self, process: Process | None) -> None:
        """The same as `check`, leaving one out."""
        if stop_asked.is_set():
            raise SystemExit(0)
        for other in self.processes:
            if other is not process and other.has_ended:
                raise other.failure()

    def stop(self) -> None:
        """The users of the servers first and together, then the servers."""
        from_now_on(do_nothing)
        servers = [process for process in self.processes if process.is_server]
        users = [process for process in self.processes if not process.is_server]
        for group, seconds in ((users, STOP_SECONDS), (servers, SERVER_STOP_SECONDS)):
            for process in group:
                process.ask_to_stop()
            deadline = time.monotonic() + seconds
            for process in group:
                process.wait_or_kill(deadline)
        self.guard.dismiss()


def dies_with(parent: int, stop_signal: signal.Signals) -> Callable[[], None] | None:
    """What a child does before it starts: ask Linux for a signal when the parent is killed."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)  # loaded before the fork

    def ask() -> None:
        libc.prctl(PR_SET_PDEATHSIG, stop_signal)
        if os.getppid() != parent:
            os._exit(1)

    return ask


def from_now_on(handler: Callable[[int, FrameType | None], None]) -> None:
    for number in STOPPING:
        signal.signal(number, handler)


def do_nothing(number: int, frame: FrameType | None) -> None:
    """A second request to stop changes nothing."""


def stop(number: int, frame: FrameType | None) -> None:
    """Ends the command from wherever it is; what is lost on the way is kept in `stop_asked`."""
    stop_asked.set()
    from_now_on(do_nothing)
    raise SystemExit(0)
