"""Who asks a server: it says who it is, and counts milliseconds to the last byte.

The connection is kept where the server keeps it.
"""

import http.client
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import uuid4

NONE: Mapping[str, str] = {}

# Instead of a status: the server gave the request up, as it does after half a minute.
GIVEN_UP = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, and how long it took."""

    status: int
    body: bytes
    ms: float
    etag: str = ""


class Client:
    """Speaks to one server as one person, with the headers that say which."""

    def __init__(self, port: int, headers: Mapping[str, str]) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
        self.headers = dict(headers)

    def ask(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] = NONE
    ) -> Answer:
        started = time.perf_counter()
        self.connection.request(method, path, body=body, headers={**self.headers, **headers})
        try:
            answer = self.connection.getresponse()
        except http.client.RemoteDisconnected:
            self.connection.close()
            return Answer(GIVEN_UP, b"", (time.perf_counter() - started) * 1000)
        read = answer.read()
        return Answer(
            answer.status,
            read,
            (time.perf_counter() - started) * 1000,
            answer.headers.get("ETag", ""),
        )


class Browser(Client):
    """A person who has logged in, or nobody."""

    def __init__(self, port: int, cookie: str) -> None:
        session = {"Cookie": f"sessionid={cookie}", "Connection": "keep-alive"}
        super().__init__(port, session if cookie else NONE)

    def get(self, path: str, etag: str = "") -> Answer:
        return self.ask("GET", path, headers={"If-None-Match": etag} if etag else NONE)


class Program(Client):
    """Another program: a token, JSON, and each change under a key of its own."""

    def __init__(self, port: int, key: str) -> None:
        super().__init__(port, {"Authorization": f"Bearer {key}"})

    def get(self, path: str) -> Answer:
        return self.ask("GET", path)

    def post(self, path: str, body: Mapping[str, object]) -> Answer:
        headers = {"Content-Type": "application/json", "Idempotency-Key": uuid4().hex}
        return self.ask("POST", path, json.dumps(body).encode(), headers)


def server_answers(port: int, path: str) -> bool:
    """Does the server answer at all?"""
    try:
        Browser(port, "").get(path)
    except OSError:
        return False
    return True
