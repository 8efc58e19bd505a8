"""Robots of group chats on loopback: they check signatures, count, refuse and lie as the real ones document it."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import SplitResult, parse_qs

from tests.support.scripted_server import scripted_server

OK = {"wecom": {"errcode": 0, "errmsg": "ok"}, "dingtalk": {"errcode": 0, "errmsg": "ok"}}
OK["feishu"] = {"code": 0, "msg": "success", "data": {}}
SECRET = "SECabc123"

Script = Callable[[str], tuple[int, Any] | None]
"""What to answer instead: status and body; None for what the robot would."""


@dataclass
class Robots:
    """`said` is what arrived in each group, in order."""

    address: str = ""
    said: dict[str, list[str]] = field(default_factory=dict)
    script: Script = field(default=lambda kind: None)
    asked: int = 0

    def url(self, kind: str) -> str:
        paths = {
            "wecom": "/cgi-bin/webhook/send?key=k1",
            "dingtalk": "/robot/send?access_token=t1",
            "feishu": "/open-apis/bot/v2/hook/h1",
        }
        return self.address + paths[kind]

    def answer(self, parts: SplitResult, headers: Any, data: dict[str, Any]) -> tuple[int, Any]:
        path, query = parts.path, parse_qs(parts.query)
        self.asked += 1
        kind = {"c": "wecom", "r": "dingtalk", "o": "feishu"}[path[1]]
        scripted = self.script(kind)
        if scripted is not None:
            return scripted
        fault = self._fault(kind, query, data) or self._too_long(kind, headers, data)
        if fault:
            return 200, fault
        self.said.setdefault(kind, []).append(self._text(kind, data))
        return 200, OK[kind]

    def _fault(self, kind: str, query: dict[str, list[str]], data: dict[str, Any]) -> Any:
        if kind == "dingtalk":
            timestamp = query.get("timestamp", [""])[0]
            expected = hmac.new(SECRET.encode(), f"{timestamp}\n{SECRET}".encode(), hashlib.sha256)
            if query.get("sign", [""])[0] != base64.b64encode(expected.digest()).decode():
                return {"errcode": 310000, "errmsg": "sign not match"}
        if kind == "feishu":
            key = f"{data.get('timestamp')}\n{SECRET}".encode()
            expected = base64.b64encode(hmac.new(key, b"", hashlib.sha256).digest()).decode()
            if data.get("sign") != expected:
                return {"code": 19021, "msg": "sign match fail or timestamp is not within one hour"}
        return None

    def _too_long(self, kind: str, headers: Any, data: dict[str, Any]) -> Any:
        """Of 企业微信 the text counts, of the others all that was sent."""
        size = int(headers["Content-Length"])
        if kind == "wecom" and len(self._text(kind, data).encode()) > 2048:
            return {"errcode": 40058, "errmsg": "invalid Request Parameter: content too long"}
        if kind == "dingtalk" and size > 20_000:
            return {"errcode": 460101, "errmsg": "message too long, exceed 20000 bytes"}
        if kind == "feishu" and size > 20 * 1024:
            return {"code": 9499, "msg": "Bad Request"}
        return None

    @staticmethod
    def _text(kind: str, data: dict[str, Any]) -> str:
        if kind == "dingtalk":
            return data["markdown"]["text"]
        return data["content"]["text"] if kind == "feishu" else data["text"]["content"]


@contextmanager
def robots_running() -> Iterator[Robots]:
    robots = Robots()
    with scripted_server(robots.answer) as robots.address:
        yield robots
