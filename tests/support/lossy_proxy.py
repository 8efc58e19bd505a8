"""A line between a program and a server that loses answers, holds them back, or is told to wait."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from urllib.parse import urlsplit

from tests.support.http_serving import http_served

PATIENCE = 180.0
NOT_OF_HOPS = ("host", "connection", "content-length", "transfer-encoding", "content-encoding")


@dataclass
class Fate:
    """What happens to one request: `pass`, `lose` (done, but its answer is lost), `hold` (done, and
    nobody hears of it before `go_on`), or `busy` (429, not done).
    """

    kind: str
    came: threading.Event = field(default_factory=threading.Event)
    go_on: threading.Event = field(default_factory=threading.Event)


@dataclass
class Line:
    """`asked` is what came: method, path, the key it came with; `told` what the server answered:
    method, path, status.
    """

    address: str = ""
    asked: list[tuple[str, str, str]] = field(default_factory=list)
    told: list[tuple[str, str, int]] = field(default_factory=list)
    fates: list[tuple[str, str, Fate]] = field(default_factory=list)

    def next(self, kind: str, method: str, path: str) -> Fate:
        """Of the next request of this method whose path ends so."""
        fate = Fate(kind)
        self.fates.append((method, path, fate))
        return fate

    def keys_of(self, method: str, path: str) -> list[str]:
        """The keys of what was asked."""
        return [key for m, p, key in self.asked if (m, p) == (method, path)]

    def fate_of(self, method: str, path: str) -> Fate:
        for entry in self.fates:
            if entry[0] == method and path.endswith(entry[1]):
                self.fates.remove(entry)
                return entry[2]
        return Fate("pass")


@contextmanager
def line_to(server: str) -> Iterator[Line]:
    """A line to the server at this address (`http://host:port`)."""
    line, guard, target = Line(), threading.Lock(), urlsplit(server)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = urlsplit(self.path).path
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            with guard:
                line.asked.append((self.command, path, self.headers.get("Idempotency-Key", "")))
                fate = line.fate_of(self.command, path)
            if fate.kind == "busy":
                self._answer(429, {"Retry-After": "1"}, b"")
                return
            status, headers, content = self._forward(body)
            with guard:
                line.told.append((self.command, path, status))
            fate.came.set()
            if fate.kind == "hold":
                assert fate.go_on.wait(PATIENCE)
            if fate.kind in ("lose", "hold"):
                self.close_connection = True
                return
            self._answer(status, headers, content)

        do_POST = do_PATCH = do_GET  # noqa: N815

        def _forward(self, body: bytes) -> tuple[int, dict[str, str], bytes]:
            connection = http.client.HTTPConnection(target.hostname, target.port, timeout=PATIENCE)
            sent = {
                name: value
                for name, value in self.headers.items()
                if name.lower() not in (*NOT_OF_HOPS, "accept-encoding")
            }
            connection.request(self.command, self.path, body, sent)
            answer = connection.getresponse()
            content = answer.read()
            headers = {n: v for n, v in answer.getheaders() if n.lower() not in NOT_OF_HOPS}
            connection.close()
            return answer.status, headers, content

        def _answer(self, status: int, headers: dict[str, str], content: bytes) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    with http_served(Handler) as line.address:
        yield line
