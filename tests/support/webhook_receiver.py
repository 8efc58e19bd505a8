"""Receivers of webhooks on loopback: they keep what comes byte by byte, and answer what a test wants."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from standardwebhooks.webhooks import Webhook

from tests.support.http_serving import http_served
from tests.support.scripted_server import Raw

Script = Callable[["Arrival"], tuple[int, Any]]
"""Status, and a body (bytes), headers (a dict), or what writes the rest of the answer itself."""


@dataclass(frozen=True)
class Arrival:
    """A message as it came."""

    path: str
    headers: dict[str, str]
    body: bytes
    at: float

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def payload(self) -> dict[str, Any]:
        return json.loads(self.body)

    def verified(self, secret: str) -> Any:
        """What the library makes of it; raises its error for a wrong signature."""
        return Webhook(secret).verify(self.body, self.headers)


@dataclass
class Receiver:
    """`came` is all that arrived, `taken` what was answered with 2xx, in their order."""

    address: str = ""
    came: list[Arrival] = field(default_factory=list)
    taken: list[Arrival] = field(default_factory=list)
    script: Script = field(default=lambda arrival: (200, b"ok"))

    def url(self, path: str = "/hook") -> str:
        return self.address + path

    def sequences(self) -> list[int]:
        return [one.payload["data"]["sequence"] for one in self.taken]


class Hanging:
    """A script for several receivers at one address: the one at `path` answers when the others have
    got so many messages.
    """

    def __init__(self, path: str, *, of_others: int) -> None:
        self.path, self.of_others = path, of_others
        self.others_have_all = threading.Event()
        self._came, self._lock = 0, threading.Lock()

    def __call__(self, arrival: Arrival) -> tuple[int, bytes]:
        if arrival.path == self.path:
            self.others_have_all.wait(60)
            return 200, b""
        with self._lock:
            self._came += 1
            if self._came == self.of_others:
                self.others_have_all.set()
        return 200, b""


class Server(ThreadingHTTPServer):
    request_queue_size = 256


@contextmanager
def receiver_running() -> Iterator[Receiver]:
    receiver, lock = Receiver(), threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(length)
            if len(body) < length:
                # The sender died while it wrote: nothing has come.
                self.close_connection = True
                return
            headers = {name.lower(): value for name, value in self.headers.items()}
            arrival = Arrival(self.path, headers, body, time.monotonic())
            with lock:
                receiver.came.append(arrival)
            status, rest = receiver.script(arrival)
            if 200 <= status < 300:
                with lock:
                    receiver.taken.append(arrival)
            try:
                self._answer(status, rest)
            except OSError:
                """The sender has hung up."""

        def _answer(self, status: int, rest: bytes | dict[str, str] | Raw) -> None:
            self.send_response(status)
            if callable(rest):
                self.flush_headers()
                rest(self.wfile)
                self.close_connection = True
                return
            content = rest if isinstance(rest, bytes) else b""
            for name, value in (rest if isinstance(rest, dict) else {}).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    with http_served(Handler, Server) as receiver.address:
        yield receiver


def until_hung_up(file: Any) -> None:
    """Never answers: waits until the sender has had enough."""
    file.write(b"")
    threading.Event().wait(60)
