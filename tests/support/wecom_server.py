"""企业微信 on loopback: the three answers of its API that a log-in asks for."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass
class WeComServer:
    """`members` by their names, `codes` are who scanned."""

    members: dict[str, dict[str, Any]] = field(default_factory=dict)
    codes: dict[str, dict[str, Any]] = field(default_factory=dict)
    address: str = ""

    def answer(self, path: str, asked: dict[str, str]) -> dict[str, Any]:
        if path.endswith("/gettoken"):
            is_known = (asked["corpid"], asked["corpsecret"]) == ("ww1", "secret")
            return {"errcode": 0, "access_token": "t"} if is_known else {"errcode": 40001}
        if asked.get("access_token") != "t":
            return {"errcode": 40014}
        if path.endswith("/auth/getuserinfo"):
            return self.codes.pop(asked["code"], {"errcode": 40029})
        member = self.members.get(asked["userid"])
        return {"errcode": 0, **member} if member else {"errcode": 60111}


@contextmanager
def running() -> Iterator[WeComServer]:
    """The API, answering until the end of the block."""
    server = WeComServer()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
            content = json.dumps(server.answer(parts.path, asked)).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_args: Any) -> None:
            """Says nothing."""

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.address = f"http://127.0.0.1:{httpd.server_address[1]}"
    threading.Thread(target=httpd.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield server
    finally:
        httpd.shutdown()
        httpd.server_close()
