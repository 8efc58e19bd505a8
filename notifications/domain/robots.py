"""What the robots of group chats understand: 企业微信, 钉钉, 飞书. Pure. As documented here:

企业微信 https://developer.work.weixin.qq.com/document/path/91770
钉钉 https://open.dingtalk.com/document/robots/custom-robot-access
飞书 https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote_plus

from notifications.enums import Outcome, RobotKind

# Bytes of the lines as they travel. Of 企业微信 a text may have 2,048; of the others the whole body
# counts, of 20,000 and 20 KB.
ROOM = {RobotKind.WECOM: 1_900, RobotKind.DINGTALK: 18_000, RobotKind.FEISHU: 18_000}

# What people typed names nobody, and leads nowhere: a summary may hold `<at user_id="all">`, which
# calls all of 飞书 and 企业微信, or a link of 钉钉's markdown.
HARMLESS = {
    RobotKind.WECOM: str.maketrans("<>", "＜＞"),
    RobotKind.DINGTALK: str.maketrans("<>[]@", "＜＞［］＠"),
    RobotKind.FEISHU: str.maketrans("<>", "＜＞"),
}

# The time between two messages to a group: 20 a minute, 20 a minute, 100 a minute.
PACE = {
    RobotKind.WECOM: timedelta(seconds=4),
    RobotKind.DINGTALK: timedelta(seconds=4),
    RobotKind.FEISHU: timedelta(seconds=1),
}

# How long a robot is silent that was rung too often.
SILENCE = {
    RobotKind.WECOM: timedelta(minutes=1),
    RobotKind.DINGTALK: timedelta(minutes=10),
    RobotKind.FEISHU: timedelta(minutes=1),
}
TOO_OFTEN = {
    RobotKind.WECOM: {45009, 45033},
    RobotKind.DINGTALK: {130101, 130102, 660026, 410100},
    RobotKind.FEISHU: {11232},
}
TOO_MANY_REQUESTS, SERVER_FAULT = 429, 500


@dataclass(frozen=True, slots=True)
class RobotCall:
    """What is posted where."""

    url: str
    data: dict[str, Any]


def robot_call(kind: str, address: str, secret: str, text: str, at: datetime) -> RobotCall:
    """A message to the group behind an address, signed where it has a secret."""
    if kind == RobotKind.DINGTALK:
        title = text.partition("\n")[0][:40]
        data = {"msgtype": "markdown", "markdown": {"title": title, "text": _lines_apart(text)}}
        return RobotCall(address + _dingtalk_query(secret, at), data)
    if kind == RobotKind.FEISHU:
        return RobotCall(
            address,
            {**_feishu_signature(secret, at), "msg_type": "text", "content": {"text": text}},
        )
    return RobotCall(address, {"msgtype": "text", "text": {"content": text}})


def _lines_apart(text: str) -> str:
    """In markdown a lone line break is a space."""
    return text.replace("\n", "\n\n")


def _dingtalk_query(secret: str, at: datetime) -> str:
    if not secret:
        return ""
    timestamp = str(int(at.timestamp() * 1000))
    digest = hmac.new(secret.encode(), f"{timestamp}\n{secret}".encode(), hashlib.sha256).digest()
    sign = quote_plus(base64.b64encode(digest))
    return f"&timestamp={timestamp}&sign={sign}"


def _feishu_signature(secret: str, at: datetime) -> dict[str, str]:
    if not secret:
        return {}
    timestamp = str(int(at.timestamp()))
    digest = hmac.new(f"{timestamp}\n{secret}".encode(), b"", hashlib.sha256).digest()
    return {"timestamp": timestamp, "sign": base64.b64encode(digest).decode()}


def outcome_of(kind: str, status: int, body: dict[str, Any]) -> tuple[Outcome, str]:
    """What an answer means, and its words: also a 200 may say that nothing was sent."""
    code = body.get("errcode", body.get("code", body.get("StatusCode")))
    words = str(body.get("errmsg", body.get("msg", body.get("StatusMessage", ""))))[:200]
    why = f"{status} {code if code is not None else ''} {words}".strip()
    if status == TOO_MANY_REQUESTS or code in TOO_OFTEN[RobotKind(kind)]:
        return Outcome.TOO_OFTEN, why
    if status >= SERVER_FAULT or (status < 400 and code is None):
        return Outcome.LATER, why
    if status < 300 and code == 0:
        return Outcome.SENT, ""
    return Outcome.REFUSED, why


def harmless_text(kind: str, said: str) -> str:
    """What people typed, without what the chat would take for an order."""
    return said.translate(HARMLESS[RobotKind(kind)])


def joined_lines(kind: str, lines: Sequence[str], more: str) -> tuple[str, int]:
    """As many lines as one message takes, and their number.

    `more` (with `%d`) says how many wait.
    """
    room = ROOM[RobotKind(kind)] - len(more.encode()) - 20
    taken: list[str] = []
    used = 0
    for line in lines:
        # A line break is two bytes of JSON, and in markdown there are two of them.
        size = _size_in_json(line) + 4
        if taken and used + size > room:
            break
        # A single line that is too long is cut between two letters.
        while _size_in_json(line) > room:
            line = line[: len(line) * 9 // 10]
        taken.append(line)
        used += size
    left = len(lines) - len(taken)
    text = "\n".join(taken)
    return (f"{text}\n{more % left}" if left else text), len(taken)


def _size_in_json(line: str) -> int:
    """Bytes, with the strokes before quotes and strokes, and without the quotes around it."""
    return len(json.dumps(line, ensure_ascii=False).encode()) - 2
