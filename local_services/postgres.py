"""A cluster of PostgreSQL: making one, the command of its server, and who works on it."""

import os
import signal
import socket
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from local_services.binaries import PostgresBinaries
from local_services.errors import SIGN_OF_A_FULL_DISK, CannotStart, full_disk
from local_services.privileges import dies_with_parent

# Never C: PostgreSQL would find no Chinese letters.
CHARACTER_TYPES = ("C.UTF-8", "en_US.UTF-8", "UTF-8")

# Settings for data that nobody misses.
SPEED_FOR_SAFETY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")

SHOWN_LINES = 20


@dataclass(frozen=True, slots=True)
class Cluster:
    """A data folder, whose programs serve it, and the prefix that makes them run as its owner."""

    data: Path
    binaries: PostgresBinaries
    prefix: Sequence[str]

    def create(self, *, role: str, is_durable: bool) -> None:
        """A new data folder, whose only role is a superuser who needs no password."""
        as_written = {name: text for name, text in os.environ.items() if not name.startswith("LC_")}
        fixed = ["-D", self.data, "-U", role, "-A", "trust", "-E", "UTF8", "--lc-collate=C"]
        command = [*self.prefix, self.binaries.program("initdb"), *fixed]
        if not is_durable:
            command.append("--no-sync")
        for character_type in CHARACTER_TYPES:
            result = subprocess.run(
                [*command, f"--lc-ctype={character_type}"],
                cwd=self.data.parent,
                env=as_written | {"LANG": "C"},
                capture_output=True,
                text=True,
                check=False,
            )
            if result.returncode == 0:
                return
        if SIGN_OF_A_FULL_DISK in result.stderr:
            raise full_disk(self.data.parent)
        raise CannotStart(f"PostgreSQL's initdb failed:\n{last_lines(result.stderr)}")

    def server(
        self, *, sockets: Path, port: int, listen: str = "", settings: Sequence[str] = ()
    ) -> list[str]:
        """The command of a server that ends at once with its parent.

        `listen`: an address, else sockets alone.
        """
        where = ["-D", self.data, "-h", listen, "-p", str(port), "-k", sockets]
        tuned = [part for setting in settings for part in ("-c", setting)]
        program = self.binaries.program("postgres")
        command = [*self.prefix, *dies_with_parent("INT"), program, *where, *tuned]
        return [str(part) for part in command]

    def is_ready(self, *, host: Path | str, port: int) -> bool:
        """Does the server take connections?"""
        program = self.binaries.program("pg_isready")
        asked = [program, "-q", "-h", host, "-p", str(port)]
        return subprocess.run(asked, capture_output=True, check=False).returncode == 0


def major_of(data: Path) -> int | None:
    """The major version that made a data folder; None while there is none."""
    try:
        return int((data / "PG_VERSION").read_text())
    except FileNotFoundError:
        return None


def noted_number(note: Path) -> int | None:
    """The process in the note that a server leaves in its data folder."""
    try:
        return int(note.read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return None


def server_of(data: Path) -> psutil.Process | None:
    """The server that works on a data folder.

    The number in its note may be another program's by now.
    """
    number = noted_number(data / "postmaster.pid")
    if number is None:
        return None
    try:
        process = psutil.Process(number)
        works_there = Path(process.cwd()) == data.resolve()
    except psutil.Error:
        return None
    return process if works_there else None


def stop_server_of(data: Path) -> bool:
    """Ask a server for a quick and clean end; True if there was one."""
    process = server_of(data)
    if process is None:
        return False
    process.send_signal(signal.SIGINT)
    return True


def answers_at(address: Path) -> bool:
    """Does anybody listen on a socket of the file system?"""
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(address))
        except OSError:
            return False
    return True


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def last_lines(text: str) -> str:
    """As much of a log as helps."""
    return "\n".join(text.splitlines()[-SHOWN_LINES:])
