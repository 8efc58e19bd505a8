"""One browser: it carries its cookie, and counts milliseconds to the last byte.

The connection is kept where the server keeps it.
"""

import http.client
import time
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, and how long it took."""

    status: int
    body: bytes
    ms: float
    etag: str = ""


class Browser:
    """Speaks to one server as one person."""

    def __init__(self, port: int, cookie: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
        self.headers = (
            {"Cookie": f"sessionid={cookie}", "Connection": "keep-alive"} if cookie else {}
        )

    def get(self, path: str, etag: str = "") -> Answer:
        headers = {**self.headers, **({"If-None-Match": etag} if etag else {})}
        started = time.perf_counter()
        self.connection.request("GET", path, headers=headers)
        answer = self.connection.getresponse()
        body = answer.read()
        return Answer(
            answer.status,
            body,
            (time.perf_counter() - started) * 1000,
            answer.headers.get("ETag", ""),
        )


def server_answers(port: int, path: str) -> bool:
    """Does the server answer at all?"""
    try:
        Browser(port, "").get(path)
    except OSError:
        return False
    return True
