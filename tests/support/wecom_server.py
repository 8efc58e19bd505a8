"""企业微信 on loopback: the three answers of its API that a log-in asks for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.support.json_server import answering


@dataclass
class WeComServer:
    """`members` by their names, `codes` are who scanned."""

    members: dict[str, dict[str, Any]] = field(default_factory=dict)
    codes: dict[str, dict[str, Any]] = field(default_factory=dict)
    address: str = ""

    def answer(self, path: str, asked: dict[str, Any]) -> dict[str, Any]:
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
    with answering(server.answer) as server.address:
        yield server
