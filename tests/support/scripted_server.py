"""An HTTP server on loopback whose answers a test decides, whatever status or bytes they are."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import SplitResult, urlsplit

Answer = Callable[[SplitResult, Any, dict[str, Any]], tuple[int, Any]]
"""Of the parts of an address, the headers and the JSON that was sent: status and body, JSON or bytes."""


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
            content = body if isinstance(body, bytes) else json.dumps(body).encode()
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("Location", "http://127.0.0.1:9/")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_args: Any) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
