"""An HTTP server on loopback whose answers a test decides, whatever status or bytes they are."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from typing import Any, BinaryIO
from urllib.parse import SplitResult, urlsplit

from tests.support.http_serving import http_served

Answer = Callable[[SplitResult, Any, dict[str, Any]], tuple[int, Any]]
"""Of the parts of an address, the headers and the JSON that was sent: status and body, JSON or bytes.

A body that can be called writes the rest of the answer itself, from its headers on: a `Raw`.
"""

Raw = Callable[[BinaryIO], None]


def cut_short(file: BinaryIO) -> None:
    """Promises more than comes."""
    file.write(b"Content-Length: 1000\r\n\r\n{")


def falsely_packed(file: BinaryIO) -> None:
    """Says it is compressed, and is not."""
    file.write(b"Content-Encoding: gzip\r\nContent-Length: 8\r\n\r\nnot gzip")


def in_drops(file: BinaryIO) -> None:
    """Comes for ever, a letter at a time, until the reader has had enough."""
    file.write(b"\r\n")
    while True:
        file.write(b" ")
        time.sleep(0.02)


def endless(file: BinaryIO) -> None:
    """Comes for ever as fast as it can."""
    file.write(b"\r\n")
    while True:
        file.write(b" " * 65536)


@contextmanager
def scripted_server(answer: Answer) -> Iterator[str]:
    """Its address, until the end of the block. What redirects leads where nobody is."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer({})

        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self._answer(json.loads(content) if content else {})

        def _answer(self, sent: dict[str, Any]) -> None:
            status, body = answer(urlsplit(self.path), self.headers, sent)
            if callable(body):
                self._write_raw(status, body)
                return
            content = body if isinstance(body, bytes) else json.dumps(body).encode()
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("Location", "http://127.0.0.1:9/")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def _write_raw(self, status: int, write: Raw) -> None:
            self.send_response(status)
            self.flush_headers()
            try:
                write(self.wfile)
            except OSError:
                """The reader has hung up."""
            self.close_connection = True

    with http_served(Handler) as address:
        yield address
