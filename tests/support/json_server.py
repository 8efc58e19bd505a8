"""An API on loopback that answers JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.support.http_serving import http_served

Answers = Callable[[str, dict[str, Any]], dict[str, Any]]


@contextmanager
def answering(answers: Answers) -> Iterator[str]:
    """Its address, until the end of the block.

    `answers` gets the path and what was asked: query, form or JSON, and headers by their small
    names. An answer `{}` is a 404.
    """

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer({})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
            is_json = body.startswith("{")
            self._answer(json.loads(body) if is_json else dict(parse_qsl(body)))

        def _answer(self, sent: dict[str, Any]) -> None:
            parts = urlsplit(self.path)
            headers = {name.lower(): value for name, value in self.headers.items()}
            body = answers(parts.path, {**headers, **dict(parse_qsl(parts.query)), **sent})
            content = json.dumps(body).encode()
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    with http_served(Handler) as address:
        yield address
