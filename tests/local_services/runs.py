"""`make run` as a person at a terminal meets it: started, asked, interrupted, killed, in a folder of its own."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import closing, suppress
from pathlib import Path
from typing import IO

import psutil
import psycopg2
from django.conf import settings
from django.db import connection

from local_services.binaries import binaries_for_new_data
from local_services.postgres import free_port
from tests.fixtures import until

READY = re.compile(r"Ready: (http://127\.0\.0\.1:\d+/)")
FROM_OUTSIDE = (
    "DATABASE_URL",
    "REDIS_URL",
    "TEST_DATABASE_URL",
    "MEDIA_ROOT",
    "SECRET_KEY",
    "PORT",
)
PATIENCE = 240.0
"""Seconds; a start takes a few, on a machine with other work many."""


class Folder:
    """A folder of local data, and what is run on it. Everything that was started ends with the test."""

    def __init__(self, var: Path, *, prefix: tuple[str, ...] = ()) -> None:
        self.var, self.prefix = var, prefix
        self.started: list[Run] = []
        kept = {name: text for name, text in os.environ.items() if name not in FROM_OUTSIDE}
        self.environment = {
            **kept,
            "VAR_DIR": str(var),
            "AFTERSALES_DEMO": "0",
            "PYTHONUNBUFFERED": "1",
            "DEBUG": "false",
        }

    def python(
        self, *arguments: str | Path, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        """A command to its end."""
        return subprocess.run(
            [*self.prefix, sys.executable, *map(str, arguments)],
            cwd=settings.BASE_DIR,
            env=self.environment | environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )

    def ask(self, statement: str) -> str:
        """What a command of `manage.py` reads from the database."""
        code = f"from django.db import connection as c; k = c.cursor(); k.execute({statement!r}); print(k.fetchone()[0])"
        done = self.python("manage.py", "shell", "-v0", "--no-imports", "-c", code)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def run(self, **environment: str) -> Run:
        """`make run`, on its way."""
        run = Run(self, {"PORT": str(free_port())} | environment, "up")
        self.started.append(run)
        return run

    def waiting_command(self) -> Run:
        """A command that uses the database, says so, waits for a line, and uses it once more."""
        ask = "c.cursor().execute('SELECT 1')"
        code = f"from django.db import connection as c; {ask}; print('there', flush=True); input(); {ask}; print('still there')"
        command = Run(self, {}, "shell", "-v0", "--no-imports", "-c", code)
        self.started.append(command)
        return command

    def end(self) -> None:
        """Whatever the test has left."""
        for run in self.started:
            run.kill_everything()


class Run:
    """One command of `manage.py` on its way."""

    def __init__(self, folder: Folder, environment: dict[str, str], *command: str) -> None:
        self.log = folder.var.parent / f"run-{len(folder.started)}.log"
        with self.log.open("wb") as log:
            self.popen = subprocess.Popen(
                [*folder.prefix, sys.executable, "manage.py", *command],
                cwd=settings.BASE_DIR,
                env=folder.environment | environment,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    @property
    def output(self) -> str:
        """All that it has said so far."""
        return self.log.read_text(errors="replace")

    @property
    def has_ended(self) -> bool:
        return self.popen.poll() is not None

    def says(self, words: str) -> None:
        """Waits until it has said something."""
        until(lambda: words in self.output or self.has_ended, words, patience=PATIENCE)
        assert words in self.output, self.output

    def enter(self) -> None:
        """A line at its terminal."""
        self.popen.stdin.write(b"\n")
        self.popen.stdin.flush()

    def address(self, *, nth: int = 1) -> str:
        """Where the desk answers, once it does; the `nth` time where it is started more than once."""

        def found() -> list[str]:
            return READY.findall(self.output)

        until(lambda: len(found()) >= nth or self.has_ended, "it runs", patience=PATIENCE)
        assert len(found()) >= nth, self.output
        return found()[-1]

    def refusal(self) -> str:
        """The sentence with which it ended by itself."""
        until(lambda: self.has_ended, "it ends", patience=PATIENCE)
        assert self.popen.returncode == 1, self.output
        assert "Traceback" not in self.output
        return self.output.strip().splitlines()[-1]

    def interrupt(self) -> int:
        """Ctrl-C; how it ended."""
        self.popen.send_signal(signal.SIGINT)
        return self.popen.wait(PATIENCE)

    def processes(self) -> list[psutil.Process]:
        """It and everything that it has started, and they."""
        if self.has_ended:
            return []
        own = psutil.Process(self.popen.pid)
        return [own, *own.children(recursive=True)]

    def kill_alone(self) -> list[psutil.Process]:
        """-9 to `up` itself; what it leaves behind."""
        left = self.processes()[1:]
        self.popen.kill()
        self.popen.wait()
        return left

    def kill_everything(self) -> None:
        """-9 to all of it at once."""
        victims = self.processes()
        for act in (psutil.Process.suspend, psutil.Process.kill):
            for victim in victims:
                # some live shortly: a question of whether a server answers yet
                with suppress(psutil.NoSuchProcess):
                    act(victim)
        if victims:
            self.popen.wait()
            psutil.wait_procs(victims[1:], PATIENCE)


def is_gone(process: psutil.Process) -> bool:
    """Has a process ended, whoever looks after its remains?"""
    try:
        return process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def insert_note(var: Path, text: str) -> None:
    """A row that is committed when this returns, by a session of its own."""
    with closing(own_session(var)) as session, session.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS noted (body text)")
        cursor.execute("INSERT INTO noted VALUES (%s)", [text])


def own_session(var: Path) -> psycopg2.extensions.connection:
    """Beside the desk."""
    with tempfile.TemporaryDirectory() as short:  # the address of a socket has to be
        link = Path(short) / "postgres"
        link.symlink_to(var / "postgres")
        session = psycopg2.connect(host=str(link), user="aftersales", dbname="aftersales")
    session.autocommit = True
    return session


def dump_of_test_database(file: Path) -> None:
    """Every table with its seed, as SQL."""
    stored = connection.settings_dict
    server = ["-h", stored["HOST"], "-p", str(stored["PORT"]), "-U", stored["USER"]]
    program = binaries_for_new_data().program("pg_dump")
    plain = ["--no-owner", "--no-privileges", "-f", file, stored["NAME"]]
    subprocess.run([program, *server, *plain], check=True, capture_output=True)


def copy_of(var: Path, place: Path) -> Path:
    """The same data once more, with their owners."""
    subprocess.run(["cp", "-a", var, place], check=True)
    return place


def as_ordinary_user() -> tuple[str, ...]:
    """A prefix: whoever runs this is nobody special, and owns the same files."""
    if os.geteuid() != 0:
        return ()
    return ("unshare", "--user", "--map-user=1000", "--map-group=1000")


def as_root() -> tuple[str, ...]:
    """A prefix: whoever runs this is root, and owns the same files."""
    return () if os.geteuid() == 0 else ("unshare", "--user", "--map-root-user")


SMALL_DISK = """
mount -t tmpfs -o size="$3" tmpfs "$2" && cp -a "$1"/. "$2" && var="$2" && shift 3
"$@" && exit
code=$?
test -e "$var/filler" || exit $code
read made_room
exec "$@"
"""


def on_small_disk(source: Path, var: Path, size: str) -> tuple[str, ...]:
    """A prefix: `var` is a disk of that size, with the data of `source`. Run again after a line when `filler` fills it."""
    own = () if os.geteuid() == 0 else ("--user", "--map-root-user")
    script = ("sh", "-c", SMALL_DISK, "sh", str(source), str(var), size)
    return ("unshare", *own, "--mount", *script)


def megabytes_of(folder: Path) -> int:
    """What a folder takes on a disk."""
    blocks = sum(path.lstat().st_blocks for path in folder.rglob("*"))
    return (blocks * 512 >> 20) + 1


def seen_from_here(run: Run, var: Path) -> Path:
    """A folder as the processes of a run see it."""
    return Path(f"/proc/{run.popen.pid}/root{var}")


def keep_full(var: Path, run: Run, words: str) -> None:
    """Not a byte is free until the run says so, whatever others give back meanwhile."""

    def is_said() -> bool:
        fill_up(var)
        return words in run.output

    until(is_said, words, patience=PATIENCE)


def fill_up(var: Path) -> None:
    """To the last byte; and the database finds that out where it hurts: in its log of what is committed."""
    with (var / "filler").open("ab", buffering=0) as filler:
        while is_written(filler):
            pass
    with suppress(psycopg2.Error), closing(own_session(var)) as session, session.cursor() as cursor:
        cursor.execute("SELECT pg_logical_emit_message(true, 'x', 'y')")
        cursor.execute("SELECT pg_switch_wal()")


def make_room(var: Path, run: Run) -> None:
    """And tell the terminal, where everything is started again."""
    os.truncate(var / "filler", 0)
    run.enter()


def is_written(file: IO[bytes]) -> bool:
    """One more block of it?"""
    try:
        return bool(file.write(bytes(4096)))
    except OSError:
        return False


def notes_in(var: Path) -> list[str]:
    """What `insert_note` has left."""
    with closing(own_session(var)) as session, session.cursor() as cursor:
        cursor.execute("SELECT body FROM noted ORDER BY body")
        return [body for (body,) in cursor.fetchall()]


def path_without(program: str, place: Path) -> str:
    """A PATH with everything but one program."""
    place.mkdir()
    for folder in os.environ["PATH"].split(os.pathsep):
        for file in Path(folder).glob("*"):
            link = place / file.name
            if file.name != program and not link.is_symlink():
                link.symlink_to(file)
    assert not shutil.which(program, path=str(place))
    return str(place)
