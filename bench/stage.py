"""A PostgreSQL, a Redis, the product and the floor for one run.

In a temporary folder that goes with it.
"""

import os
import secrets
import signal
import subprocess
import sys
import time
from pathlib import Path

from bench.client import server_answers
from local_services.postgres import SPEED_FOR_SAFETY, free_port
from local_services.privileges import dies_with_parent
from tests.services import PATIENCE, Services

ROOT = Path(__file__).resolve().parent.parent
ROOMY = (
    "shared_buffers=512MB",
    "maintenance_work_mem=256MB",
    "max_wal_size=4GB",
    "checkpoint_timeout=30min",
)
WORKERS = 2


class Stage(Services):
    """What this run has started. `durable`: PostgreSQL as it is delivered, every commit on disk."""

    def __init__(self, *, durable: bool) -> None:
        super().__init__()
        self.settings = ROOMY if durable else (*SPEED_FOR_SAFETY, *ROOMY)
        self.secret = secrets.token_urlsafe(32)
        self.server = ""
        self.redis_url = ""

    def raise_curtain(self) -> None:
        """Both servers, PostgreSQL with the settings of a small one, unless one is given."""
        given = os.environ.get("BENCH_SERVER", "")
        self.server = given or self.postgres(self.settings).rpartition("/")[0]
        self.redis_url = f"{self.redis()}/1"

    def environment(self, database: str) -> dict[str, str]:
        """For every process of a size: product, floor, jobs."""
        places = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
        own = {
            "DATABASE_URL": f"{self.server}/{database}",
            "SECRET_KEY": self.secret,
            "REDIS_URL": self.redis_url,
            "DEBUG": "false",
            "MEDIA_ROOT": str(self.folder / "media"),
            "LOG_LEVEL": "ERROR",
            "PYTHONPATH": places,
            "CONN_MAX_AGE": "600",
            "DJANGO_SETTINGS_MODULE": "aftersales.settings",
            "ALLOWED_HOSTS": "127.0.0.1",
        }
        return {**os.environ, **own}

    def run(self, database: str, *command: str) -> str:
        """A command of this Python; what it printed. Raises with its words when it fails."""
        done = subprocess.run(
            [sys.executable, *command],
            env=self.environment(database),
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{' '.join(command)} failed:\n{done.stderr[-3000:]}")
        return done.stdout

    def serve(self, name: str, application: str, database: str, sign: str) -> "Server":
        """Two workers that handle one request at a time; returns once `sign` is answered."""
        port = free_port()
        where = [
            "-b",
            f"127.0.0.1:{port}",
            "-k",
            "sync",
            "-w",
            str(WORKERS),
            "--no-control-socket",
            "--log-level",
            "warning",
        ]
        command = [*dies_with_parent("TERM"), sys.executable, "-m", "gunicorn", application, *where]
        log = self.folder / f"{name}.log"
        with log.open("wb") as out:
            process = subprocess.Popen(
                command,
                env=self.environment(database),
                cwd=ROOT,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )
        self.processes.append((process, signal.SIGTERM))
        deadline = time.monotonic() + PATIENCE
        while not server_answers(port, sign):
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(
                    f"{name} did not start:\n{log.read_text(errors='replace')[-3000:]}"
                )
            time.sleep(0.1)
        return Server(name, port, process)

    def end(self, server: "Server") -> None:
        """Before the next size."""
        self.processes = [
            (process, stop) for process, stop in self.processes if process is not server.process
        ]
        server.process.terminate()
        server.process.wait(PATIENCE)


class Server:
    """A gunicorn with its workers."""

    def __init__(self, name: str, port: int, process: "subprocess.Popen[bytes]") -> None:
        self.name, self.port, self.process = name, port, process

    @property
    def workers(self) -> list[int]:
        """Their process numbers."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in children.read_text().split()]

    def memory(self) -> dict[str, float]:
        """Of the largest worker: what it holds now and the most it ever held, in MB."""
        held = [_status(pid) for pid in self.workers]
        return {"now": max(one["VmRSS"] for one in held), "peak": max(one["VmHWM"] for one in held)}

    def forget_peak(self) -> None:
        """The peak begins anew."""
        for pid in self.workers:
            Path(f"/proc/{pid}/clear_refs").write_text("5")


def _status(pid: int) -> dict[str, float]:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    pairs = (line.split(":", 1) for line in lines if line.startswith(("VmRSS", "VmHWM")))
    return {name: int(value.split()[0]) / 1024 for name, value in pairs}
