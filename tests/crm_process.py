"""The small CRM of the documentation (docs/examples/crm) as a process that may be killed."""

from __future__ import annotations

import json
import signal
import subprocess
import urllib.request
from typing import Any

from django.conf import settings

from local_services.postgres import free_port
from tests.fixtures import until
from tests.processes import Processes

PROGRAM = settings.BASE_DIR / "docs" / "examples" / "crm" / "server.py"


class Crm:
    """Its address stays the same when it is started again, and so does its file."""

    process: subprocess.Popen[bytes]

    # The key of a customer that it has made.
    customer: int

    def __init__(self, processes: Processes, *, desk: str, token: str) -> None:
        self.processes, self.port = processes, free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        processes.environment |= {
            "DESK_URL": desk,
            "DESK_TOKEN": token,
            "CRM_FILE": str(processes.folder / "crm.sqlite"),
            "CRM_PORT": str(self.port),
            "CRM_TIMEOUT": "30",
            # Changes are followed when it starts; from then on webhooks have to tell.
            "CRM_FOLLOW_SECONDS": "3600",
        }

    def start(self, secret: str = "") -> None:
        if secret:
            self.processes.environment["WEBHOOK_SECRET"] = secret
        self.process = self.processes.python(PROGRAM)
        until(self.is_up, "the CRM answers")

    def is_up(self) -> bool:
        assert self.process.poll() is None, "the CRM ended"
        try:
            self.ask("customers")
        except OSError:
            return False
        return True

    def kill(self) -> None:
        assert self.processes.kill(self.process) == -signal.SIGKILL

    def ask(self, path: str, body: dict[str, Any] | None = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.address}/{path}", data=data)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.loads(answer.read())

    def add(self, path: str, **body: Any) -> int:
        """The key of what was added."""
        return self.ask(path, body)["id"]

    def ticket(self, key: int) -> dict[str, Any]:
        return self.ask(f"tickets/{key}")
